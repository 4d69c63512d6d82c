"""Write the report of a fit to a file."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.errors import OptionError
from gainsem.report.build import build_report
from gainsem.report.typst_pdf import render_pdf
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.verdict import estimates_withheld

SUFFIX = ".pdf"


def report_pdf(fit: Fit | GroupedFit, *, lang: str = "en") -> bytes:
    """Return the report of a fit as PDF.

    Parameters
    ----------
    fit : Fit or GroupedFit
    lang : {"en", "zh"}
        Language of the report.
    """
    if isinstance(fit, GroupedFit):
        from gainsem.report.build_groups import build_grouped_report

        views = enumerate(fit.by_group.values(), start=1)
        drawn = [_diagram(view, lang, group) for group, view in views]
        diagrams = tuple(each for each in drawn if each is not None)
        return render_pdf(build_grouped_report(fit, lang=lang, diagrams=diagrams))
    return render_pdf(build_report(fit, lang=lang, diagram_svg=_diagram(fit, lang)))


def write_report(fit: Fit | GroupedFit, path: str | os.PathLike[str], *, lang: str = "en") -> Path:
    """Write the report of a fit; an older file stays whole until the new one is complete.

    Parameters
    ----------
    fit : Fit or GroupedFit
    path : str or path
        Where to; must end in ``.pdf``.
    lang : {"en", "zh"}
        Language of the report.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        ``E-OPT-05`` for another suffix, ``E-OPT-07`` for another language.
    OutputError
        When the file cannot be written.
    """
    from gainsem.io.output import write_atomically

    target = check_report_path(path)
    content = report_pdf(fit, lang=lang)
    write_atomically(target, content)
    return target


def check_report_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a report, refusing a suffix there is no writer for."""
    target = Path(path)
    if target.suffix.lower() != SUFFIX:
        given = f"as '{target.suffix}'" if target.suffix else "without a suffix"
        raise OptionError.of(
            "E-OPT-05",
            f"{target}: a report {given} cannot be written; this version writes .pdf only.",
            do=f"name the file {target.with_suffix(SUFFIX).name}",
        )
    return target


def _diagram(fit: Fit, lang: str, group: int = 1) -> bytes | None:
    """Return the path diagram as SVG; a fit whose estimates are withheld has none."""
    if estimates_withheld(fit):
        return None
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_fit import diagram_of
    from gainsem.plots.path_diagram import draw_path_diagram

    return figure_bytes(draw_path_diagram(diagram_of(fit, lang=lang, group=group)), "svg")
