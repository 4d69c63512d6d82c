"""Fit a model in several groups: reads like the method section of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, ResponseError
from gainsem.estimation.binding import binding_findings
from gainsem.estimation.definitions import definition_findings
from gainsem.estimation.design_choice import design_remarks, refuse_moments
from gainsem.estimation.estimators import Estimator, choose_estimator
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.design import (
    design_of_complete,
    designs_of_parts,
    grouped_design_facts,
)
from gainsem.estimation.groups.families import refuse_absent_families
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.least_squares import groups_by_least_squares
from gainsem.estimation.groups.likelihood import groups_by_likelihood, implied_of_groups
from gainsem.estimation.groups.rows import grouped_rows, solution_of_group
from gainsem.estimation.missing_choice import check_treatment, has_missing_answers, treatment_of
from gainsem.estimation.ordinal_items import continuous_by_choice, ordinal_items
from gainsem.estimation.provenance import provenance
from gainsem.estimation.said_of import refused_of, said_of
from gainsem.estimation.sample import constructs_in, means_required, sample_statistics
from gainsem.estimation.trust import Outcome, findings
from gainsem.model.build import checked_variables
from gainsem.model.explained import r_squared
from gainsem.model.groups.grouped_table import GroupedTable, build_grouped
from gainsem.model.groups.text import texts_of_groups
from gainsem.model.variables import Variables
from gainsem.options import Options
from gainsem.results.continuous import method_for
from gainsem.results.groups.group_part import GroupPart
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.groups import ByGroup, Level, by_group
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

UNRELATED = 0.05
SHOWN = 8


def estimate_groups(
    model: ModelText, data: Responses | Sequence[Moments], options: Options
) -> GroupedFit:
    """Fit a model to several groups together.

    Parameters
    ----------
    model : ModelText
    data : Responses or sequence of Moments
        Answers with a column of groups, or the moments of each group.
    options : Options

    Returns
    -------
    GroupedFit
        Also when no proper solution was found; its diagnostics then say so.

    Raises
    ------
    SpecificationError, IdentificationError
        The model contradicts itself or the data, or cannot be identified.
    OptionError
        E-GRP-68 for equal intercepts of ordinal items, or equal thresholds of others.
    ResponseError
        No model can be fitted to these answers, or there are no groups.
    """
    given = _groups(data, options)
    known = _names_in(given)
    variables = [checked_variables(each, known) for each in texts_of_groups(model, given.labels)]
    ordinal = _ordinal(given, variables, options)
    refuse_absent_families(options, variables, ordinal)
    incomplete = not ordinal and any(
        has_missing_answers(part, own, options)
        for part, own in zip(given.parts, variables, strict=True)
    )
    estimator = choose_estimator(options, ordinal, incomplete=incomplete)
    chosen = options if options.meanstructure is not None else replace(options, meanstructure=True)
    if ordinal:
        from gainsem.estimation.groups.ordinal import groups_of_ordinal_items

        found = groups_of_ordinal_items(model, given, ordinal, chosen, estimator)
    else:
        found = _continuous(model, given, variables, chosen, estimator, incomplete=incomplete)
    if found.grouped.rotated is not None:
        from gainsem.estimation.groups.rotated import rotated_groups

        found = rotated_groups(found, options)
    return _fit(model, given, found, options, estimator)


def _groups(data: Responses | Sequence[Moments], options: Options) -> ByGroup:
    """Return the data of every group."""
    if isinstance(data, Responses):
        if options.group is None:
            raise ValueError("there is no column of groups")
        return by_group(data, options.group, options.group_levels)
    labels = options.group_levels or tuple(f"group {k + 1}" for k in range(len(data)))
    if len(labels) != len(data):
        raise OptionError.of(
            "E-GRP-64",
            f"group_levels names {len(labels)} groups, and there are {len(data)} covariance"
            " matrices.",
            do="give a name for each matrix",
        )
    levels = tuple(Level(str(k + 1), label) for k, label in enumerate(labels))
    return ByGroup(options.group or "group", levels, tuple(data))


def _names_in(given: ByGroup) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for part in given.parts:
        more = (
            part.names if isinstance(part, Moments) else (*part.names, *part.text, *part.left_out)
        )
        names |= dict.fromkeys(more)
    return tuple(names)


def _ordinal(given: ByGroup, variables: Sequence[Variables], options: Options) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for part, own in zip(given.parts, variables, strict=True):
        names |= dict.fromkeys(ordinal_items(part, own, options))
    return tuple(names)


def _continuous(
    model: ModelText,
    given: ByGroup,
    variables: Sequence[Variables],
    options: Options,
    estimator: Estimator,
    *,
    incomplete: bool,
) -> FoundGroups:
    refuse_moments(given.parts, options)
    treatment = treatment_of(estimator.name, options, incomplete=incomplete)
    for part, own in zip(given.parts, variables, strict=True):
        check_treatment(treatment, options, part, own.observed)
    if treatment == "fiml":
        from gainsem.estimation.groups.fiml import groups_by_fiml

        return groups_by_fiml(model, given, options, estimator)
    if treatment != "listwise":
        raise OptionError.of(
            "E-OPT-02",
            f"missing={treatment} does not work with several groups in this version.",
            do="say  missing=fiml  or  missing=listwise",
        )
    method = method_for(estimator.name, options)
    likelihood = method.discrepancy == "ML"
    # Least squares fits the moments of covariates like all others, as in lavaan.
    chosen = options if likelihood else replace(options, fixed_x=False)
    grouped = build_grouped(model, chosen, given.labels, _names_in(given))
    refuse_small_groups(given, grouped)
    design = design_of_complete(given, grouped, options)
    samples = []
    parts = zip(given.parts, grouped.tables, designs_of_parts(design, grouped), strict=True)
    for label, (part, table, sampled) in zip(given.labels, parts, strict=True):
        with refused_of(label):
            sample = sample_statistics(
                part,
                table.observed,
                n_parameters=table.n_free,
                constructs=constructs_in(table),
                keep_answers=method.uses_answers,
                sampled=sampled,
            )
        samples.append(sample)
    for sample in samples:
        means_required(sample, grouped.joint.meanstructure)
        if method.needs_answers and sample.answers is None:
            raise OptionError.of(
                "E-OPT-02",
                f"estimator={estimator.name} with these options needs the answers of"
                " respondents; a covariance matrix has none.",
                do="give a table of answers, or use estimator=ML (or GLS, ULS) with its own"
                " errors and test",
            )
    said = tuple(
        remark
        for part, own in zip(given.parts, variables, strict=True)
        for remark in continuous_by_choice(part, own, options)
    )
    grouped = replace(grouped, diagnostics=tuple(dict.fromkeys((*grouped.diagnostics, *said))))
    fitted = groups_by_likelihood if likelihood else groups_by_least_squares
    return replace(fitted(grouped, samples, options, method), design=design)


def refuse_small_groups(given: ByGroup, grouped: GroupedTable) -> None:
    """Refuse groups with no more respondents than variables, all in one message.

    Raises
    ------
    ResponseError
        E-GRP-54.
    """
    sizes = [part.n_obs if isinstance(part, Moments) else len(part.values) for part in given.parts]
    refuse_small(given.labels, sizes, [len(table.observed) for table in grouped.tables])


def refuse_small(labels: Sequence[str], sizes: Sequence[int], wide: Sequence[int]) -> None:
    """Refuse groups of these sizes for models with so many variables: E-GRP-54."""
    small = [(label, n) for label, n, p in zip(labels, sizes, wide, strict=True) if n <= p]
    if not small:
        return
    label, n = min(small, key=lambda each: each[1])
    shown = ", ".join(f"'{name}' (n = {size})" for name, size in small[:SHOWN])
    more = f" and {len(small) - SHOWN} more" if len(small) > SHOWN else ""
    raise ResponseError.of(
        "E-GRP-54",
        f"{len(small)} of {len(sizes)} groups have too few respondents for {max(wide)} variables:"
        f" the smallest is '{label}' with n = {n}.",
        where=f"{shown}{more}",
        why="the covariances of a group with no more respondents than variables have no inverse",
        do="join groups, or name those to compare with  group_levels=",
    )


def _fit(
    model: ModelText, given: ByGroup, found: FoundGroups, options: Options, estimator: Estimator
) -> GroupedFit:
    implied = implied_of_groups(found.compiled, found.solution.params)
    if implied is None:
        raise nothing_implied(found.solution.status)
    rows = grouped_rows(found, implied)
    sampled, parts_sampled = grouped_design_facts(found, implied)
    joint = found.grouped.joint
    trust: list[Diagnostic] = []
    parts: list[GroupPart] = []
    explained: dict[str, float] = {}
    for k, (level, table, own, sample) in enumerate(
        zip(given.levels, found.grouped.tables, implied, found.samples, strict=True)
    ):
        compiled = found.compiled.groups[k]
        own_r = r_squared(table, compiled, own)
        suffix = f".g{k + 1}" if k else ""
        explained |= {f"{name}{suffix}": value for name, value in own_r.items()}
        solution = solution_of_group(found.solution, found.compiled.places[k].at)
        mine = tuple(row for row in rows if row.group == k + 1 and row.op != ":=")
        outcome = Outcome(
            table,
            compiled,
            own,
            solution,
            mine,
            asked_for_errors=options.se != "none",
            unrelated=_baseline_pvalue(found.measures) > UNRELATED,
        )
        trust += [said_of(level.label, each) for each in findings(outcome)]
        parts.append(
            GroupPart(
                code=level.code,
                label=level.label,
                names=level.names,
                table=table,
                at=tuple(found.compiled.places[k].at.tolist()),
                moments=sample.moments,
                sample=sample.facts,
                fit_measures=found.own_measures[k],
                r_squared=own_r,
                missing=found.missing[k] if found.missing else None,
                residual_se=found.residual_se[k] if found.residual_se else None,
                design=parts_sampled[k],
                rotations=found.rotations[k] if found.rotations else (),
            )
        )
    remarks = [
        said_of(level.label, each)
        for level, sample in zip(given.levels, found.samples, strict=True)
        for each in sample.diagnostics
    ]
    everything = (
        *found.diagnostics,
        *given.diagnostics,
        *remarks,
        *_on_design(found, options),
        *_once(trust),
        *definition_findings(rows),
        *binding_findings(joint, found.compiled, found.solution),
    )
    return GroupedFit(
        table=joint,
        options=options,
        estimator=estimator.name,
        solution=found.solution,
        parameter_rows=rows,
        fit_measures=found.measures,
        r_squared=explained,
        diagnostics=tuple(dict.fromkeys(everything)),
        provenance=provenance(model, found.samples[0]),
        group=given.name,
        parts=tuple(parts),
        design=sampled,
    )


def _on_design(found: FoundGroups, options: Options) -> tuple[Diagnostic, ...]:
    """Return what there is to say of the sampling design of all groups."""
    if found.design is None:
        return ()
    whole, joint = found.design.whole, found.grouped.joint
    remarks = design_remarks(whole, options, n_parameters=joint.n_free, ordinal=any(joint.levels))
    return (*whole.diagnostics, *remarks)


def _once(said: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return what is said of the whole once: no minimum, no standard errors, unrelated items."""
    whole = ("no minimum was found", "standard errors could not", "the model in which the items")
    seen: dict[str, Diagnostic] = {}
    for each in said:
        text = each.message.partition("': ")[2]
        if text.startswith(whole):
            seen.setdefault(text, replace(each, message=text))
        else:
            seen[each.message] = each
    return list(seen.values())


def _baseline_pvalue(measures: dict[str, float]) -> float:
    return measures.get("baseline_pvalue_scaled", measures["baseline_pvalue"])
