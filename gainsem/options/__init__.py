"""The choices a fit is made with, checked before anything is read."""

from gainsem.options.choices import CHOICES, DEFAULT_SEED, DEFAULT_STARTS, ESTIMATORS, ROTATIONS
from gainsem.options.lists import EVERY, SCREENING_FLAGS, flag_with_threshold
from gainsem.options.record import Options, option_names, options_from

__all__ = [
    "CHOICES",
    "DEFAULT_SEED",
    "DEFAULT_STARTS",
    "ESTIMATORS",
    "EVERY",
    "ROTATIONS",
    "SCREENING_FLAGS",
    "Options",
    "flag_with_threshold",
    "option_names",
    "options_from",
]
