"""With a reference sequence alleles are moved to the left, and REF is checked.

The sequence is a made-up chrM: 16,569 bases of GATC over and over, but for the stretches below.
Everyone has one copy, so that n_called is an.
"""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"P1": "", "P2": "", "P3": ""}
LENGTH = 16569
# 1-based first base and the bases from there on.
STRETCHES = {
    1: "AAAAAG",  # a run at the very start
    100: "GAAAAAAT",  # a run of A from 101 to 106
    200: "TCACACACAG",  # CA four times from 201 to 208
    300: "GTTTTTTTTC",  # a run of T from 301 to 308
}


def _sequence() -> str:
    bases = list(("GATC" * (LENGTH // 4 + 1))[:LENGTH])
    for start, stretch in STRETCHES.items():
        bases[start - 1 : start - 1 + len(stretch)] = stretch
    return "".join(bases)


# As it is written in the file, and how it must read.
CASES = [
    ("a deletion of a run's last base", "chrM 105 AA A", ("chrM-100-GA-G",)),
    ("a deletion that is at the left already", "chrM 200 TCA T", ("chrM-200-TCA-T",)),
    ("a deletion of the last repeat", "chrM 206 ACA A", ("chrM-200-TCA-T",)),
    ("an insertion at the end of a run", "chrM 308 T TT", ("chrM-300-G-GT",)),
    ("an insertion of a repeat", "chrM 208 A ACA", ("chrM-200-T-TCA",)),
    ("an insertion in the middle of a run", "chrM 304 T TTT", ("chrM-300-G-GTT",)),
    ("a run that begins the contig", "chrM 5 AG G", ("chrM-1-AA-A",)),
    ("a substitution stays where it is", "chrM 103 A C", ("chrM-103-A-C",)),
    ("a padded substitution is trimmed", "chrM 102 AAA ACA", ("chrM-103-A-C",)),
    ("a complex allele is only trimmed", "chrM 306 TTTC TG", ("chrM-307-TTC-G",)),
    ("two alleles move apart", "chrM 206 ACA A,ACACA", ("chrM-200-TCA-T", "chrM-200-T-TCA")),
]


def _ingested(folder: Path, records: list[Record], name: str = "chrM", width: int = 60) -> Path:
    sequence = _sequence()
    lines = [sequence[start : start + width] for start in range(0, LENGTH, width)]
    (folder / "reference.fa").write_text("\n".join([f">{name} made up", *lines]) + "\n")
    (folder / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), records))
    study = studies.one_call_set(folder, ["calls.vcf"], PEOPLE, reference="reference.fa")
    studies.ingest(study, folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("about", "place", "expected"), CASES, ids=[row[0] for row in CASES])
def test_alleles_are_moved_to_the_left(tmp_path, about, place, expected):
    store = _ingested(tmp_path, [studies.record(place, "1 0 .")])
    counts = studies.counts_of(studies.stored(store))
    assert list(counts) == sorted(expected, key=list(counts).index)
    assert counts[expected[0]] == (2, 2, 1, 0, 0, 0)


def test_left_alignment_is_told(tmp_path):
    store = _ingested(tmp_path, [studies.record("chrM 103 A C", "1 0 .")])
    assert studies.table(store, "call_sets")["is_left_aligned"].to_list() == [True]


def test_without_a_sequence_nothing_moves_and_that_is_told(tmp_path):
    record = studies.record("chrM 105 AA A", "1 0 .")
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    studies.ingest(studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE), tmp_path / "store")
    assert set(studies.counts_of(studies.stored(tmp_path / "store"))) == {"chrM-105-AA-A"}
    call_sets = studies.table(tmp_path / "store", "call_sets")
    assert call_sets["is_left_aligned"].to_list() == [False]


@pytest.mark.parametrize("name", ["MT", "M", "rCRS", "NC_012920.1"])
def test_the_sequence_may_have_another_name_for_the_contig(tmp_path, name):
    store = _ingested(tmp_path, [studies.record("chrM 105 AA A", "1 0 .")], name=name)
    assert set(studies.counts_of(studies.stored(store))) == {"chrM-100-GA-G"}


def test_records_that_move_past_others_end_up_in_order(tmp_path):
    records = [
        Record("chrM", 201, "C", "T", "1 0 0"),
        Record("chrM", 204, "A", "T", "0 1 0"),
        Record("chrM", 206, "ACA", "A", "0 0 1"),
    ]
    store = _ingested(tmp_path, records)
    assert list(studies.counts_of(studies.stored(store))) == [
        "chrM-200-TCA-T",
        "chrM-201-C-T",
        "chrM-204-A-T",
    ]


def test_two_spellings_of_a_deletion_are_duplicates(tmp_path):
    records = [
        Record("chrM", 200, "TCA", "T", "1 . ."),
        Record("chrM", 206, "ACA", "A", "1 0 0"),
    ]
    store = _ingested(tmp_path, records)
    assert studies.counts_of(studies.stored(store)) == {"chrM-200-TCA-T": (3, 3, 1, 0, 0, 0)}


def test_small_letters_of_the_sequence_are_the_same_bases(tmp_path):
    (tmp_path / "reference.fa").write_text(">MT\n" + _sequence().lower() + "\n")
    record = studies.record("chrM 105 AA A", "1 0 .")
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [record]))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, reference="reference.fa")
    studies.ingest(study, tmp_path / "store")
    assert set(studies.counts_of(studies.stored(tmp_path / "store"))) == {"chrM-100-GA-G"}


def test_a_record_whose_ref_is_not_in_the_sequence_is_dropped_and_told(tmp_path):
    """Of 50 records one says T where the sequence has A."""
    sequence = _sequence()
    right = {pos: sequence[pos - 1] for pos in range(1001, 1050)}
    records = [Record("chrM", 104, "T", "C", "1 0 .")]
    records += [
        Record("chrM", pos, ref, {"A": "C", "C": "G", "G": "T", "T": "A"}[ref], "1 0 .")
        for pos, ref in right.items()
    ]
    store = _ingested(tmp_path, records)
    assert studies.table(store, "alleles")["pos"].to_list() == list(right)
    dropped = studies.table(store, "dropped_records")
    assert dropped["pos"].to_list() == [104]


def test_a_sequence_of_another_genome_is_refused(tmp_path):
    """Half of the records say a base that the sequence has not."""
    records = [Record("chrM", 103, "A", "C", "1 0 ."), Record("chrM", 104, "T", "C", "1 0 .")]
    with pytest.raises(AssertionError, match=r"reference\.fa: REF differs .* chrM:104"):
        _ingested(tmp_path, records)
