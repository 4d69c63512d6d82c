"""The model text of one level, from what a user says of it and without any answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gainsem.errors import OptionError, did_you_mean
from gainsem.estimation.invariance.levels import Measured
from gainsem.estimation.invariance.waves.measured import chosen_level, measured_of
from gainsem.estimation.invariance.waves.names import Waves, refuse_collisions
from gainsem.estimation.invariance.waves.text import Repeated
from gainsem.syntax.statements import ModelText

FEWEST_CATEGORIES = 2


def longitudinal_text(
    model: ModelText,
    waves: Waves,
    *,
    level: str,
    ordered: int | Mapping[str, int] | None = None,
    partial: Sequence[str] = (),
    residual_covariances: bool = True,
) -> str:
    """Return the model text of a level.

    Parameters
    ----------
    model : ModelText
        Of one wave.
    waves : Waves
    level : str
    ordered : int or mapping, optional
        Ordinal items and the number of their categories; one number for all items.
    partial : sequence of str
        Parameters that stay apart, by their names in the model of one wave.
    residual_covariances : bool

    Raises
    ------
    OptionError
        E-INV-01 for a level there is not, E-INV-13 for a name that is none.
    SpecificationError
        E-INV-09 for a model that cannot be repeated, E-INV-10 for names that become one.
    """
    plain = measured_of(model, len(waves.names), {})
    refuse_collisions((*plain.factors, *plain.items), waves, model.source)
    measured = measured_of(model, len(waves.names), _thresholds(ordered, plain))
    study = Repeated(model, waves, measured, residual_covariances)
    return study.text(chosen_level(level, measured, partial))


def _thresholds(ordered: int | Mapping[str, int] | None, measured: Measured) -> dict[str, int]:
    """Return how many thresholds the ordinal items have."""
    if ordered is None:
        return {}
    whole = isinstance(ordered, Mapping)
    counts = (
        dict(ordered) if isinstance(ordered, Mapping) else dict.fromkeys(measured.items, ordered)
    )
    for name, count in counts.items():
        if name not in measured.items:
            raise OptionError.of(
                "E-INV-13",
                f"ordered= names '{name}', which is no item of the model."
                f"{did_you_mean(str(name), measured.items)}",
                do="write it as in the model of one wave",
            )
        if isinstance(count, bool) or not isinstance(count, int) or count < FEWEST_CATEGORIES:
            of_item = f" of '{name}'" if whole else ""
            raise OptionError.of(
                "E-INV-13",
                f"ordered={count!r}{of_item} is no number of categories.",
                do="give the number of answers to choose from, 2 or more, for example"
                '  ordered=5  or  ordered={"x1": 5, "x2": 4}',
            )
    return {item: counts[item] - 1 for item in measured.items if item in counts}
