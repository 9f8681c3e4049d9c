"""A log is written by many at once, goes on in another file, and outlives who wrote it."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from straits import audit
from straits.audit import AuditLog, Noted, audit_log, log_reading
from straits.audit.log_lines import files
from straits.errors import AuditError

WRITE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from straits.audit import AuditLog
log = AuditLog(Path(sys.argv[1]), most_bytes=int(sys.argv[3]))
def write(thread):
    for number in range(int(sys.argv[4])):
        log.append({"who": f"{sys.argv[2]}.{thread}", "number": number}, number % 10 == 0)
        print(number, flush=True)
with ThreadPoolExecutor(2) as threads:
    list(threads.map(write, range(2)))
"""


def writer(folder: Path, name: str, most_bytes: int, n_lines: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE, folder, name, str(most_bytes), str(n_lines)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_and_threads_write_one_chain_over_files(tmp_path: Path) -> None:
    writers = [writer(tmp_path / "log", name, 5000, 60) for name in "abc"]
    for each in writers:
        each.communicate()
        assert each.returncode == 0
    chain = audit.check(tmp_path / "log")
    assert (chain.faults, chain.notes) == ([], [])
    assert chain.n_files > 5
    told = [(entry["who"], entry["number"]) for entry in audit.entries(tmp_path / "log")]
    assert sorted(told) == sorted(
        (f"{name}.{thread}", number)
        for name in "abc"
        for thread in range(2)
        for number in range(60)
    )
    assert chain.last.number == len(told) + chain.n_files


def test_threads_that_share_a_log_write_each_line_once(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        last = list(threads.map(lambda number: log.append({"number": number}), range(100)))
    assert len({noted.number for noted in last}) == 100
    assert audit.check(tmp_path, last[50]).faults == []


def test_a_line_that_its_process_could_not_end_is_told_of_and_nothing_else_is_lost(
    tmp_path: Path,
) -> None:
    for round_ in range(4):
        killed = writer(tmp_path, "killed", 4000, 100_000)
        assert killed.stdout is not None
        for _ in range(20 + 30 * round_):
            killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert audit.check(tmp_path).faults == []
        # As if it had been killed in the middle of a line, which is rare.
        path = list(files(tmp_path).values())[-1]
        with path.open("ab") as file:
            file.write(b'{"n":7,"before":"00')
        chain = audit.check(tmp_path)
        assert chain.faults == []
        assert any(f"line of {path.name} is not whole (19 bytes)" in each for each in chain.notes)
        AuditLog(tmp_path).append({"who": "the next"})
        chain = audit.check(tmp_path)
        assert chain.faults == []
        assert sum("not whole" in note for note in chain.notes) == round_ + 1
    assert sum(entry["who"] == "the next" for entry in audit.entries(tmp_path)) == 4


@pytest.mark.parametrize("n_bytes", [0, 40])
def test_a_file_that_was_just_begun_is_gone_on_from(tmp_path: Path, n_bytes: int) -> None:
    log = AuditLog(tmp_path, most_bytes=1000)
    for number in range(8):
        log.append({"number": number})
    number, path = max(files(tmp_path).items())
    new = tmp_path / f"audit-{number + 1:06}.jsonl"
    new.write_bytes(path.read_bytes()[:n_bytes])
    AuditLog(tmp_path).append({"number": 8})
    chain = audit.check(tmp_path)
    assert chain.faults == []
    assert len(chain.notes) == (n_bytes > 0)
    assert [entry["number"] for entry in audit.entries(tmp_path)] == list(range(9))


def test_what_cannot_be_written_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log")
    log.append({"number": 1})
    path = files(tmp_path / "log")[1]
    before = path.read_bytes()
    # No room: a file of this process may not grow any more.
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from straits.audit import AuditLog; from straits.errors import AuditError\n"
        "log = AuditLog(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before)} + 100,) * 2)\n"
        "try:\n    log.append({'text': 'a' * 500})\n"
        "except AuditError as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", code, tmp_path / "log"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "So nothing is told" in told
    assert path.read_bytes() == before
    log.append({"number": 2})
    assert audit.check(tmp_path / "log").faults == []


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuditError, match="So nothing is told"):
        AuditLog(tmp_path / "file" / "log")
    with pytest.raises(AuditError, match="no log in"):
        audit.check(tmp_path / "nowhere")


def test_only_its_owner_reads_a_log(tmp_path: Path) -> None:
    AuditLog(tmp_path / "log").append({})
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "log").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"key", "head", "audit-000001.jsonl"} <= modes.keys()
    assert os.stat(tmp_path / "log").st_mode & 0o777 == 0o700


def test_each_line_is_json_and_says_when(tmp_path: Path) -> None:
    AuditLog(tmp_path).append({"person": "Æsa Ø", "asked": {"text": 'a "quoted"\nline'}})
    opening, line = (json.loads(line) for line in files(tmp_path)[1].read_text().splitlines())
    assert opening["kind"] == "opened"
    assert line["person"] == "Æsa Ø"
    assert line["before"] == opening["hash"]
    assert line["at"].endswith("+00:00")


def test_what_is_noted_is_read_as_it_was_written() -> None:
    noted = Noted(12, "ab" * 32)
    assert Noted.parse(str(noted)) == noted
    with pytest.raises(ValueError, match="NUMBER:HASH"):
        Noted.parse("12:ab")


def test_a_disk_without_room_to_spare_is_refused_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(tmp_path)
    log.append({"number": 1})
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    monkeypatch.setattr(audit_log, "LEAST_FREE", free * 2)
    with pytest.raises(AuditError, match=r"are free where it lies\). So nothing is told"):
        log.append({"number": 2})
    monkeypatch.setattr(audit_log, "LEAST_FREE", 0)
    log.append({"number": 3})
    assert [entry["number"] for entry in audit.entries(tmp_path)] == [1, 3]
    assert audit.check(tmp_path).faults == []


def test_the_end_of_a_log_is_read_without_what_is_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(tmp_path, most_bytes=4_000)
    for number in range(100):
        log.append({"number": number, "text": "æ" * (number % 7)})
    every = list(audit.entries(tmp_path))
    there = files(tmp_path)
    assert len(there) > 3
    # Whatever falls on the border of two stretches that are read.
    for n_bytes in (17, 512, 1 << 20):
        monkeypatch.setattr(log_reading, "_CHUNK", n_bytes)
        for n_wanted in (0, 1, 30, 100, 200):
            last = audit.last_entries(tmp_path, n_wanted)
            assert last == every[len(every) - min(n_wanted, len(every)) :]
    since = json.loads(there[3].read_bytes().splitlines()[1])["at"]
    assert list(audit.entries(tmp_path, since)) == [each for each in every if each["at"] >= since]
    # What is not asked for is not read.
    there[1].write_bytes(b"")
    there[2].write_bytes(there[2].read_bytes().splitlines(keepends=True)[0])
    assert audit.last_entries(tmp_path, 5) == every[-5:]
    assert list(audit.entries(tmp_path, since)) == [each for each in every if each["at"] >= since]
