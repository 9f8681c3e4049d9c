"""What is done to a log after it was written is found, each time; the log as it was is whole."""

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from straits import audit
from straits.audit import AuditLog, Noted
from straits.audit.log_lines import START, line, unsealed

N_LINES = 60
# Of each kind of tampering.
N_TIMES = 40


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Noted]:
    """Write a log of several files, and note its last line."""
    folder = tmp_path_factory.mktemp("audit") / "log"
    log = AuditLog(folder, most_bytes=4000)
    for number in range(N_LINES):
        last = log.append({"person": "ada", "asked": {"group": f"group {number % 7}"}}, False)
    return folder, last


def paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("audit-*.jsonl"))


def edited(folder: Path, chance: random.Random) -> None:
    path = chance.choice(paths(folder))
    text = bytearray(path.read_bytes())
    place = chance.randrange(len(text))
    text[place] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(text))


def sealed_anew(folder: Path, chance: random.Random) -> None:
    """Change who asked, and give that line the hash that fits it."""
    path = chance.choice(paths(folder))
    lines = path.read_bytes().splitlines()
    place = chance.randrange(1, len(lines))
    held = unsealed(lines[place])
    before = Noted(held.pop("n") - 1, held.pop("before"))
    lines[place] = line(before, {**held, "person": "eve"})[0][:-1]
    path.write_bytes(b"\n".join(lines) + b"\n")


def cut_out(folder: Path, chance: random.Random) -> None:
    path = chance.choice(paths(folder))
    lines = path.read_bytes().splitlines(keepends=True)
    first = chance.randrange(len(lines))
    del lines[first : first + chance.randrange(1, 4)]
    path.write_bytes(b"".join(lines))


def reordered(folder: Path, chance: random.Random) -> None:
    path = chance.choice(paths(folder))
    lines = path.read_bytes().splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    path.write_bytes(b"".join(lines))


def said_twice(folder: Path, chance: random.Random) -> None:
    path = chance.choice(paths(folder))
    lines = path.read_bytes().splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    path.write_bytes(b"".join(lines))


def truncated(folder: Path, chance: random.Random) -> None:
    path = chance.choice(paths(folder))
    path.write_bytes(path.read_bytes()[: -chance.randrange(1, path.stat().st_size)])


def end_cut_at_a_line(folder: Path, chance: random.Random) -> None:
    path = paths(folder)[-1]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: chance.randrange(1, len(lines))]))


def file_taken_away(folder: Path, chance: random.Random) -> None:
    chance.choice(paths(folder)).unlink()


def files_swapped(folder: Path, chance: random.Random) -> None:
    one, other = chance.sample(paths(folder), 2)
    one_text, other_text = one.read_bytes(), other.read_bytes()
    one.write_bytes(other_text)
    other.write_bytes(one_text)


def head_taken_away(folder: Path, chance: random.Random) -> None:
    (folder / "head").unlink()


WAYS = [
    edited, sealed_anew, cut_out, reordered, said_twice, truncated, end_cut_at_a_line,
    file_taken_away, files_swapped, head_taken_away,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_was_done_to_a_log_is_found_each_time(
    written: tuple[Path, Noted], tmp_path: Path, way: Callable[[Path, random.Random], None]
) -> None:
    for seed in range(N_TIMES):
        folder = tmp_path / str(seed)
        shutil.copytree(written[0], folder)
        way(folder, random.Random(seed))
        assert audit.check(folder).faults, f"{way.__name__} {seed}"


@pytest.mark.parametrize("way", [end_cut_at_a_line, truncated, file_taken_away, head_taken_away])
def test_a_log_that_is_written_to_again_does_not_forget_that_its_end_was_cut(
    written: tuple[Path, Noted], tmp_path: Path, way: Callable[[Path, random.Random], None]
) -> None:
    for seed in range(10):
        folder = tmp_path / str(seed)
        shutil.copytree(written[0], folder)
        way(folder, random.Random(seed))
        AuditLog(folder).append({"person": "ada"})
        assert audit.check(folder).faults, f"{way.__name__} {seed}"


def test_the_log_as_it_was_is_whole(written: tuple[Path, Noted]) -> None:
    folder, last = written
    chain = audit.check(folder, last)
    assert (chain.faults, chain.notes) == ([], [])
    assert chain.last == last
    assert chain.n_files > 2


def test_a_log_without_its_chain_would_not_tell_of_an_edit(written: tuple[Path, Noted]) -> None:
    """The control: lines of JSON that nobody seals read as well after an edit as before."""
    text = paths(written[0])[0].read_text().replace('"ada"', '"eve"')
    assert '"eve"' in text
    assert all(each.startswith("{") and each.endswith("}") for each in text.splitlines())


def test_a_log_that_was_written_anew_is_found_by_what_was_noted_and_by_nothing_else(
    written: tuple[Path, Noted], tmp_path: Path
) -> None:
    _, last = written
    forged = AuditLog(tmp_path / "forged", most_bytes=4000)
    for number in range(N_LINES):
        forged.append({"person": "eve", "asked": {"group": f"group {number % 7}"}}, False)
    # Who can write all files can write a chain of their own.
    assert audit.check(tmp_path / "forged").faults == []
    faults = audit.check(tmp_path / "forged", last).faults
    assert faults
    assert "is not the one that was noted" in faults[0]


def test_a_line_is_sealed_by_the_hash_of_what_stands_before_it() -> None:
    text, noted = line(START, {"person": "ada"})
    body = text[: text.rindex(b',"hash"')]
    assert noted.hash == hashlib.sha256(body).hexdigest()
