"""What a user hands in as a model or as data, whatever form it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gainsem.options import Options
    from gainsem.syntax.statements import ModelText

MODEL_SUFFIX = ".lav"


def columns_named(model: ModelText, options: Options) -> set[str]:
    """Return the columns a fit may need: all that the model and the options name.

    Parameters
    ----------
    model : ModelText
    options : Options

    Returns
    -------
    set of str
        Latent variables among them; that a column is called like one must be seen.
    """
    ordered = options.ordered if isinstance(options.ordered, tuple) else ()
    weights = [name for name in (options.weights, options.group) if name]
    rows = model.statements
    return (
        {row.lhs for row in rows}
        | {row.rhs for row in rows}
        | {
            *ordered,
            *weights,
            *options.units,
            *options.auxiliary,
            *options.replicate_weights,
        }
    )


def read_model(model: str | Path | ModelText) -> ModelText:
    """Return the statements of a model text, or of the ``.lav`` file it lies in.

    Parameters
    ----------
    model : str or Path
        A text that ends in ``.lav`` is a path; a :class:`~pathlib.Path` always is,
        ``Path("-")`` standard input.

    Returns
    -------
    ModelText
        What :func:`fit` takes, too.
    """
    from gainsem.syntax import parse

    if isinstance(model, str) and not model.strip().endswith(MODEL_SUFFIX):
        return parse(model)
    if isinstance(model, str | Path):
        from gainsem.io.text import read_text

        source = "standard input" if str(model) == "-" else str(model)
        return parse(read_text(model), source)
    return model


def answers_of(data: Any) -> Any:
    """Return the answers (or moments) in whatever holds them.

    Parameters
    ----------
    data : Survey, Responses, Moments, DataFrame, str or Path

    Returns
    -------
    Responses or Moments
    """
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses

    if isinstance(data, Moments | Responses):
        return data
    if isinstance(data, str | Path):
        from gainsem.io.read_survey import read_survey

        data = read_survey(data)
    if hasattr(data, "responses"):
        return data.responses
    from gainsem.io.frames import read_frame
    from gainsem.survey.recode import apply_codebook

    return apply_codebook(read_frame(data))
