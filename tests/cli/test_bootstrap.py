"""Resampling from the command line: files, workers, kill -9, Ctrl-C, resume."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from gainsem.cli.main import program

DRAWS = 400


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ordinal answers, whose draws take long enough to be interrupted."""
    folder = tmp_path_factory.mktemp("study")
    rng = np.random.default_rng(1)
    f = rng.normal(size=(600, 1))
    g = 0.5 * f + rng.normal(size=(600, 1))
    latent = np.hstack([f + rng.normal(size=(600, 6)), g + rng.normal(size=(600, 6))])
    codes = np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]) + 1
    names = [f"q{k}" for k in range(1, 13)]
    lines = [",".join(names), *(",".join(map(str, row)) for row in codes.tolist())]
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    model = f"f =~ {'+'.join(names[:6])}\ng =~ {'+'.join(names[6:])}\ng ~ f\n"
    (folder / "model.lav").write_text(model, encoding="utf-8")
    return folder


def arguments(study: Path, out: Path, *more: str) -> list[str]:
    places = [str(study / "model.lav"), str(study / "data.csv"), "--ordered", "all"]
    asked = ["--bootstrap", str(DRAWS), "--out", str(out), "--quiet"]
    return ["fit", *places, *asked, *more]


def begun(study: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start a run, and wait until some draws are kept."""
    command = [sys.executable, "-m", "gainsem", *arguments(study, out, *more)]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    draws = out / "bootstrap.draws"
    for _ in range(600):
        if draws.exists() and draws.read_bytes().count(b"\n") > 3:
            return run
        assert run.poll() is None, run.stderr.read() if run.stderr else ""
        time.sleep(0.05)
    raise AssertionError("no draws were kept within half a minute")


@pytest.fixture(scope="module")
def unbroken(study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole") / "out"
    done = CliRunner().invoke(program, arguments(study, out))
    assert done.exit_code == 0, done.stderr
    return tables(out)


def tables(out: Path) -> dict[str, bytes]:
    """Return the files of a folder that depend on numbers only."""
    assert not (out / "bootstrap.draws").exists()
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.suffix != ".pdf"}


def test_s03_kill_9_and_resume_give_the_bytes_of_an_unbroken_run(
    study: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    run = begun(study, tmp_path / "out")
    run.kill()
    run.communicate()
    again = CliRunner().invoke(program, arguments(study, tmp_path / "out"))
    assert again.exit_code == 2
    assert "E-BOOT-11" in again.stderr
    (tmp_path / "out" / "problems.json").unlink()
    kept = (tmp_path / "out" / "bootstrap.draws").read_bytes().count(b"\n") - 1
    assert kept >= 3
    done = CliRunner().invoke(program, arguments(study, tmp_path / "out", "--resume"))
    assert done.exit_code == 0, done.stderr
    assert tables(tmp_path / "out") == unbroken


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_the_draws_and_says_how_to_go_on(
    study: Path, unbroken: dict[str, bytes], tmp_path: Path, workers: str
) -> None:
    run = begun(study, tmp_path / "out", "--workers", workers)
    before = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, stderr = run.communicate(timeout=20)
    assert time.monotonic() - before < 5.0
    assert run.returncode == 130, stderr
    assert "go on with  --resume" in stderr
    done = CliRunner().invoke(program, arguments(study, tmp_path / "out", "--resume"))
    assert done.exit_code == 0, done.stderr
    assert tables(tmp_path / "out") == unbroken


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker through /proc")
def test_s04_a_killed_worker_changes_nothing_but_a_warning(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = begun(study, out, "--workers", "2")
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    workers = [
        pid
        for pid in children.read_text().split()
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(int(workers[0]), signal.SIGKILL)
    _, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert b"W-BOOT-04" in (out / "fit.json").read_bytes()


def test_s09_any_number_of_workers_gives_the_same_bytes(
    study: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "gainsem"]
    for workers in ("2", "3"):
        out = tmp_path / workers
        asked = [*command, *arguments(study, out, "--workers", workers)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert tables(out) == unbroken


def test_s10_another_seed_cannot_go_on(study: Path, tmp_path: Path) -> None:
    run = begun(study, tmp_path / "out")
    run.kill()
    run.communicate()
    other = CliRunner().invoke(
        program, arguments(study, tmp_path / "out", "--resume", "--seed", "5")
    )
    assert other.exit_code == 2
    assert "E-BOOT-10" in other.stderr
    assert "seed (1 then, 5 now)" in other.stderr


def test_effects_and_intervals_are_in_the_folder(unbroken: dict[str, bytes]) -> None:
    assert unbroken["effects.csv"].startswith(b"source,target,kind,path,est,se")
    assert b"r_squared," in unbroken["intervals.csv"]


def test_s15_a_checkpoint_that_cannot_be_written_is_refused(study: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "none" / "draws")
    done = CliRunner().invoke(program, arguments(study, tmp_path / "out", "--checkpoint", place))
    assert done.exit_code == 2
    assert "E-BOOT-09" in done.stderr
