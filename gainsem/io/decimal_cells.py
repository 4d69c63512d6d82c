"""Numbers such as ``12``, ``-0.5`` and ``0.30000000000000004`` out of bytes, a column at a time.

Eight characters are taken as one 64-bit word, so that a few operations on whole columns turn
them into the number they spell, instead of a few for every character.  The result is the
double nearest to what is written, as ``float`` finds it; the rare cell for which this way
cannot tell which of two doubles is nearer, and every cell that is written otherwise, is left
to the caller.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

AHEAD, BEHIND = 24, 8
"""Bytes before and after a block, so that a word may begin and end outside of it."""
MOST_DECIMALS = 19
MOST_DIGITS = 19
"""So many digits are a number below 2^64."""
MINUS, POINT = b"-."


def _eight(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


ZEROS, POINTS, ONES, HIGH = _eight(ord("0")), _eight(POINT), _eight(1), _eight(0x80)
OVER_NINE = _eight(0x76)
"""Takes a byte above 9 to 0x80 and more."""
KEEP = np.array([((1 << 64) - (1 << (64 - 8 * k))) % (1 << 64) for k in range(9)], np.uint64)
"""Masks of the last ``k`` of eight characters."""
INTEGER_POWERS = np.array([10**k for k in range(MOST_DECIMALS + 1)], dtype=np.uint64)
POWERS = 10.0 ** np.arange(MOST_DECIMALS + 1)
SPLITTER = 2.0**27 + 1.0
HALF_ULP = 2.0**-53
DOUBT = 2.0**-48
EXACT = np.uint64(2**53)
TRAILING = np.uint64(2**11 - 1)
EXPONENT = np.uint64(0x7FF0000000000000)
SIGNS = np.array([1.0, -1.0])
NIBBLES, PAIRS, HALVES = _eight(0x0F), np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
TENS, HUNDREDS, MYRIADS = (np.uint64(1 + (10**k << (8 * k))) for k in (1, 2, 4))


def words_of(data: NDArray[np.uint8]) -> Words:
    """Return the eight bytes before every place of a block, the first one least significant.

    Returns
    -------
    ndarray, shape (len(data) + AHEAD + 1,)
        The word that ends before byte ``i`` is at ``i + AHEAD - 8``.
    """
    padded = np.zeros(len(data) + AHEAD + BEHIND, dtype=np.uint8)
    padded[AHEAD : AHEAD + len(data)] = data
    n_words = len(padded) - 7
    view: Words = np.ndarray((n_words,), dtype="<u8", buffer=padded, strides=(1,))
    return view.astype(np.uint64)


def read_decimals(words: Words, data: NDArray[np.uint8], starts: Places, ends: Places) -> Floats:
    """Return the values of cells, infinite for those that have to be read in another way.

    Parameters
    ----------
    words : ndarray
        Of :func:`words_of`.
    data : ndarray of uint8
    starts, ends : ndarray of int64
        Where each cell begins and ends in ``data``; of any shape.

    Returns
    -------
    ndarray
        Of the shape of ``starts``.
    """
    negative = data.take(starts) == MINUS
    first = starts + negative
    length = ends - first
    before = np.minimum(_until_point(words, first), length)
    after = length - before
    decimals = np.maximum(after - 1, 0)
    beyond = np.clip(decimals - 16, 0, 3)
    good = ((before > 0) | (after > 1)) & (before + beyond <= 7) & (decimals <= MOST_DECIMALS)
    np.minimum(decimals, MOST_DECIMALS, out=decimals)
    most = int(decimals.max())
    mantissa, wrong = _leading(words, first + before, before, beyond)
    if most + 7 > MOST_DIGITS:
        none_before = mantissa < INTEGER_POWERS.take(beyond)
        good &= none_before | (before + decimals <= MOST_DIGITS)
    mantissa *= INTEGER_POWERS.take(np.minimum(decimals, 16))
    for behind in range(0, min(most, 16), 8):
        count = np.clip(decimals - behind, 0, 8)
        value, strange = _digits(words.take(ends + (AHEAD - 8 - behind)) ^ ZEROS, count)
        if behind:
            value *= INTEGER_POWERS[behind]
        mantissa += value
        wrong |= strange
    good &= wrong == 0
    values = _quotient(mantissa, POWERS.take(decimals))
    values *= SIGNS.take(negative)
    np.copyto(values, np.inf, where=~good)
    return values


def _until_point(words: Words, first: Places) -> Places:
    """Return how many of the eight characters from a place on are before a point, 8 if all."""
    other = words.take(first + AHEAD)
    other ^= POINTS
    found = other - ONES
    found &= ~other
    found &= HIGH
    found &= ~found + np.uint64(1)
    found >>= np.uint64(7)
    found -= np.uint64(1)
    found &= ONES
    found *= ONES
    found >>= np.uint64(56)
    return found.view(np.int64)


def _leading(words: Words, point: Places, before: Places, after: Places) -> tuple[Words, Words]:
    """Return the number of so many digits before and after a point, up to seven together.

    The point, in the middle of a word or at its end, is closed up.
    """
    word = words.take(point + after + (AHEAD - 7))
    word ^= ZEROS
    moved = word << np.uint64(8)
    word ^= moved
    word &= KEEP.take(after)
    word ^= moved
    return _digits(word, np.minimum(before + after, 7))


def _digits(word: Words, count: Places) -> tuple[Words, Words]:
    """Return the number that the last ``count`` characters of words spell, as differences from 0.

    Also what is not 0 where one of them is no digit.  Neighbours are joined to numbers of two,
    four and eight digits, all at once.
    """
    word &= KEEP.take(count)
    wrong = word + OVER_NINE
    wrong |= word
    wrong &= HIGH
    for keep, times, bits in ((NIBBLES, TENS, 8), (PAIRS, HUNDREDS, 16), (HALVES, MYRIADS, 32)):
        word &= keep
        word *= times
        word >>= np.uint64(bits)
    return word, wrong


def _quotient(mantissa: Words, power: Floats) -> Floats:
    """Return whole numbers over powers of ten, rounded to nearest; infinite where in doubt.

    Up to 2^53 both are exact floats, and their quotient is rounded once (Clinger 1990,
    doi:10.1145/93542.93557).  Above, the quotient of the leading 53 bits is corrected by what it
    leaves over, which is found exactly (Dekker 1971, doi:10.1007/BF01397083), and by the other
    bits.  The correction is known to a relative error of 2^-50; where that could decide
    between two floats, neither is taken.
    """
    values = mantissa.astype(np.float64)
    values /= power
    large = mantissa > EXACT
    if large.any():
        np.copyto(values, _corrected(mantissa, power), where=large)
    return values


def _corrected(mantissa: Words, power: Floats) -> Floats:
    leading = (mantissa & ~TRAILING).astype(np.float64)
    quotient = leading / power
    product = quotient * power
    correction = leading - product
    correction -= _error_of_product(quotient, power, product)
    correction += (mantissa & TRAILING).astype(np.float64)
    correction /= power
    values = quotient + correction
    left = np.abs(correction - (values - quotient))
    half = (values.view(np.uint64) & EXPONENT).view(np.float64) * HALF_ULP
    doubt = np.abs(correction) * DOUBT
    unsure = np.abs(left - half) <= doubt
    unsure |= np.abs(left - 0.5 * half) <= doubt
    if unsure.any():
        values[unsure] = np.inf
    return values


def _error_of_product(one: Floats, other: Floats, product: Floats) -> Floats:
    """Return exactly what rounding has taken off a product of floats (Dekker 1971)."""
    one_high, one_low = _halves(one)
    other_high, other_low = _halves(other)
    error = one_high * other_high - product
    error += one_high * other_low
    error += one_low * other_high
    error += one_low * other_low
    return error


def _halves(value: Floats) -> tuple[Floats, Floats]:
    scaled = value * SPLITTER
    high = scaled - (scaled - value)
    return high, value - high
