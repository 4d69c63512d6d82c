"""One of several tables by its name, or a refusal that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from gainsem.errors import OptionError, did_you_mean

Named = TypeVar("Named")


def named_table(tables: Mapping[str, Named], name: str) -> Named:
    """Return one of the tables (or what makes it).

    Raises
    ------
    OptionError
        E-OPT-01 for a name there is not.
    """
    if name not in tables:
        raise OptionError.of(
            "E-OPT-01",
            f"There is no table {name!r}.{did_you_mean(str(name), tables)}",
            do=f"tables are: {', '.join(tables)}",
        )
    return tables[name]
