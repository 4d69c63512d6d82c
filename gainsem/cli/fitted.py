"""Read a model and a survey as the command line names them, and fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.cli.bootstrap_options import carried_out
from gainsem.cli.fit_options import given
from gainsem.cli.reading_options import reading_of

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit


def fitted(
    model: str, data: str, arguments: dict[str, Any], folder: OutputFolder | None
) -> Fit | GroupedFit:
    """Return the fit the arguments ask for."""
    from gainsem.api import fit, read_survey
    from gainsem.api import second_opinion as second_opinion_on
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options = given(arguments)
    chosen = options_from(options)  # refused before anything is read
    text = read_model(Path(model))
    survey = read_survey(
        data,
        beside=text.source,
        keep=columns_named(text, chosen),
        keep_others=bool(chosen.exclude),
        **reading_of(arguments),
    )
    with carried_out(arguments, folder) as run:
        result: Any = fit(text, survey, **run, **options)
    if arguments["second_opinion"]:
        result = second_opinion_on(result)
    if arguments["strict"]:
        refuse_warnings(result.diagnostics)
    found: Fit | GroupedFit = result
    return found
