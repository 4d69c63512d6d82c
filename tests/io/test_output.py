"""Results are written whole or not at all, in one place, by one run (S01, S02, S06, X03)."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gainsem.errors import OutputError
from gainsem.io import output
from gainsem.io.folder_lock import LOCK_NAME
from gainsem.io.output import OutputFolder, check_output, open_output_folder, write_atomically


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def fail_with(number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


def refused(call, *args):
    with pytest.raises(OutputError) as caught:
        call(*args)
    return caught.value


def enter(path):
    with open_output_folder(path):
        pass


# ---- S02: found before the fit -------------------------------------------------------------


def test_s02_a_good_place_is_accepted_and_left_clean(tmp_path):
    assert check_output(tmp_path / "fit.json") == tmp_path / "fit.json"
    assert names(tmp_path) == []


def test_s02_missing_folder_is_refused_with_the_nearest_one(tmp_path):
    (tmp_path / "results").mkdir()
    problem = refused(check_output, tmp_path / "reslts" / "fit.json")
    assert problem.code == "E-OUT-02"
    assert "does not exist" in str(problem)
    assert "Did you mean 'results'?" in str(problem)


def test_s02_folder_where_a_file_should_be_is_refused(tmp_path):
    problem = refused(check_output, tmp_path)
    assert problem.code == "E-OUT-02"
    assert "is a folder" in str(problem)


def test_s02_file_where_a_folder_should_be_is_refused(tmp_path):
    (tmp_path / "out").write_text("in the way")
    for place in ("out/fit.json", "out/deeper/fit.json"):
        problem = refused(check_output, tmp_path / place)
        assert problem.code == "E-OUT-02"
        assert f"'{tmp_path / 'out'}' is a file" in str(problem)


def test_s02_read_only_place_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(output.tempfile, "mkstemp", fail_with(errno.EROFS))
    problem = refused(check_output, tmp_path / "fit.json")
    assert problem.code == "E-OUT-02"
    assert "Read-only file system" in str(problem)


def test_s02_place_without_real_files_is_refused():
    assert refused(check_output, "/proc/fit.json").code == "E-OUT-02"


def test_s02_write_protected_file_is_respected(tmp_path, monkeypatch):
    target = tmp_path / "fit.json"
    target.write_text("old")
    monkeypatch.setattr(output.os, "access", lambda *_: False)
    problem = refused(check_output, target)
    assert problem.code == "E-OUT-02"
    assert "write-protected" in str(problem)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_s02_impossible_names_are_refused(tmp_path, name):
    assert refused(check_output, tmp_path / name / "fit.json").code == "E-OUT-02"
    assert refused(enter, tmp_path / name).code == "E-OUT-02"


def test_s02_output_folder_is_made_with_its_parents(tmp_path):
    with open_output_folder(tmp_path / "a" / "b") as folder:
        folder.write("fit.json", "{}")
    assert names(tmp_path / "a" / "b") == ["fit.json"]


def test_s02_output_folder_over_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("in the way")
    assert refused(enter, tmp_path / "out").code == "E-OUT-02"
    problem = refused(enter, tmp_path / "out" / "deeper")
    assert problem.code == "E-OUT-02"
    assert "is a file" in str(problem)


def test_s02_output_folder_that_cannot_be_made_is_refused():
    assert refused(enter, "/proc/gainsem").code == "E-OUT-02"


# ---- S01: the old file stays whole ---------------------------------------------------------


@pytest.mark.parametrize("data", ["Wohlergehen 获得感\n", b"\x00\xff%PDF"])
def test_text_and_bytes_are_written(tmp_path, data):
    path = write_atomically(tmp_path / "out", data)
    assert path.read_bytes() == (data.encode() if isinstance(data, str) else data)
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_s01_full_disk_leaves_the_old_file_and_no_torso(tmp_path, monkeypatch, step):
    target = tmp_path / "fit.json"
    target.write_text("old")
    monkeypatch.setattr(os, step, fail_with(errno.ENOSPC))
    problem = refused(write_atomically, target, "new")
    assert problem.code == "E-OUT-01"
    assert "No space left on device" in str(problem)
    assert target.read_text() == "old"
    assert names(tmp_path) == ["fit.json"]


WRITTEN_UNDER_A_LIMIT = """
    import resource, signal, sys
    from gainsem.errors import OutputError
    from gainsem.io.output import write_atomically

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        write_atomically(sys.argv[1], b"new" * 1_000_000)
    except OutputError as problem:
        print(problem.code)
"""


def test_s01_a_write_that_really_breaks_off_leaves_the_old_file(tmp_path):
    target = tmp_path / "fit.json"
    target.write_text("old")
    program = [sys.executable, "-c", textwrap.dedent(WRITTEN_UNDER_A_LIMIT), str(target)]
    assert subprocess.run(program, capture_output=True, text=True).stdout == "E-OUT-01\n"
    assert target.read_text() == "old"
    assert names(tmp_path) == ["fit.json"]


def test_s05_interruption_leaves_the_old_file_and_no_torso(tmp_path, monkeypatch):
    target = tmp_path / "fit.json"
    target.write_text("old")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, "new")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["fit.json"]


def test_a_symbolic_link_stays_one_and_its_file_is_replaced(tmp_path):
    real = tmp_path / "real.json"
    real.write_text("old")
    (tmp_path / "link.json").symlink_to(real)
    write_atomically(tmp_path / "link.json", "new")
    assert (tmp_path / "link.json").is_symlink()
    assert real.read_text() == "new"


KILLED_WHILE_WRITING = """
    import os, sys, time
    from gainsem.io.output import write_atomically

    def halfway(*_):
        print("writing", flush=True)
        time.sleep(60)

    setattr(os, sys.argv[2], halfway)
    write_atomically(sys.argv[1], b"new" * 1_000_000)
"""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_kill_during_writing_leaves_the_old_file_byte_identical(tmp_path, step):
    target = tmp_path / "fit.json"
    old = bytes(range(256)) * 1000
    target.write_bytes(old)
    program = [sys.executable, "-c", textwrap.dedent(KILLED_WHILE_WRITING), str(target), step]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "writing\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert target.read_bytes() == old
    write_atomically(target, b"the next run writes as if nothing had happened")
    assert target.read_bytes().startswith(b"the next run")


# ---- X03: nothing outside the folder -------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", ".", "", "a\0b", "figures/../../x"]
)
def test_x03_names_that_lead_outside_are_refused(tmp_path, name):
    folder = OutputFolder(tmp_path / "out")
    (tmp_path / "out").mkdir()
    problem = refused(folder.write, name, "x")
    assert problem.code == "E-SEC-03"
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == []


def test_x03_symbolic_link_that_leads_outside_is_refused(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "out" / "figures").symlink_to(tmp_path / "secret")
    problem = refused(OutputFolder(tmp_path / "out").write, "figures/a.svg", "x")
    assert problem.code == "E-SEC-03"
    assert names(tmp_path / "secret") == []


def test_folders_inside_the_folder_are_made(tmp_path):
    path = OutputFolder(tmp_path).write("figures/路径图.svg", "<svg/>")
    assert path == tmp_path / "figures" / "路径图.svg"
    assert path.read_text() == "<svg/>"


def test_file_in_the_way_of_a_folder_inside_is_refused(tmp_path):
    (tmp_path / "figures").write_text("x")
    assert refused(OutputFolder(tmp_path).write, "figures/a.svg", "x").code == "E-OUT-02"


# ---- S06: one run at a time ----------------------------------------------------------------


def lock_of(folder, pid, host=None):
    text = json.dumps({"pid": pid, "host": host or socket.gethostname()}) + "\n"
    (folder / LOCK_NAME).write_text(text)


def dead_pid():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    return child.pid


def test_s06_lock_names_process_and_host_and_goes_at_the_end(tmp_path):
    with open_output_folder(tmp_path):
        content = json.loads((tmp_path / LOCK_NAME).read_text())
        assert content == {"pid": os.getpid(), "host": socket.gethostname()}
    assert names(tmp_path) == []


def test_s06_lock_goes_when_the_run_fails(tmp_path):
    with pytest.raises(RuntimeError), open_output_folder(tmp_path):
        raise RuntimeError
    assert names(tmp_path) == []


def test_s06_second_run_is_refused(tmp_path):
    with open_output_folder(tmp_path):
        problem = refused(enter, tmp_path)
        assert problem.code == "E-OUT-06"
        assert f"process {os.getpid()} on {socket.gethostname()}" in str(problem)
        assert (tmp_path / LOCK_NAME).exists()


def test_s06_second_process_is_refused(tmp_path):
    program = textwrap.dedent("""
        import sys
        from gainsem.errors import OutputError
        from gainsem.io.output import open_output_folder
        try:
            with open_output_folder(sys.argv[1]):
                print("in")
        except OutputError as problem:
            print(problem.code)
    """)
    call = [sys.executable, "-c", program, str(tmp_path)]
    with open_output_folder(tmp_path):
        assert subprocess.run(call, capture_output=True, text=True).stdout == "E-OUT-06\n"
    assert subprocess.run(call, capture_output=True, text=True).stdout == "in\n"


def test_s06_lock_of_a_dead_process_is_taken_over(tmp_path):
    lock_of(tmp_path, dead_pid())
    with open_output_folder(tmp_path):
        assert json.loads((tmp_path / LOCK_NAME).read_text())["pid"] == os.getpid()
    assert names(tmp_path) == []


def test_s06_lock_of_another_host_is_respected(tmp_path):
    lock_of(tmp_path, dead_pid(), "another-host")
    problem = refused(enter, tmp_path)
    assert problem.code == "E-OUT-06"
    assert "another-host" in str(problem)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x", "host": 1}'])
def test_s06_unreadable_lock_is_respected(tmp_path, content):
    (tmp_path / LOCK_NAME).write_text(content)
    problem = refused(enter, tmp_path)
    assert problem.code == "E-OUT-06"
    assert "delete the lock file" in str(problem)


def test_s06_lock_changed_during_the_take_over_is_given_back(tmp_path, monkeypatch):
    lock_of(tmp_path, dead_pid())
    moved = Path.rename

    def another_run_was_faster(self, target):
        if self.name == LOCK_NAME:
            lock_of(self.parent, os.getppid())
        return moved(self, target)

    monkeypatch.setattr(Path, "rename", another_run_was_faster)
    problem = refused(enter, tmp_path)
    assert problem.code == "E-OUT-06"
    assert json.loads((tmp_path / LOCK_NAME).read_text())["pid"] == os.getppid()
    assert names(tmp_path) == [LOCK_NAME]
