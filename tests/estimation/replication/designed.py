"""A made sample of clusters within strata, and replicate weights written out for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gainsem.core.hadamard import hadamard_matrix

STRATA, SIZE = 20, 10
ITEMS = ("a", "b", "c", "d")


def sample(*, seed: int = 1, ordinal: bool = False, equal: bool = True) -> pd.DataFrame:
    """Two clusters of ten in each of twenty strata; weights the same within strata or not."""
    stream = np.random.default_rng(seed)
    n = 2 * STRATA * SIZE
    cluster = np.repeat(np.arange(2 * STRATA), SIZE)
    f = stream.normal(size=n) + 0.6 * stream.normal(size=2 * STRATA)[cluster]
    x = 0.8 * f[:, None] + stream.normal(size=(n, 4))
    values = np.digitize(x, [-1.2, -0.2, 0.8]) + 1 if ordinal else x
    frame = pd.DataFrame(values, columns=list(ITEMS))
    w = np.repeat(stream.uniform(1.0, 3.0, STRATA), 2 * SIZE)
    frame["w"] = w if equal else w * stream.uniform(0.5, 1.5, n)
    frame["psu"], frame["stratum"] = cluster, cluster // 2
    return frame


def jackknife_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Weights without each cluster in turn, the other of its stratum doubled."""
    columns = {}
    for left_out in range(2 * STRATA):
        factor = np.ones(len(frame))
        factor[frame.stratum == left_out // 2] = 2.0
        factor[frame.psu == left_out] = 0.0
        columns[f"jk_{left_out + 1}"] = factor * frame.w
    return pd.DataFrame(columns)


def balanced_columns(frame: pd.DataFrame, fay: float = 0.0) -> pd.DataFrame:
    """Half samples by a Hadamard matrix."""
    signs = hadamard_matrix(STRATA + 1)[:, 1 : STRATA + 1]
    side = np.where(frame.psu % 2, -1.0, 1.0)
    return pd.DataFrame(
        {
            f"brr_{r + 1}": frame.w * (1.0 + (1.0 - fay) * side * own[frame.stratum.to_numpy()])
            for r, own in enumerate(signs)
        }
    )


def linearised(frame: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray:
    """Covariance of weighted means after Woodruff (1971), written out cluster by cluster."""
    share = (frame.w / frame.w.sum()).to_numpy()
    values = frame[list(names)].to_numpy()
    apart = (values - share @ values) * share[:, None]
    total = np.zeros((len(names),) * 2)
    for h in range(STRATA):
        sums = [apart[frame.psu == c].sum(axis=0) for c in (2 * h, 2 * h + 1)]
        away = np.array(sums) - np.mean(sums, axis=0)
        total += 2.0 * away.T @ away
    return total
