"""Reading a large survey: one million respondents, fifty items of five categories, some blank.

And measurements with decimals: as Python writes a float, and rounded to four places.

Each program reads the file once, in a process of its own, imports included.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

N_RESPONDENTS, N_ITEMS, SHARE_BLANK, SEED = 1_000_000, 50, 0.03, 50
ITEMS = [f"q{k}" for k in range(1, N_ITEMS + 1)]
N_MEASURED = 200_000
WITH_CODEBOOK = "gainsem, codebook"


@dataclass(frozen=True)
class Reading:
    """A file to read: what it is called and which program reads such files otherwise.

    ``target`` is how many times the CPU seconds, and the memory, of that program may be used;
    ``decimals`` (of 200,000 respondents, without a codebook) None for answers to items.
    """

    title: str
    file: str
    peer: str
    target: float = 2.0
    decimals: int | None = None


READINGS = {
    "R1": Reading("CSV, 1,000,000 respondents, 50 items", "R1.csv", "pandas"),
    "R2": Reading("SPSS .sav, 1,000,000 respondents, 50 items", "R2.sav", "pyreadstat"),
    "R3": Reading(
        "CSV, 200,000 respondents, 50 numbers of 16 or 17 digits", "R3.csv", "pandas", decimals=17
    ),
    "R4": Reading(
        "CSV, 200,000 respondents, 50 numbers of 4 decimals", "R4.csv", "pandas", decimals=4
    ),
}


def codebook() -> str:
    """Return a codebook with a scale of five categories, every tenth item reverse-keyed."""
    items = [
        f"  {name}: {{scale: agree{', reverse: true' if k % 10 == 3 else ''}}}"
        for k, name in enumerate(ITEMS, start=1)
    ]
    head = "title: {en: Reading}\nscales:\n  agree: {range: [1, 5], missing_codes: [88, 99]}\n"
    return head + "items:\n" + "\n".join(items) + "\n"


def write(names: list[str], folder: Path) -> None:
    """Write the files of the chosen readings, and the codebook."""
    import numpy as np
    import pandas as pd
    import pyreadstat

    for name in names:
        if (decimals := READINGS[name].decimals) is not None:
            write_measurements(folder / READINGS[name].file, decimals=decimals)
    names = [name for name in names if READINGS[name].decimals is None]
    if not names:
        return
    rng = np.random.default_rng(SEED)
    answers = rng.integers(1, 6, (N_RESPONDENTS, N_ITEMS)).astype(float)
    answers[rng.random(answers.shape) < SHARE_BLANK] = np.nan
    frame = pd.DataFrame(answers, columns=ITEMS)
    for name in names:
        path = folder / READINGS[name].file
        if path.suffix == ".sav":
            pyreadstat.write_sav(frame, str(path))
        else:
            frame.astype("Int8").to_csv(path, index=False)
    (folder / "reading.yaml").write_text(codebook(), encoding="utf-8")


def write_measurements(path: Path, *, decimals: int) -> None:
    """Write standard normal numbers, rounded to so many decimals, a few of them blank."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(SEED)
    measured = rng.standard_normal((N_MEASURED, N_ITEMS))
    measured[rng.random(measured.shape) < SHARE_BLANK] = np.nan
    frame = pd.DataFrame(measured.round(decimals), columns=ITEMS)
    frame.to_csv(path, index=False)


def read(program: str, path: str) -> tuple[int, str]:
    """Read a file with one program; return the answers it has found, and the version."""
    from importlib.metadata import version

    if program == "pandas":
        import pandas as pd

        return int(pd.read_csv(path).count().sum()), version("pandas")
    if program == "pyreadstat":
        import pyreadstat

        return int(pyreadstat.read_sav(path)[0].count().sum()), version("pyreadstat")
    import numpy as np

    import gainsem

    book = Path(path).with_name("reading.yaml") if program == WITH_CODEBOOK else None
    values = gainsem.read_survey(path, codebook=book).responses.values
    answered = sum(int(np.count_nonzero(~np.isnan(column))) for column in values.T)
    return answered, version("gainsem")


def main(program: str, path: str) -> None:
    """Read, then print what ``bench.py`` reads."""
    import resource

    answered, version = read(program, path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    record = {
        "seconds": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / unit,
        "value": answered,
        "version": version,
    }
    print(json.dumps(record))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(json.loads(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(*sys.argv[1:3])
