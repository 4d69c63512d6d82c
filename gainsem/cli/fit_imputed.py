"""``gainsem fit`` with imputed data sets: fitted one by one, pooled, written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.cli.fit_options import given
from gainsem.cli.reading_options import reading_of
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.imputed import ImputedFit


def run_imputed(model: str, data: tuple[str, ...], arguments: dict[str, Any]) -> int:
    """Carry the command out and return its exit code.

    Parameters
    ----------
    model : str
    data : tuple of str
        One stacked table, or one table a data set.
    arguments : dict
        The options of the command.
    """
    from gainsem.api import report
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.imputed_folder import fill

    lang = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        found = _fit(model, data, arguments)
        written = places.write(
            folder,
            record=found.to_json,
            fill=lambda place, record: fill(place, found, record, lang=lang),
            report=lambda path: report(found, path, lang=lang),
        )
    if not arguments["quiet"]:
        say(repr(found) if places.piped else found.summary(), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0 if found.usable else 1


def _fit(model: str, data: tuple[str, ...], arguments: dict[str, Any]) -> ImputedFit:
    from gainsem.api import fit_imputed, read_survey
    from gainsem.cli.draws_bar import progress_bar
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.estimation.imputed import refuse_options
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options = given(arguments)
    chosen = options_from(options)
    refuse_options(chosen, second_opinion=arguments["second_opinion"])
    text, column = read_model(Path(model)), arguments["imputation"]
    keep = columns_named(text, chosen) | ({column} if column else set())
    surveys = [
        read_survey(path, beside=text.source, keep=keep, **reading_of(arguments)) for path in data
    ]
    with progress_bar(arguments["quiet"], label="Data sets") as show:
        found = fit_imputed(
            text,
            surveys,
            imputation=column,
            pooling=arguments["pooling"],
            pooling_df=arguments["pooling_df"],
            progress=show,
            **options,
        )
    if arguments["strict"]:
        refuse_warnings(found.diagnostics)
    return found
