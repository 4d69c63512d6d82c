"""The exception tree.

::

    GainsemError
    +-- InputError                  something handed in is wrong (exit code 2)
    |   +-- FileError               a file: missing, empty, ragged, wrong encoding, unsafe
    |   +-- CodebookError           the codebook
    |   +-- ResponseError           the answers
    |   +-- ModelSyntaxError        the model text
    |   +-- OutputError             the place the results should go to
    |   +-- OptionError             an option, or a combination of options
    +-- SpecificationError          the model does not make sense for these data (exit code 2)
    |   +-- UnknownVariableError    it names something the data do not have
    |   +-- IdentificationError     its parameters cannot be told apart
    +-- EstimationError             the numbers do not allow an answer (exit code 1)
        +-- NonConvergenceError     no minimum was found
        +-- NotPositiveDefiniteError  a covariance matrix is not one

Every exception carries at least one :class:`~gainsem.diagnostics.Diagnostic`;
all problems of one file are reported together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self

from gainsem.diagnostics import Diagnostic
from gainsem.spelling import code_points, lookalike_of

SHOWN_AT_MOST = 20


class GainsemError(Exception):
    """Base of everything gainsem refuses.

    Parameters
    ----------
    *problems : Diagnostic
        What is wrong; the first one is the headline.
    """

    exit_code = 2

    def __init__(self, *problems: Diagnostic) -> None:
        self.problems: tuple[Diagnostic, ...] = problems
        super().__init__(*problems)

    @property
    def code(self) -> str:
        """Code of the first problem."""
        return self.problems[0].code

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:SHOWN_AT_MOST]]
        hidden = len(self.problems) - len(shown)
        if hidden:
            shown.append(f"... and {hidden} more")
        return "\n".join(shown)

    @classmethod
    def of(cls, code: str, message: str, **parts: str) -> Self:
        """Return the exception for one problem, written where it is found."""
        return cls(Diagnostic(code, "error", message, **parts))


class InputError(GainsemError):
    """Something handed in is wrong."""


class FileError(InputError):
    """A file is missing, unreadable, malformed or unsafe."""


class CodebookError(InputError):
    """The codebook is wrong."""


class ResponseError(InputError):
    """The answers are wrong."""


class ModelSyntaxError(InputError):
    """The model text cannot be read."""


class OutputError(InputError):
    """The results cannot be written where they should go."""


class OptionError(InputError):
    """An option, or a combination of options, is not possible."""


class SpecificationError(GainsemError):
    """The model does not make sense for these data."""


class UnknownVariableError(SpecificationError):
    """The model names something the data do not have."""


class IdentificationError(SpecificationError):
    """The parameters of the model cannot be told apart."""


class EstimationError(GainsemError):
    """The numbers do not allow an answer."""

    exit_code = 1


class NonConvergenceError(EstimationError):
    """No minimum was found."""


class NotPositiveDefiniteError(EstimationError):
    """A matrix that must be positive definite is not."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x1'?"`` for a near miss, else the empty string.

    Examples
    --------
    >>> did_you_mean("X1", ["x1", "x2"])
    " Did you mean 'x1'?"
    >>> did_you_mean("zzz", ["x1"])
    ''
    """
    choices = list(known)
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    near = folded.get(name.casefold())
    alike = None if near else lookalike_of(name, choices)
    if alike:
        return _seen_alike(name, alike)
    if near is None:
        close = difflib.get_close_matches(name, choices, n=1, cutoff=0.6)
        near = close[0] if close else None
    return f" Did you mean '{near}'?" if near else ""


def _seen_alike(name: str, alike: str) -> str:
    """Return how two names differ that look the same, by the numbers of their characters."""
    strange = code_points(alike)
    if strange:
        return f" '{alike}' looks the same but has {strange}."
    return f" '{alike}' looks the same, but the name written has {code_points(name)}."
