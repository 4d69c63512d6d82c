"""Cell probabilities of the bivariate normal distribution by numerical double integration.

``python integrate_polychoric.py`` writes ``data/polychoric_integration.json``: for pairs of
threshold vectors and correlations the probability of every cell, with 17 digits.  It needs
``mpmath`` (which gainsem does not) and works at 30 digits.

First method, double integration.  A cell is ``a < x < b, c < y < d``.  The density is integrated
over the rectangle by tensor Gauss-Legendre quadrature in rotated coordinates ``x`` and
``t = (y - r x)/sqrt(1 - r^2)``: in ``x`` the panels end where the diagonal band of the density
enters and leaves the cell, in ``t`` they have the width of one standard deviation, so that every
panel sees an analytic function that varies by a few units.  Beyond ``LIMIT`` = 12 standard
deviations there is less than 1e-32.

Second method, a single integral over the correlation (Plackett 1954; Drezner and Wesolowsky 1990):
``Phi2(h, k, r) = Phi(h) Phi(k) + int_0^asin(r) exp(-(h^2 + k^2 - 2hk sin t)/(2cos^2 t)) dt / 2pi``
by mpmath's tanh-sinh rule.  The two must agree to ``AGREEMENT``, or nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
from mpmath import mp, mpf

mp.dps = 30
LIMIT = mpf(12)
NODES = 24
AGREEMENT = mpf(10) ** -22
OUT = Path(__file__).parent / "data" / "polychoric_integration.json"

Bounds = Sequence[mpf]

#: Threshold vectors: binary to seven categories, symmetric, skewed, extreme.
CUTS: dict[str, list[str]] = {
    "half": ["0"],
    "two": ["0.4"],
    "rare": ["2.3"],
    "extreme": ["-3.5"],
    "three": ["-0.6", "0.9"],
    "three_skewed": ["1.1", "2.2"],
    "four": ["-1.2", "0.1", "1.3"],
    "five": ["-1.5", "-0.5", "0.5", "1.5"],
    "five_skewed": ["0.7", "1.4", "2.1", "2.9"],
    "five_wide": ["-3.5", "-1.1", "1.6", "3.5"],
    "six": ["-1.9", "-1.0", "-0.2", "0.5", "1.4"],
    "seven": ["-2.1", "-1.3", "-0.6", "0.05", "0.75", "1.7"],
    "seven_wide": ["-3.5", "-2", "-0.8", "0.3", "1.9", "3.2"],
}
#: Which go together, and with which correlations.
DESIGN: list[tuple[str, str, list[str]]] = [
    ("half", "half", ["0", "0.3", "-0.7", "0.95", "0.999", "-0.999"]),
    ("half", "two", ["0.5", "-0.9", "0.99"]),
    ("two", "rare", ["0.2", "0.8"]),
    ("rare", "rare", ["0.1", "0.6", "0.98"]),
    ("two", "extreme", ["0.3", "0.5"]),
    ("extreme", "extreme", ["0.5", "0.95"]),
    ("half", "three", ["0.4", "-0.97"]),
    ("three", "three", ["0.15", "-0.5", "0.9", "0.999"]),
    ("three", "three_skewed", ["0.35", "0.85"]),
    ("two", "five", ["-0.25", "0.75"]),
    ("four", "three_skewed", ["0.5", "-0.6"]),
    ("four", "four", ["0", "0.45", "0.92", "-0.99"]),
    ("five", "five", ["1e-6", "0.25", "-0.65", "0.88", "0.995", "0.999"]),
    ("five", "five_skewed", ["0.4", "0.93"]),
    ("five_skewed", "five_skewed", ["0.3", "-0.2", "0.96"]),
    ("five_wide", "five_wide", ["0.2", "0.8", "-0.95", "0.999"]),
    ("two", "seven", ["0.55"]),
    ("six", "five", ["0.7", "-0.4"]),
    ("six", "six", ["0.05", "0.81", "0.99"]),
    ("seven", "three", ["-0.85"]),
    ("seven", "seven", ["0.35", "0.6", "-0.9", "0.999"]),
    ("seven_wide", "seven", ["0.5"]),
    ("seven_wide", "seven_wide", ["0.1", "-0.75", "0.97", "-0.999"]),
]


@cache
def rule() -> list[tuple[mpf, mpf]]:
    """Return nodes and weights of Gauss-Legendre quadrature on (-1, 1)."""
    found = []
    for i in range(NODES):
        x = mpmath.cos(mpmath.pi * (i + mpf(3) / 4) / (NODES + mpf(1) / 2))
        for _ in range(20):
            value, before = x, mpf(1)
            for k in range(2, NODES + 1):
                value, before = ((2 * k - 1) * x * value - (k - 1) * before) / k, value
            slope = NODES * (x * value - before) / (x * x - 1)
            step = value / slope
            x -= step
            if abs(step) < mpf(10) ** -29:
                break
        found.append((x, 2 / ((1 - x * x) * slope * slope)))
    return found


def panels(points: Sequence[mpf], width: mpf) -> Iterator[tuple[mpf, mpf]]:
    """Return panels between sorted points, none wider than ``width``."""
    for low, high in pairwise(points):
        if high <= low:
            continue
        count = int(mpmath.ceil((high - low) / width))
        for i in range(count):
            yield low + (high - low) * i / count, low + (high - low) * (i + 1) / count


def nodes_of(low: mpf, high: mpf) -> Iterator[tuple[mpf, mpf]]:
    """Return nodes and weights on one panel."""
    middle, half = (low + high) / 2, (high - low) / 2
    for x, w in rule():
        yield middle + half * x, half * w


def inner(t_low: mpf, t_high: mpf, done: dict[tuple[mpf, mpf], mpf]) -> mpf:
    """Return the integral of the normal density in t."""
    low, high = max(t_low, -LIMIT), min(t_high, LIMIT)
    if high <= low:
        return mpf(0)
    if (low, high) not in done:
        total = mpf(0)
        for a, b in panels([low, high], mpf(2)):
            total += mpmath.fsum(w * mpmath.exp(-t * t / 2) for t, w in nodes_of(a, b))
        done[low, high] = total / mpmath.sqrt(2 * mpmath.pi)
    return done[low, high]


def double_integral(x_bounds: Bounds, y_bounds: Bounds, r: mpf) -> mpf:
    """Return the probability of a cell by integration over x and t."""
    (a, b), (c, d) = x_bounds, y_bounds
    a, b = max(a, -LIMIT), min(b, LIMIT)
    s = mpmath.sqrt(1 - r * r)
    points = {a, b}
    if r:
        for edge in (c, d):
            if abs(edge) < LIMIT:
                reach = [(edge + k * s) / r for k in range(-12, 13, 2)]
                points |= {x for x in reach if a < x < b}
    total, done = mpf(0), {}
    for low, high in panels(sorted(points), mpf(1)):
        terms = (
            w * mpmath.exp(-x * x / 2) * inner((c - r * x) / s, (d - r * x) / s, done)
            for x, w in nodes_of(low, high)
        )
        total += mpmath.fsum(terms)
    return total / mpmath.sqrt(2 * mpmath.pi)


def phi2(h: mpf, k: mpf, r: mpf) -> mpf:
    """Return the bivariate normal distribution function by the integral over the correlation."""
    if -mp.inf in (h, k):
        return mpf(0)
    if mp.inf in (h, k):
        return mpmath.ncdf(min(h, k))

    def integrand(t: mpf) -> mpf:
        return mpmath.exp(-(h * h + k * k - 2 * h * k * mpmath.sin(t)) / (2 * mpmath.cos(t) ** 2))

    end = mpmath.asin(r)
    steps = [end * (1 - mpf(2) ** -i) for i in range(8)] + [end]
    area = mpmath.quad(integrand, steps) if r else mpf(0)
    return mpmath.ncdf(h) * mpmath.ncdf(k) + area / (2 * mpmath.pi)


def table(rows: list[str], cols: list[str], rho: str) -> list[list[mpf]]:
    """Return the cell probabilities of one combination, computed twice."""
    r = mpf(rho)
    x = [-mp.inf, *(mpf(value) for value in rows), mp.inf]
    y = [-mp.inf, *(mpf(value) for value in cols), mp.inf]
    corners = [[phi2(h, k, r) for k in y] for h in x]
    cells = []
    for i in range(len(rows) + 1):
        cells.append([])
        for j in range(len(cols) + 1):
            first = double_integral((x[i], x[i + 1]), (y[j], y[j + 1]), r)
            second = corners[i + 1][j + 1] - corners[i][j + 1] - corners[i + 1][j] + corners[i][j]
            assert abs(first - second) < AGREEMENT, (rows, cols, rho, i, j, first, second)
            cells[-1].append(max(first, mpf(0)))
    return cells


def main() -> None:
    """Write the file."""
    cases: list[dict[str, Any]] = []
    for first, second, correlations in DESIGN:
        rows, cols = CUTS[first], CUTS[second]
        for rho in correlations:
            cells = table(rows, cols, rho)
            cases.append(
                {
                    "rho": float(rho),
                    "rows": [float(value) for value in rows],
                    "cols": [float(value) for value in cols],
                    "cells": [[float(mpmath.nstr(p, 17)) for p in row] for row in cells],
                }
            )
            print(first, second, rho, flush=True)
    lines = ",\n".join(json.dumps(case) for case in cases)
    OUT.write_text("[\n" + lines + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
