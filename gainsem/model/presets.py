"""What is added to a model text: the presets and their single switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gainsem.options import Options

PRESETS: dict[str, dict[str, bool]] = {
    "sem": {
        "auto_fix_first": True,
        "auto_fix_single": True,
        "auto_var": True,
        "auto_cov_lv_x": True,
        "auto_cov_y": True,
        "int_ov_free": True,
        "int_lv_free": False,
    },
    "growth": {
        "auto_fix_first": True,
        "auto_fix_single": True,
        "auto_var": True,
        "auto_cov_lv_x": True,
        "auto_cov_y": True,
        "int_ov_free": False,
        "int_lv_free": True,
    },
    "bare": {
        "auto_fix_first": False,
        "auto_fix_single": False,
        "auto_var": False,
        "auto_cov_lv_x": False,
        "auto_cov_y": False,
        "int_ov_free": False,
        "int_lv_free": False,
    },
}


@dataclass(frozen=True, slots=True)
class Switches:
    """The defaults in force for one model; each means what lavaan's argument means.

    Parameters
    ----------
    auto_fix_first : bool
        Fix the first loading of each latent variable at 1.
    auto_fix_single : bool
        Fix the residual variance of a single indicator at 0.
    auto_var : bool
        Free the (residual) variances.
    auto_cov_lv_x : bool
        Free the covariances of exogenous latent variables.
    auto_cov_y : bool
        Free the residual covariances of outcomes.
    int_ov_free, int_lv_free : bool
        Free the intercepts of observed, of latent variables.
    meanstructure, fixed_x, std_lv, orthogonal, effect_coding : bool
        As the options of the same name.
    levels : mapping
        Ordinal variable -> number of thresholds.
    theta : bool
        Residual variances of latent responses are fixed at 1, and not their variances.
    blocks : tuple of tuple of str
        Factors of exploratory blocks: variances of 1, covariances free.
    freed : frozenset of str
        What a later group estimates: "means", "variances", "scales", "blocks".
    """

    auto_fix_first: bool
    auto_fix_single: bool
    auto_var: bool
    auto_cov_lv_x: bool
    auto_cov_y: bool
    int_ov_free: bool
    int_lv_free: bool
    meanstructure: bool
    fixed_x: bool
    std_lv: bool
    orthogonal: bool
    effect_coding: bool
    levels: Mapping[str, int] = field(default_factory=dict)
    theta: bool = False
    blocks: tuple[tuple[str, ...], ...] = ()
    freed: frozenset[str] = frozenset()

    @property
    def exploratory(self) -> frozenset[str]:
        """The factors of all exploratory blocks."""
        return frozenset(name for factors in self.blocks for name in factors)


def switches(
    options: Options,
    *,
    mentions_means: bool,
    frees_covariates: bool,
    levels: Mapping[str, int],
    blocks: tuple[tuple[str, ...], ...] = (),
) -> Switches:
    """Return the defaults of a preset with the single switches of the options applied.

    Parameters
    ----------
    options : Options
    mentions_means : bool
        Whether the model text has an intercept.
    frees_covariates : bool
        Whether the model text has a variance, covariance or mean of a covariate:
        covariates are then modelled, not fixed.
    levels : mapping
        Ordinal variable -> number of thresholds.  With any, means are part of the
        model, and covariates are given unless ``conditional_x`` is off.
    blocks : tuple of tuple of str, optional
        Factors of exploratory blocks.
    """
    chosen: dict[str, Any] = dict(PRESETS[options.preset])
    if options.std_lv or options.effect_coding:
        chosen["auto_fix_first"] = False
    for name in chosen:
        given = getattr(options, name)
        if given is not None:
            chosen[name] = given
    means = options.meanstructure
    if means is None or mentions_means:
        means = mentions_means or options.preset == "growth"
    given = options.fixed_x is not False and not frees_covariates
    return Switches(
        **chosen,
        meanstructure=means or bool(levels),
        fixed_x=given and not (levels and options.conditional_x is False),
        std_lv=options.std_lv,
        orthogonal=options.orthogonal,
        effect_coding=options.effect_coding,
        levels=levels,
        theta=options.parameterization == "theta",
        blocks=blocks,
    )
