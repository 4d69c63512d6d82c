"""The bytes of a bootstrap do not depend on the threads of the linear algebra."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from threadpoolctl import threadpool_info, threadpool_limits

from gainsem.estimation.bootstrap.threads import one_thread

ROOT = Path(__file__).parents[3]
SCRIPT = """
import hashlib
import gainsem

if __name__ == "__main__":
    survey = gainsem.read_survey("surveys/bfi")
    fit = gainsem.fit("models/bfi.lav", survey, estimator="ML", bootstrap=60, workers={workers})
    numbers = fit.bootstrap.vectors.tobytes() + fit.solution.vcov.tobytes()
    print(hashlib.sha256(numbers).hexdigest())
"""


def digest(folder: Path, *, threads: str, workers: int) -> str:
    script = folder / "script.py"
    script.write_text(SCRIPT.format(workers=workers), encoding="utf-8")
    places = {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, **places},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_threads_and_workers_change_no_byte(tmp_path: Path) -> None:
    one = digest(tmp_path, threads="1", workers=1)
    assert digest(tmp_path, threads="2", workers=1) == one
    assert digest(tmp_path, threads="2", workers=2) == one


def test_a_notebook_gets_its_threads_back() -> None:
    def threads() -> list[int]:
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        with one_thread():
            assert set(threads()) <= {1}
        assert threads() == before
