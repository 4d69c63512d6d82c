"""Who was sampled how: groups, waves, clusters and weights of the respondents scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.linearised_variance import Design
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, UnknownVariableError
from gainsem.estimation.scoring.answers import ScoredAnswers
from gainsem.estimation.scoring.groups import UNKNOWN, Grouping, grouping, groupings
from gainsem.estimation.scoring.options import ScoreOptions
from gainsem.results.scores import ScoreSettings
from gainsem.survey.columns import unknown_variable
from gainsem.survey.weights import sampling_weights


@dataclass(frozen=True)
class ScoredSample:
    """The respondents scored, with everything that is known of how they were sampled."""

    settings: ScoreSettings
    by: tuple[Grouping, ...]
    wave: Grouping | None
    compare: Grouping | None
    cluster: Grouping | None
    stratum: Grouping | None
    weights: Array
    diagnostics: tuple[Diagnostic, ...]

    @property
    def design(self) -> Design:
        """Weights, clusters and strata, for standard errors."""
        codes = [None if each is None else each.codes for each in (self.cluster, self.stratum)]
        return Design.of(self.weights, *codes)


def scored_sample(
    answers: ScoredAnswers,
    roles: Mapping[str, str],
    options: ScoreOptions,
    *,
    overall: str,
    target: str,
    fitted_weights: str | None = None,
) -> ScoredSample:
    """Return the variables with a task, and the weights.

    Parameters
    ----------
    answers : ScoredAnswers
    roles : mapping
        Of the codebook: task to variable.
    options : ScoreOptions
    overall, target : str
        Constructs, for the settings.
    fitted_weights : str, optional
        Weights of the fit, taken where neither options nor codebook name any and the data
        have them.

    Raises
    ------
    OptionError
        E-OPT-02 where waves are to be compared as groups.
    UnknownVariableError, ResponseError
        For variables and weights that are wrong.
    """
    weight, clusters, waves = (options.role(name, roles) for name in ("weights", "cluster", "wave"))
    if not weight and options.weights is None and fitted_weights in answers.responses.names:
        weight = fitted_weights or ""
    stratum, compare = roles.get("stratum", ""), options.compare or ""
    if compare and compare == waves:
        raise OptionError.of(
            "E-OPT-02",
            f"compare and wave are both '{compare}'.",
            do="leave compare out: trends compare the waves",
        )
    by = tuple(dict.fromkeys(name for name in (*options.by, compare) if name and name != waves))
    wanted = (*by, waves) if waves else by
    found, said = groupings(answers.responses, wanted, answers.scored)
    wave = found.get(waves)
    if wave is not None and len(wave.levels) < 2:
        wave = None
    cluster = _any_grouping(answers, clusters)
    if cluster is None and wave is not None:
        cluster = _repeated(answers, roles.get("respondent", ""))
    weights = np.ones(int(answers.scored.sum()))
    if weight:
        own = sampling_weights(answers.responses, weight, answers.scored)
        weights, said = own.values, [*said, *own.diagnostics]
    settings = ScoreSettings(
        by=by,
        weights=weight,
        cluster=cluster.name if cluster else "",
        stratum=stratum,
        wave=wave.name if wave else "",
        compare=compare,
        overall=overall,
        target=target,
        draws=options.draws,
        seed=options.seed,
        min_cell=options.min_cell,
    )
    return ScoredSample(
        settings,
        tuple(found[name] for name in by),
        wave,
        found.get(compare),
        cluster,
        _any_grouping(answers, stratum),
        weights,
        tuple(said),
    )


def _any_grouping(answers: ScoredAnswers, name: str) -> Grouping | None:
    """Return a cluster or stratum: as many levels as there are; a missing one stands alone."""
    if not name:
        return None
    if name not in answers.responses.names and name not in answers.responses.text:
        raise UnknownVariableError(unknown_variable(name, answers.responses))
    found = grouping(answers.responses, name, answers.scored)
    codes = found.codes.copy()
    missing = np.flatnonzero(codes == UNKNOWN)
    codes[missing] = len(found.levels) + np.arange(len(missing))
    return replace(found, codes=codes)


def _repeated(answers: ScoredAnswers, person: str) -> Grouping | None:
    """Return the respondents as clusters where they were asked several times."""
    if person not in answers.responses.names and person not in answers.responses.text:
        return None
    found = _any_grouping(answers, person)
    if found is None or len(np.unique(found.codes)) == len(found.codes):
        return None
    return found
