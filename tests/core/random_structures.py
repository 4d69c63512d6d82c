"""Random structures for derivative tests: means, regressions, shared and fixed elements."""

from __future__ import annotations

import numpy as np

from gainsem.core.structure import Matrices, Structure


def random_structure(seed: int, *, means: bool) -> tuple[Structure, np.ndarray]:
    """Return a structure with elements in every matrix and an admissible point."""
    rng = np.random.default_rng(seed)
    p, m = int(rng.integers(4, 8)), int(rng.integers(2, 5))
    lambda_ = np.zeros((p, m))
    lambda_[np.arange(m), np.arange(m)] = 1.0
    fixed = Matrices(
        lambda_,
        np.zeros((m, m)),
        np.eye(m),
        np.zeros((p, p)),
        rng.normal(size=p),
        np.zeros(m),
    )
    elements = [(0, i, j) for i in range(m, p) for j in range(m) if rng.random() < 0.5]
    elements += [(0, 0, m - 1)]
    elements += [(1, i, j) for i in range(m) for j in range(m) if i != j and rng.random() < 0.5]
    elements += [(2, i, j) for i in range(m) for j in range(i + 1) if rng.random() < 0.7]
    elements += [(3, i, i) for i in range(p)] + [(3, p - 1, 0)]
    if means:
        elements += [(4, i, 0) for i in range(p) if rng.random() < 0.6]
        elements += [(5, i, 0) for i in range(m) if rng.random() < 0.6]
    matrix, row, col = (np.array(part, dtype=np.intp) for part in zip(*elements, strict=True))
    param = np.arange(len(elements))
    shared = rng.choice(len(elements), size=2, replace=False)
    param[shared[1]] = param[shared[0]]
    param = np.unique(param, return_inverse=True)[1]
    structure = Structure(fixed, matrix, row, col, param, int(param.max()) + 1, means)
    point = rng.normal(scale=0.25, size=structure.n_params)
    on_diagonal = (row == col) & np.isin(matrix, (2, 3))
    point[param[on_diagonal]] = 1.0 + rng.random(int(on_diagonal.sum()))
    return structure, point
