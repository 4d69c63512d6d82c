"""The operators and functions of expressions, each with its derivatives.

Plain floats with the rules of R: what is not defined is ``nan``, what is too
large is infinite, and nothing raises.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

Arguments = tuple[float, ...]
SQRT_2 = math.sqrt(2.0)
SQRT_2_PI = math.sqrt(2.0 * math.pi)
LARGEST_EXPONENT = math.log(1.7976931348623157e308)


@dataclass(frozen=True, slots=True)
class Smooth:
    """A function of one argument and its derivative, given ``x`` and the value ``y``."""

    value: Callable[[float], float]
    slope: Callable[[float, float], float]


def divide(x: float, y: float) -> float:
    """Return ``x / y``, infinite or ``nan`` where ``y`` is zero.

    Examples
    --------
    >>> divide(1.0, 0.0), divide(-1.0, 0.0), divide(0.0, 0.0)
    (inf, -inf, nan)
    """
    if y != 0.0 or math.isnan(x):
        return x / y if y != 0.0 else math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y) if x != 0.0 else math.nan


def power(x: float, y: float) -> float:
    """Return ``x`` to the power ``y``, ``nan`` for a root of a negative number.

    Examples
    --------
    >>> power(-2.0, 2.0), power(-2.0, 0.5), power(0.0, -1.0), power(10.0, 400.0)
    (4.0, nan, inf, inf)
    """
    try:
        return math.pow(x, y)
    except ValueError:
        return math.inf if x == 0.0 else math.nan
    except OverflowError:
        return -math.inf if x < 0.0 and y % 2.0 == 1.0 else math.inf


def _exp(x: float) -> float:
    return math.exp(x) if x <= LARGEST_EXPONENT else x * math.inf


def _or_nan(function: Callable[[float], float], low: float, high: float) -> Callable[..., float]:
    """Return the function, ``nan`` outside its domain."""

    def guarded(x: float) -> float:
        return function(x) if low <= x <= high else math.nan

    return guarded


def _logarithm(function: Callable[[float], float], zero: float = 0.0) -> Callable[..., float]:
    """Return a logarithm, ``-inf`` at its ``zero`` and ``nan`` below."""

    def guarded(x: float) -> float:
        if x == zero:
            return -math.inf
        return function(x) if x > zero else math.nan

    return guarded


def _hyperbolic(function: Callable[[float], float], odd: bool) -> Callable[..., float]:
    """Return sinh or cosh, infinite where it is too large."""

    def guarded(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(math.inf, x) if odd else math.inf

    return guarded


def _sign(x: float) -> float:
    return math.copysign(1.0, x) if x != 0.0 else 0.0


def _plogis(x: float) -> float:
    return 1.0 / (1.0 + _exp(-x)) if x >= 0.0 else _exp(x) / (1.0 + _exp(x))


def _dnorm(x: float) -> float:
    return _exp(-0.5 * x * x) / SQRT_2_PI


_sqrt = _or_nan(math.sqrt, 0.0, math.inf)
_sin = _or_nan(math.sin, -1.7976931348623157e308, 1.7976931348623157e308)
_cos = _or_nan(math.cos, -1.7976931348623157e308, 1.7976931348623157e308)
_tan = _or_nan(math.tan, -1.7976931348623157e308, 1.7976931348623157e308)
_sinh = _hyperbolic(math.sinh, odd=True)
_cosh = _hyperbolic(math.cosh, odd=False)

SMOOTH: dict[str, Smooth] = {
    "neg": Smooth(lambda x: -x, lambda _x, _y: -1.0),
    "exp": Smooth(_exp, lambda _x, y: y),
    "expm1": Smooth(lambda x: math.expm1(x) if x < 709.0 else _exp(x), lambda _x, y: y + 1.0),
    "log": Smooth(_logarithm(math.log), lambda x, _y: divide(1.0, x)),
    "log2": Smooth(_logarithm(math.log2), lambda x, _y: divide(1.0, x * math.log(2.0))),
    "log10": Smooth(_logarithm(math.log10), lambda x, _y: divide(1.0, x * math.log(10.0))),
    "log1p": Smooth(_logarithm(math.log1p, -1.0), lambda x, _y: divide(1.0, 1.0 + x)),
    "sqrt": Smooth(_sqrt, lambda _x, y: divide(0.5, y)),
    "abs": Smooth(abs, lambda x, _y: _sign(x)),
    "sin": Smooth(_sin, lambda x, _y: _cos(x)),
    "cos": Smooth(_cos, lambda x, _y: -_sin(x)),
    "tan": Smooth(_tan, lambda _x, y: 1.0 + y * y),
    "asin": Smooth(_or_nan(math.asin, -1.0, 1.0), lambda x, _y: divide(1.0, _sqrt(1.0 - x * x))),
    "acos": Smooth(_or_nan(math.acos, -1.0, 1.0), lambda x, _y: divide(-1.0, _sqrt(1.0 - x * x))),
    "atan": Smooth(math.atan, lambda x, _y: 1.0 / (1.0 + x * x)),
    "sinh": Smooth(_sinh, lambda x, _y: _cosh(x)),
    "cosh": Smooth(_cosh, lambda x, _y: _sinh(x)),
    "tanh": Smooth(math.tanh, lambda _x, y: 1.0 - y * y),
    "plogis": Smooth(_plogis, lambda _x, y: y * (1.0 - y)),
    "pnorm": Smooth(lambda x: 0.5 * math.erfc(-x / SQRT_2), lambda x, _y: _dnorm(x)),
}

CHOOSING: dict[str, Callable[[Arguments], float]] = {"min": min, "max": max}

FUNCTIONS = (*(name for name in SMOOTH if name != "neg"), "min", "max", "sum")


def argument_count_fits(function: str, count: int) -> bool:
    """Return whether a function takes that many arguments.

    Examples
    --------
    >>> argument_count_fits("exp", 2), argument_count_fits("sum", 3)
    (False, True)
    """
    return count == 1 if function in SMOOTH else count >= 1


def value_of(function: str, arguments: Arguments) -> float:
    """Return the value of an operator or function.

    Examples
    --------
    >>> value_of("+", (1.0, 2.0)), value_of("log", (-1.0,))
    (3.0, nan)
    """
    if function in SMOOTH:
        return SMOOTH[function].value(arguments[0])
    if function in CHOOSING:
        return math.nan if any(map(math.isnan, arguments)) else CHOOSING[function](arguments)
    if function == "sum":
        return sum(arguments)
    x, y = arguments
    match function:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
        case "/":
            return divide(x, y)
        case _:
            return power(x, y)


def derivatives_of(function: str, arguments: Arguments, value: float) -> Arguments:
    """Return the derivative of an operator or function by each of its arguments.

    Examples
    --------
    >>> derivatives_of("*", (2.0, 5.0), 10.0)
    (5.0, 2.0)
    """
    if function in SMOOTH:
        return (SMOOTH[function].slope(arguments[0], value),)
    if function in CHOOSING:
        chosen = arguments.index(value) if value in arguments else -1
        return tuple(float(index == chosen) for index in range(len(arguments)))
    if function == "sum":
        return (1.0,) * len(arguments)
    x, y = arguments
    match function:
        case "+":
            return 1.0, 1.0
        case "-":
            return 1.0, -1.0
        case "*":
            return y, x
        case "/":
            return divide(1.0, y), -divide(value, y)
        case _:
            return _power_slopes(x, y, value)


def _power_slopes(x: float, y: float, value: float) -> Arguments:
    by_base = y * power(x, y - 1.0) if y != 0.0 else 0.0
    by_exponent = value * SMOOTH["log"].value(x) if value != 0.0 else 0.0
    return by_base, by_exponent
