"""The estimators there are: adding one is adding a row here and a test."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.errors import OptionError
from gainsem.options import Options


@dataclass(frozen=True, slots=True)
class Estimator:
    """One way to estimate.

    Parameters
    ----------
    name : str
        Its one spelling.
    title : str
        As the summary and the report write it.
    information : {"expected", "observed"}
        Information matrix its standard errors come from unless the user chooses.
    missing : tuple of str
        Treatments of missing answers it can work with, the default first.
    """

    name: str
    title: str
    information: str
    missing: tuple[str, ...]


ESTIMATORS = {
    "ML": Estimator("ML", "Maximum likelihood", "expected", ("listwise",)),
}


def choose_estimator(options: Options) -> Estimator:
    """Return the estimator asked for, or the default one.

    Raises
    ------
    OptionError
        E-OPT-02 for a treatment of missing answers it cannot work with.
    """
    estimator = ESTIMATORS[options.estimator or "ML"]
    if options.missing is not None and options.missing not in estimator.missing:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} does not work with missing={options.missing!r}.",
            do=f"missing can be: {', '.join(estimator.missing)}",
        )
    return estimator
