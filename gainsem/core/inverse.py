"""The inverse of an information matrix, or the word that there is none."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array, cholesky

RELATIVE_PIVOT = 1e-12


def inverse_information(information: Array) -> Array | None:
    """Return the inverse of a positive definite matrix, None where it is nearly singular.

    Judged and inverted with a diagonal of 1, so that units do not matter.

    Parameters
    ----------
    information : ndarray, shape (r, r)

    Examples
    --------
    >>> import numpy as np
    >>> inverse_information(np.diag([4.0, 1e-6])).diagonal().tolist()
    [0.25, 1000000.0]
    >>> inverse_information(np.ones((2, 2))) is None
    True
    """
    scale = np.sqrt(np.clip(np.diag(information), np.finfo(float).tiny, None))
    correlation = information / np.outer(scale, scale)
    lower = cholesky(correlation)
    if lower is None or (np.diag(lower) ** 2 < RELATIVE_PIVOT).any():
        return None
    inverse: Array = np.linalg.inv(correlation) / np.outer(scale, scale)
    return inverse
