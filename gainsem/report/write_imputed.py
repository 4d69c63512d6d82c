"""Write the report of a fit to imputed data sets to a file."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.report.build_imputed import build_imputed_report
from gainsem.report.typst_pdf import render_pdf
from gainsem.report.write import check_report_path
from gainsem.results.imputed import ImputedFit


def imputed_report_pdf(found: ImputedFit, *, lang: str = "en") -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    found : ImputedFit
    lang : {"en", "zh"}
        Language of the report.
    """
    svg = diagram_files(found, lang=lang, kinds=("svg",))["path_diagram.svg"]
    return render_pdf(build_imputed_report(found, lang=lang, diagram_svg=svg))


def write_imputed_report(
    found: ImputedFit, path: str | os.PathLike[str], *, lang: str = "en"
) -> Path:
    """Write the report; an older file stays whole until the new one is complete.

    Parameters
    ----------
    found : ImputedFit
    path : str or path
        Where to; must end in ``.pdf``.
    lang : {"en", "zh"}
        Language of the report.

    Raises
    ------
    OptionError
        ``E-OPT-05`` for another suffix, ``E-OPT-07`` for another language.
    OutputError
        When the file cannot be written.
    """
    from gainsem.io.output import write_atomically

    target = check_report_path(path)
    write_atomically(target, imputed_report_pdf(found, lang=lang))
    return target


def diagram_files(
    found: ImputedFit, *, lang: str = "en", kinds: tuple[str, ...] = ("svg", "pdf")
) -> dict[str, bytes]:
    """Return the path diagram of the pooled estimates, by file name."""
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_fit import diagram_of
    from gainsem.plots.path_diagram import draw_path_diagram

    figure = draw_path_diagram(diagram_of(found.pooled, lang=lang))
    return {f"path_diagram.{kind}": figure_bytes(figure, kind) for kind in kinds}
