"""Whose standard errors of rotated models are right: ``python esem_errors.py`` (2 minutes).

Three routes to the errors of two models of the Holzinger and Swineford data, geomin rotated:

- *gainsem*: ``gainsem.fit``;
- *bordered*: the information matrix of all rotated parameters, bordered by the equations of
  the rotation (Jennrich 1974, doi:10.1007/BF02291564).  Written here in numpy with central
  differences only; it shares no code with gainsem, which turns the errors of the unrotated
  parameters instead;
- *simulated*: the standard deviation of 2,000 estimates in samples from the fitted model, of
  100,000 times the respondents (multiplied by the root of 100,000), so that what is left is the
  error of first order that the other two compute.

A fourth check counts, over 1,000 samples, how often intervals hold the true loadings.
lavaan's figures come from ``tests/reference/esem``.  Writes ``esem_errors.csv`` beside this file.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

import gainsem

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "tests/reference"
SAMPLES = 1000
SEED, DRAWS, TIMES, STARTS, EPSILON, STEP = 20261125, 2000, 100_000, 30, 0.001, 1e-5
CASES = ("hs_geomin", "hs_structural")
Key = tuple[str, str, str]
Array = NDArray[np.float64]


def implied(values: dict[Key, float], names: list[str]) -> tuple[Array, Array]:
    """Return the implied covariances of ``names``, and their variances without paths.

    The second are the variances that scale the loadings before they are rotated.
    """
    nodes = list(dict.fromkeys([*(k[side] for k in values for side in (0, 2)), *names]))
    at = {name: k for k, name in enumerate(nodes)}
    arrows, spread, measured = (np.zeros((len(nodes), len(nodes))) for _ in range(3))
    for (lhs, op, rhs), value in values.items():
        if op == "=~":
            arrows[at[rhs], at[lhs]] = measured[at[rhs], at[lhs]] = value
        elif op == "~":
            arrows[at[lhs], at[rhs]] = value
        else:
            spread[at[lhs], at[rhs]] = spread[at[rhs], at[lhs]] = value
    keep = [at[name] for name in names]

    def covariances(paths: Array) -> Array:
        reach = np.linalg.inv(np.eye(len(nodes)) - paths)
        found: Array = (reach @ spread @ reach.T)[np.ix_(keep, keep)]
        return found

    return covariances(arrows), np.diag(covariances(measured))


def geomin_equations(loadings: Array, phi: Array) -> Array:
    """Return what is 0 at a minimum of oblique geomin, off the diagonal of L'G inv(phi)."""
    m = loadings.shape[1]
    square = loadings**2 + EPSILON
    slope = (2.0 / m) * loadings / square * np.exp(np.log(square).mean(1, keepdims=True))
    found: Array = (loadings.T @ slope @ np.linalg.inv(phi))[~np.eye(m, dtype=bool)]
    return found


def differences(function: Callable[[Array], Array], at: Array) -> Array:
    """Return central differences, one column a parameter."""
    return np.array(
        [(function(at + STEP * e) - function(at - STEP * e)) / (2 * STEP) for e in np.eye(len(at))]
    ).T


def bordered(fit: gainsem.Fit, *, scales_vary: bool = True) -> dict[Key, float]:
    """Return standard errors from the bordered information matrix.

    ``scales_vary=False`` takes the standard deviations of the items as known numbers.
    """
    rows = {(r.lhs, r.op, r.rhs): r.est for r in fit.parameter_rows if r.op in ("=~", "~", "~~")}
    free = [key for r in fit.parameter_rows if r.se > 0 and (key := (r.lhs, r.op, r.rhs)) in rows]
    names, (block,) = list(fit.table.observed), fit.table.blocks
    places = [names.index(item) for item in block.items]
    known = np.sqrt(implied(rows, names)[1])[places]

    def of(params: Array) -> dict[Key, float]:
        return rows | dict(zip(free, params.tolist(), strict=True))

    def equations(params: Array) -> Array:
        values = of(params)
        scale = np.sqrt(implied(values, names)[1])[places] if scales_vary else known
        raw = np.array([[values[f, "=~", i] for f in block.factors] for i in block.items])
        phi = np.eye(len(block.factors))
        for i, one in enumerate(block.factors):
            for j, other in enumerate(block.factors[:i]):
                found = values.get((one, "~~", other), values.get((other, "~~", one)))
                phi[i, j] = phi[j, i] = np.nan if found is None else found
        return geomin_equations(raw / scale[:, None], phi)

    at = np.array([rows[key] for key in free])
    inverse = np.linalg.inv(implied(rows, names)[0])
    slopes = differences(lambda params: implied(of(params), names)[0].ravel(), at)
    turned = (inverse @ slopes.T.reshape(len(at), *inverse.shape) @ inverse).reshape(len(at), -1)
    information = fit.n_obs / 2.0 * turned @ slopes
    border = differences(equations, at)
    zero = np.zeros((len(border), len(border)))
    whole = np.linalg.inv(np.block([[information, border.T], [border, zero]]))
    return dict(zip(free, np.sqrt(np.diag(whole)[: len(at)]).tolist(), strict=True))


def simulated(fit: gainsem.Fit, *, times: int = TIMES, draws: int = DRAWS) -> dict[Key, float]:
    """Return the standard deviation of estimates in samples from the fitted model."""
    rng, n = np.random.default_rng(SEED), times * fit.n_obs
    names = list(fit.table.observed)
    rows = {(r.lhs, r.op, r.rhs): r.est for r in fit.parameter_rows}
    sigma = implied({k: v for k, v in rows.items() if k[1] in ("=~", "~", "~~")}, names)[0]
    # Given covariates are the same in every sample: their slopes and the rest are random.
    x = [k for k, name in enumerate(names) if name in fit.table.exogenous]
    y = [k for k in range(len(names)) if k not in x]
    given = sigma[np.ix_(x, x)]
    slopes = np.linalg.solve(given, sigma[np.ix_(x, y)])
    rest = sigma[np.ix_(y, y)] - sigma[np.ix_(y, x)] @ slopes
    root, inverse_root = np.linalg.cholesky(rest), np.linalg.inv(np.linalg.cholesky(given * n))
    wishart = stats.wishart(n - 1 - len(x), rest / n)
    found = []
    for _ in range(draws):
        noise = rng.standard_normal((len(x), len(y)))
        drawn = slopes + inverse_root.T @ noise @ root.T
        cov = np.empty_like(sigma)
        cov[np.ix_(x, x)] = given
        cov[np.ix_(x, y)] = given @ drawn
        cov[np.ix_(y, x)] = cov[np.ix_(x, y)].T
        cov[np.ix_(y, y)] = drawn.T @ given @ drawn + wishart.rvs(random_state=rng)
        moments = gainsem.Moments.from_covariance(cov, n, names=names)
        again = gainsem.fit(
            fit.provenance.model, moments, rotation="geomin", random_starts=STARTS, se="none"
        )
        found.append(aligned(fit, again))
    keys = list(found[0])
    values = np.array([[each[key] for key in keys] for each in found])
    return dict(zip(keys, (np.sqrt(times) * values.std(axis=0)).tolist(), strict=True))


def aligned(fit: gainsem.Fit, again: gainsem.Fit) -> dict[Key, float]:
    """Return the estimates of ``again`` with its factors in the order and signs of ``fit``."""
    (block,) = fit.table.blocks
    one, other = (
        {(r.lhs, r.op, r.rhs): r.est for r in each.parameter_rows} for each in (fit, again)
    )
    a, b = (
        np.array([[rows[f, "=~", i] for f in block.factors] for i in block.items])
        for rows in (one, other)
    )
    cosines = a.T @ b / np.outer(np.linalg.norm(a, axis=0), np.linalg.norm(b, axis=0))
    names, signs = {}, {}
    for j, factor in enumerate(block.factors):
        k = int(np.abs(cosines[j]).argmax())
        names[factor], signs[factor] = block.factors[k], float(np.sign(cosines[j, k]))
    assert len(set(names.values())) == len(names)
    result = {}
    for lhs, op, rhs in one:
        left, right = names.get(lhs, lhs), names.get(rhs, rhs)
        value = other.get((left, op, right), other.get((right, op, left)))
        if value is not None:
            result[lhs, op, rhs] = value * signs.get(lhs, 1.0) * signs.get(rhs, 1.0)
    return result


def lavaans(fit: gainsem.Fit, name: str) -> dict[Key, float]:
    """Return lavaan's standard errors, with its factors named as those of ``fit``."""
    record: dict[str, Any] = json.loads((REFERENCE / f"esem/{name}.json").read_text())
    theirs = {(r["lhs"], r["op"], r["rhs"]): r for r in record["parameters"]}
    (block,) = fit.table.blocks
    mine = {(r.lhs, r.op, r.rhs): r.est for r in fit.parameter_rows}
    own = list(dict.fromkeys(r["lhs"] for r in record["parameters"] if r["op"] == "=~"))
    own = own[: len(block.factors)]
    a = np.array([[mine[f, "=~", i] for f in block.factors] for i in block.items])
    b = np.array([[theirs[f, "=~", i]["est"] for f in own] for i in block.items])
    names = {f: own[int(np.abs(a.T @ b)[j].argmax())] for j, f in enumerate(block.factors)}
    found = {}
    for lhs, op, rhs in mine:
        left, right = names.get(lhs, lhs), names.get(rhs, rhs)
        row = theirs.get((left, op, right), theirs.get((right, op, left)))
        if row is not None and row["se"]:
            found[lhs, op, rhs] = float(row["se"])
    return found


def coverage(n: int, samples: int) -> tuple[Array, Array]:
    """Return mean error over standard deviation, and the share of 95 % intervals that hold.

    Two factors of five items, correlated .4, target rotation: the population is its own
    rotation, so that the true values are known.
    """
    rng = np.random.default_rng(SEED)
    loadings = np.zeros((10, 2))
    loadings[:5, 0], loadings[5:, 1] = 0.7, 0.7
    loadings[0, 1], loadings[5, 0] = 0.3, 0.2
    common = loadings @ np.array([[1.0, 0.4], [0.4, 1.0]]) @ loadings.T
    names = [f"y{i}" for i in range(10)]
    model = 'efa("b")*F1 + efa("b")*F2 =~ ' + " + ".join(names)
    goal = {"target": {"F1": names[:6], "F2": [names[0], *names[5:]]}}
    root = np.linalg.cholesky(common + np.diag(1.0 - np.diag(common)))
    values = []
    for _ in range(samples):
        data = pd.DataFrame(rng.standard_normal((n, 10)) @ root.T, columns=names)
        fit = gainsem.fit(model, data, rotation="target", rotation_args=goal, random_starts=1)
        values.append([(r.est, r.se) for r in fit.parameter_rows if r.op == "=~"])
    found = np.array(values)
    truth = loadings.T.ravel()
    held = np.abs(found[:, :, 0] - truth) < 1.959964 * found[:, :, 1]
    return found[:, :, 1].mean(axis=0) / found[:, :, 0].std(axis=0), held.mean(axis=0)


def main() -> int:
    """Write one line a parameter, and print the summary."""
    for n in (200, 500):
        ratio, held = coverage(n, SAMPLES)
        figures = (ratio.mean(), ratio.min(), ratio.max(), held.mean(), held.min(), held.max())
        print(f"n = {n}: error ratio, coverage (mean, lowest, highest)", np.round(figures, 3))
    with (HERE / "esem_errors.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["model", "parameter", "gainsem", "bordered", "simulated", "lavaan"])
        for name in CASES:
            record = json.loads((REFERENCE / f"esem/{name}.json").read_text())
            data = pd.read_csv(REFERENCE / "data" / record["data"])
            fit = gainsem.fit(record["model"], data, rotation="geomin", se="standard")
            mine = {(r.lhs, r.op, r.rhs): r.se for r in fit.parameter_rows if r.se > 0}
            routes = [mine, bordered(fit), simulated(fit), lavaans(fit, name)]
            for key in mine:
                values = [route.get(key) for route in routes]
                if None not in values:
                    writer.writerow([name, " ".join(key), *(f"{value:.5f}" for value in values)])
            table = np.array([[r[k] for r in routes] for k in mine if all(k in r for r in routes)])
            off = np.abs(table[:, 1:] / table[:, :1] - 1.0).max(axis=0)
            print(name, len(table), "largest ratio to gainsem less 1:", off.round(4), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
