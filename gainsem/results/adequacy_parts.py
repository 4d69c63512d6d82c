"""What the adequacy of some items consists of, as rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemAdequacy:
    """One item; NaN is what does not exist.

    Parameters
    ----------
    item : str
    n, missing : int
        Answers used, and answers missing among all respondents.
    categories : int
        Different answers.
    mean, sd, minimum, maximum, skewness, kurtosis : float
        Kurtosis is the excess, 0 for normal answers.
    top_share : float
        Share of the answer given most often.
    item_rest : float
        Correlation with the mean of the other items of its construct, or, where no codebook
        knows constructs, of all other items, those that run against them turned.
    smc : float
        Squared multiple correlation with all other items, the least its communality can be.
    msa : float
        Measure of sampling adequacy.
    largest : float
        Its largest correlation, in size.
    largest_with : str
        The item it is with.
    remarks : str
    """

    item: str
    n: int
    missing: int
    categories: int
    mean: float
    sd: float
    minimum: float
    maximum: float
    skewness: float
    kurtosis: float
    top_share: float
    item_rest: float
    smc: float
    msa: float
    largest: float
    largest_with: str
    remarks: str


@dataclass(frozen=True, slots=True)
class NormalityTest:
    """A test of multivariate normality: name, measure, statistic, df, p value."""

    key: str
    title: str
    measure: float
    statistic: float
    df: float
    pvalue: float
