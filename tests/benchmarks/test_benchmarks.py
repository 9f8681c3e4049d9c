"""The benchmark's own arithmetic: ratios, verdicts, turns, tables and shifted panels."""

import json
import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks import answers, bench_studies, machine, panels, plots, processes, report
from benchmarks.lines import LINES, WHEN_NAMED
from benchmarks.outcomes import Bar, Outcome, Side, in_turn

ROOT = Path(__file__).resolve().parents[2]
MACHINE = {"processor": "two cores"}


def outcome(
    ours: tuple[float, ...], theirs: tuple[float, ...] = (), bar: Bar | None = None, **fields
) -> Outcome:
    peer = Side("plink2", theirs) if theirs else None
    memory = fields.pop("peak_bytes", None)
    named = {"line": "cohort", "what": "a cohort", "data": "a panel", **fields}
    return Outcome(**named, straits=Side("Straits", ours, memory), peer=peer, bar=bar or Bar())


@pytest.mark.parametrize(
    ("ours", "theirs", "bar", "verdict"),
    [
        ((1.0,), (2.0,), Bar(ratio=0.5), "reached"),  # the bar itself is enough
        ((1.1,), (2.0,), Bar(ratio=0.5), "missed"),
        ((1.4,), (1.0,), Bar(ratio=1.5, aim=1.0), "reached"),
        ((0.9,), (1.0,), Bar(ratio=1.5, aim=1.0), "reached, and the aim"),
        ((9.0,), (1.0,), Bar(), "reported"),
        ((0.02,), (1.0,), Bar(ratio=1.0, seconds=0.015), "missed"),  # quick enough beside the peer
        ((0.9,), (), Bar(seconds=1.0), "reached"),
        ((1.0,), (), Bar(ratio=1.0), "missed"),  # nothing to compare with
    ],
)
def test_a_verdict_asks_for_all_of_the_bar(ours, theirs, bar, verdict):
    assert outcome(ours, theirs, bar).verdict == verdict


def test_memory_above_the_bar_is_missed():
    bar = Bar(seconds=1.0, peak_bytes=2000)
    assert outcome((0.5,), bar=bar, peak_bytes=2000).verdict == "reached"
    assert outcome((0.5,), bar=bar, peak_bytes=2001).verdict == "missed"


def test_a_ratio_is_of_medians_and_its_range_of_any_two_rounds():
    found = outcome((1.0, 2.0, 9.0), (4.0, 1.0, 8.0))
    assert found.ratio == 0.5
    assert found.ratio_range == (1 / 8, 9.0)


def test_bytes_are_compared_where_a_line_says_so():
    sides = Side("Straits", disk_bytes=30), Side(".pgen", disk_bytes=60)
    found = Outcome("size", "bytes", "a panel", *sides, Bar(ratio=0.6), "bytes on disk")
    assert (found.ratio, found.ratio_range, found.verdict) == (0.5, None, "reached")


def test_sides_take_turns_and_neither_always_comes_first():
    order = []
    sides = {"a": lambda: order.append("a") or 1.0, "b": lambda: order.append("b") or 2.0}
    assert in_turn(sides, 3) == {"a": (1.0,) * 3, "b": (2.0,) * 3}
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_an_outcome_is_read_back_as_it_was_written():
    found = outcome((1.0, 2.0), (3.0,), Bar(ratio=0.5))
    assert Outcome.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_line_run_alone_leaves_the_others_in_the_table(tmp_path):
    report.merged(tmp_path, MACHINE, "small", [outcome((1.0,), line="text")], list(LINES))
    both = report.merged(tmp_path, MACHINE, "small", [outcome((2.0,), line="ingest")], list(LINES))
    assert [found.line for found in both] == ["ingest", "text"]  # in the order of the table


@pytest.mark.parametrize(
    ("machine", "scale"), [({"processor": "another"}, "small"), (MACHINE, "full")]
)
def test_another_machine_or_scale_starts_a_new_table(tmp_path, machine, scale):
    report.merged(tmp_path, MACHINE, "small", [outcome((1.0,), line="text")], list(LINES))
    found = report.merged(tmp_path, machine, scale, [outcome((2.0,))], list(LINES))
    assert [one.line for one in found] == ["cohort"]


def test_a_table_says_who_needed_how_long_and_what_was_compared(tmp_path):
    found = outcome((0.001, 0.002, 0.003), (0.004,), Bar(ratio=1.0), equal="AC of 3 alleles")
    report.write(tmp_path, MACHINE, "small", [found])
    text = (tmp_path / "results.md").read_text()
    assert "| 2 ms (1 ms to 3 ms) | plink2: 4 ms | 0.5 | <= 1 | reached |" in text
    assert "- **cohort**: a panel. Equal: AC of 3 alleles." in text
    assert "- processor: two cores" in text
    rows = pl.read_csv(tmp_path / "results.csv")
    assert rows.select("side", "rounds", "seconds_median").rows() == [
        ("Straits", 3, 0.002),
        ("plink2", 1, 0.004),
    ]


def test_a_machine_without_peers_is_described_by_what_it_lacks(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "PEERS_PYTHON", tmp_path / "python")
    peers = machine.describe()["peers"]
    assert peers == "no plink2, no bcftools, no bgzip, none from PyPI"


def test_a_program_that_fails_is_no_peer(tmp_path, monkeypatch):
    program = tmp_path / "plink2"
    program.write_text("#!/bin/sh\necho 'wrong library' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.describe()["peers"].startswith("no plink2, ")


def test_a_line_without_a_peer_is_in_the_table_and_not_in_the_picture(tmp_path):
    alone = outcome((1.0,))
    report.write(tmp_path, MACHINE, "small", [alone])
    plots.write_ratios(tmp_path / "ratios.svg", [alone])
    assert "cohort" in (tmp_path / "results.md").read_text()
    assert not (tmp_path / "ratios.svg").exists()


def test_the_picture_names_each_line_and_its_peer(tmp_path):
    plots.write_ratios(tmp_path / "ratios.svg", [outcome((1.0,), (2.0,), Bar(ratio=1.0))])
    assert "cohort · plink2" in (tmp_path / "ratios.svg").read_text()


OURS = pl.DataFrame({"pos": [1, 2], "ac": [3, 4]})


@pytest.mark.parametrize(
    ("theirs", "message"),
    [
        ({"pos": [1, 2], "ac": [3, 5]}, r"disagree on 1 of 2 alleles.*'pos': 2, 'ac': 4"),
        ({"pos": [1], "ac": [3]}, "disagree on 1 of 2 alleles"),  # the peer lacks one
        ({"pos": [1, 2, 3], "ac": [3, 4, 0]}, "disagree on 1 of 3 alleles"),  # or has one more
    ],
)
def test_answers_that_differ_are_not_timed(theirs, message):
    with pytest.raises(answers.UnequalError, match=message):
        answers.check(OURS, pl.DataFrame(theirs), ["ac"], "plink2", on=["pos"])


def test_a_cohort_is_the_same_each_time():
    assert bench_studies.cohort(1000).tolist() == bench_studies.cohort(1000).tolist()
    assert 250 < bench_studies.cohort(1000).size < 350


GENES = [[(b"chr1", 900, b"c")], [(b"chr1", 500, b"a"), (b"chr1", 502, b"b")]]


def test_a_panel_that_is_not_repeated_keeps_its_positions():
    assert [line[1] for line in panels.shifted(GENES, 1)] == [500, 502, 900]


def test_a_repeated_panel_is_sorted_and_has_every_line_as_often():
    lines = list(panels.shifted(GENES, 3))
    positions = [pos for _, pos, _ in lines]
    assert positions == sorted(set(positions))
    assert [rest for *_, rest in lines] == [b"a", b"b", b"c"] * 3


def test_memory_of_what_a_process_starts_is_counted():
    child = "held = bytearray(60_000_000); import time; time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    alone = processes.run([sys.executable, "-c", "import time; time.sleep(0.3)"])
    both = processes.run([sys.executable, "-c", parent])
    assert alone.peak_bytes < 50_000_000
    assert both.peak_bytes > alone.peak_bytes + 60_000_000
    assert both.seconds > 0.3


def test_a_process_that_fails_says_why():
    with pytest.raises(processes.BenchmarkError, match="no such thing"):
        processes.run([sys.executable, "-c", "import sys; sys.exit('no such thing')"])


def test_every_line_of_the_readme_can_be_run():
    readme = (ROOT / "benchmarks" / "README.md").read_text()
    assert [line for line in LINES if f"`{line}`" not in readme] == []


def test_lines_that_are_measured_only_where_named_are_marked():
    readme = (ROOT / "benchmarks" / "README.md").read_text()
    assert {line for line in LINES if f"`{line}` *" in readme} == WHEN_NAMED


def test_growth_is_told_of_rankings_by_alleles_and_of_cohorts_by_people():
    side, peer = Side("Straits", (0.3, 0.1, 0.2)), Side("SQL", (4.0,))
    found = [
        Outcome("national-flat-10000", "a ranking", "generated", side, peer, Bar()),
        Outcome("national-flat-totals", "totals", "generated", side, peer, Bar()),
        outcome((0.01,), (0.02,), data="simulated: 12 alleles x 500,000 people"),
        outcome((0.01,), (0.02,), line="text", data="12 alleles x 500,000 people"),
    ]
    rows = plots.grown_rows(found)
    assert rows.select("size", "side", "low", "seconds", "high").rows() == [
        (10_000, "Straits", 0.1, 0.2, 0.3), (10_000, "SQL", 4.0, 4.0, 4.0),
        (500_000, "Straits", 0.01, 0.01, 0.01), (500_000, "plink2", 0.02, 0.02, 0.02),
    ]  # fmt: skip
    drawn = plots.growth_chart(rows).to_dict()
    assert drawn["facet"]["field"] == "grows"
