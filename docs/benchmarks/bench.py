"""Compare gainsem with others: ``python docs/benchmarks/bench.py [W1 ... P3 R1 ... R4 cold]``.

Every program runs in a process of its own, on the same file of answers, with one BLAS thread.
Only the standard library is imported here, so that the memory of this process adds nothing to
what a child reports.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from reading import READINGS, WITH_CODEBOOK, Reading
from workloads import WORKLOADS

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
WITHOUT_PEER = {"alignment"}
COLD_RUNS = 9
READING_RUNS = 5
THREADS = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
ENVIRONMENT = os.environ | {f"{name}_NUM_THREADS": "1" for name in THREADS}


def commands(name: str, folder: Path) -> dict[str, list[str]]:
    """Return the command of each program that is installed and does this kind of work."""
    kind = WORKLOADS[name].kind
    files = [str(folder / f"{name}.lav"), str(folder / f"{name}.csv"), kind]
    found = {"gainsem": [sys.executable, str(PEERS / "gainsem_bench.py"), *files]}
    if kind == "ML":
        found["semopy"] = [sys.executable, str(PEERS / "semopy_bench.py"), *files]
    if shutil.which("Rscript") and kind not in WITHOUT_PEER:
        peer = yardstick(name)
        found[peer] = ["Rscript", str(PEERS / f"{peer}_bench.R"), *files]
        if kind == "rotation":
            found["lavaan"] = ["Rscript", str(PEERS / "lavaan_rotation.R"), *files]
    return found


def yardstick(name: str) -> str:
    """Return the program the target of a workload is about."""
    others = {"polychoric": "psych", "parallel": "psych", "rotation": "gparotation"}
    return others.get(WORKLOADS[name].kind, "lavaan")


def record_of(
    command: Sequence[str], environment: dict[str, str] | None = None
) -> dict[str, float | str]:
    """Run one program and return its record, or why there is none."""
    environment = environment or dict(ENVIRONMENT)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return {"failed": lines[-1] if lines else f"exit code {done.returncode}"}
    return json.loads(done.stdout.strip().splitlines()[-1])


def in_process(names: Sequence[str], folder: Path) -> None:
    """Print one table row for each workload and program."""
    row = "{:<5} {:<15} {:>12} {:>6} {:>16} {:>9} {:>9} {:>9}"
    print(row.format("", "program", "CPU ms", "runs", "check", "peak MB", "x gainsem", "target"))
    for name in names:
        print(f"{name}: {WORKLOADS[name].title}")
        own = None
        for program, command in commands(name, folder).items():
            record = record_of(command)
            if "failed" in record:
                print(f"      {program:<15} no result: {record['failed']}")
                continue
            seconds = record["seconds"]
            own = seconds if program == "gainsem" else own
            ratio = f"{seconds / own:.1f}" if own else "-"
            aim = WORKLOADS[name].target if program == yardstick(name) else None
            target = "" if aim is None else f">= {aim:g}"
            peak = "-" if record["megabytes"] is None else f"{record['megabytes']:.0f}"
            cells = (f"{1000 * seconds:.2f}", record["runs"], f"{record['value']:.6f}", peak)
            print(row.format("", f"{program} {record['version']}", *cells, ratio, target))


def cpu_of(command: Sequence[str], environment: dict[str, str]) -> float:
    """Return the CPU seconds, user and system, of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def with_bytecode(folder: Path) -> dict[str, str]:
    """Return an environment in which Python keeps bytecode, as it does for an installed program."""
    kept = {k: v for k, v in ENVIRONMENT.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def cold(folder: Path) -> None:
    """Print the CPU time of whole processes, from files to files, after one that is not counted."""
    environment = with_bytecode(folder)
    model, answers = str(folder / "W1.lav"), str(folder / "W1.csv")
    script = Path(sys.executable).parent / "gainsem"
    program = [str(script)] if script.exists() else [sys.executable, "-m", "gainsem"]
    runs = {
        "gainsem": [*program, "fit", model, answers, "--json", str(folder / "fit.json")],
        "numpy": [sys.executable, "-c", "import numpy"],
    }
    if shutil.which("Rscript"):
        script = str(PEERS / "lavaan_cold.R")
        runs["lavaan"] = ["Rscript", script, model, answers, str(folder / "lavaan")]
    print("cold: whole process on Holzinger, files in, files out (CPU s, user + system)")
    for label, command in runs.items():
        times = [cpu_of(command, environment) for _ in range(1 + COLD_RUNS)][1:]
        note = " (import numpy, nothing else)" if label == "numpy" else ""
        print(f"      {label:<9} {statistics.median(times):.3f}   least {min(times):.3f}{note}")


def programs_of(task: Reading) -> tuple[str, ...]:
    """Return the programs that read a file; the codebook belongs to answers to items."""
    alone = (task.peer, "gainsem")
    return alone if task.decimals is not None else (*alone, WITH_CODEBOOK)


def reading(names: Sequence[str], folder: Path) -> None:
    """Print CPU time and memory of whole processes that read a large file; the median of each."""
    script = str(HERE / "reading.py")
    environment = with_bytecode(folder)
    subprocess.run(
        [sys.executable, script, "write", json.dumps(names), str(folder)],
        check=True,
        env=environment,
    )
    row = "      {:<24} {:>8} {:>6} {:>10} {:>9} {:>12}"
    print(row.format("program", "CPU s", "x", "peak MB", "x", "answers"))
    for name in names:
        task = READINGS[name]
        print(f"{name}: {task.title} (target: {task.target:g} times {task.peer})")
        path = str(folder / task.file)
        theirs: tuple[float, float] | None = None
        for program in programs_of(task):
            command = [sys.executable, script, program, path]
            records = [record_of(command, environment) for _ in range(READING_RUNS)]
            if "failed" in records[0]:
                print(f"      {program:<24} no result: {records[0]['failed']}")
                continue
            seconds = statistics.median(record["seconds"] for record in records)
            megabytes = statistics.median(record["megabytes"] for record in records)
            theirs = theirs or (seconds, megabytes)
            ratios = (f"{seconds / theirs[0]:.2f}", f"{megabytes / theirs[1]:.2f}")
            shown = f"{program} {records[0]['version']}"
            cells = (f"{seconds:.2f}", ratios[0], f"{megabytes:.0f}", ratios[1])
            print(row.format(shown, *cells, records[0]["value"]))


def main(chosen: Sequence[str]) -> int:
    """Run the chosen workloads, all of them by default."""
    known = [*WORKLOADS, *READINGS, "cold"]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; choose from {' '.join(known)}", file=sys.stderr)
        return 2
    chosen = chosen or known
    names = [name for name in chosen if name in WORKLOADS]
    files = [name for name in chosen if name in READINGS]
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, one BLAS thread"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        needed = json.dumps(sorted({*names, "W1"} if "cold" in chosen else names))
        write = [sys.executable, str(HERE / "workloads.py"), needed, place]
        subprocess.run(write, check=True, env=ENVIRONMENT)
        if names:
            in_process(names, folder)
        if files:
            reading(files, folder)
        if "cold" in chosen:
            cold(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
