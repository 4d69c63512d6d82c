"""What the verbs take as answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses
    from gainsem.survey.survey import Survey

    Data = Survey | Responses | Moments | pd.DataFrame | str | Path
