"""An allele that a call set has no record of: reference, not callable, or not looked for.

Site a has whole genomes: A1 (XX) and A2 (XY). Site b has exomes of B1 (XX), B2 (XY) and B3 (sex
unknown), whose targets are known. Nobody knows where a was callable.
"""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.studies import Record

SHEETS = {
    "a": {"A1": "XX", "A2": "XY"},
    "b": {"B1": "XX", "B2": "XY", "B3": ""},
}
RECORDS = {
    "a": [
        Record("chr1", 101, "A", "G", "0/1 0/0"),
        Record("chr1", 120, "C", "T", "0/1 0/0"),
        Record("chr1", 150, "CAAA", "C", "0/1 0/0"),
        Record("chr1", 190, "CAAA", "C", "0/1 1/1"),
        Record("chr1", 200, "A", "G", "0/1 0/0"),
        Record("chr1", 201, "A", "G", "0/1 0/0"),
        Record("chr1", 5000, "A", "G", "0/1 0/0"),
        Record("chrX", 3_000_100, "A", "G", "0/1 1"),
        Record("chrX", 20_000, "A", "G", "0/1 0/1"),
        Record("chrY", 3_000_100, "A", "G", ". 1"),
        Record("chrM", 100, "A", "G", "1 0"),
    ],
    "b": [
        Record("chr1", 120, "C", "G", "0/1 0/0 0/0", filter="LowQual"),
        Record("chr1", 130, "A", "T", "0/1 0/0 ./."),
    ],
}
# BED counts from 0 and leaves out the end: chr1:101-200 and so on.
TARGETS = """\
chr1\t100\t193
chr1\t193\t200
chrX\t10000\t4000000
chrY\t2900000\t4000000
chrM\t0\t16569
"""

# An allele of a; what b says of it, and its n_called, an and ac there.
IN_B = [
    ("the first base of a target", "chr1-101-A-G", "reference", (3, 6, 0)),
    ("the last base of a target", "chr1-200-A-G", "reference", (3, 6, 0)),
    ("the base behind a target", "chr1-201-A-G", "not_callable", (0, 0, 0)),
    ("far from any target", "chr1-5000-A-G", "not_callable", (0, 0, 0)),
    ("all bases of a deletion", "chr1-150-CAAA-C", "reference", (3, 6, 0)),
    ("a deletion across targets that touch", "chr1-190-CAAA-C", "reference", (3, 6, 0)),
    ("X: two, one and no copies", "chrX-3000100-A-G", "reference", (2, 3, 0)),
    ("the pseudo-autosomal part of X", "chrX-20000-A-G", "reference", (3, 6, 0)),
    ("Y: men only", "chrY-3000100-A-G", "reference", (1, 1, 0)),
    ("MT: everyone has one", "chrM-100-A-G", "reference", (3, 3, 0)),
]  # fmt: skip


def _write(folder: Path, targets: str = TARGETS) -> Path:
    (folder / "targets.bed").write_text(targets)
    sites = []
    for site, people in SHEETS.items():
        rows = [{"sample": sample, "sex": sex} for sample, sex in people.items()]
        studies.write_sheet(folder / f"{site}.csv", rows)
        text = studies.vcf_text(list(people), studies.in_order(RECORDS[site]))
        (folder / f"{site}.vcf").write_text(text)
        call_set = {"id": f"{site}_calls", "files": f"{site}.vcf"}
        call_set |= {"callable": "targets.bed"} if site == "b" else {}
        sheet = {"file": f"{site}.csv", "id": "sample", "sex": "sex"}
        sites.append({"id": site, "samples": sheet, "call_sets": [call_set]})
    study = {"name": "Two sites", "build": "GRCh38", "profile": "open", "sites": sites}
    return studies.write_study(folder, study)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("absence")
    studies.ingest(_write(folder), folder / "store")
    return folder / "store"


def _states(store: Path, call_set: str) -> dict[str, dict[str, object]]:
    alleles = studies.table(store, "alleles")
    states = studies.table(store, "allele_states", call_set_id=call_set)
    assert states["allele_index"].equals(alleles["allele_index"])
    return dict(zip(alleles["variant_id"], states.iter_rows(named=True), strict=True))


@pytest.mark.parametrize(("about", "variant", "absence", "counts"), IN_B, ids=[r[0] for r in IN_B])
def test_targets_tell_reference_from_not_callable(store, about, variant, absence, counts):
    state = _states(store, "b_calls")[variant]
    assert state["absence"] == absence
    assert state["an_source"] == ("callable" if absence == "reference" else "none")
    assert studies.counts_of(studies.stored(store, "b_calls"))[variant][:3] == counts


def test_an_overlapping_record_that_failed_is_no_reference(store):
    """B has C>G at chr1:120, which did not pass: C>T there is neither seen nor known absent."""
    state = _states(store, "b_calls")["chr1-120-C-T"]
    assert state["absence"] != "reference"
    assert state["an_source"] == "none"
    assert studies.counts_of(studies.stored(store, "b_calls"))["chr1-120-C-T"] == (0,) * 6


def test_without_targets_an_absent_allele_was_not_looked_for(store):
    state = _states(store, "a_calls")["chr1-130-A-T"]
    assert (state["absence"], state["an_source"]) == ("not_in_call_set", "none")
    assert studies.counts_of(studies.stored(store, "a_calls"))["chr1-130-A-T"] == (0,) * 6


def test_what_was_seen_stays_as_it_was_counted(store):
    states = _states(store, "b_calls")
    assert states["chr1-130-A-T"]["an_source"] == "observed"
    counts = studies.counts_of(studies.stored(store, "b_calls"))
    assert counts["chr1-130-A-T"] == (2, 4, 1, 0, 1, 0)
    assert counts["chr1-120-C-G"] == (3, 6, 1, 0, 1, 0)
    of_a = studies.counts_of(studies.stored(store, "a_calls"))
    assert of_a["chrX-3000100-A-G"] == (2, 3, 2, 0, 1, 1)


def test_sites_stay_apart_unless_they_are_pooled(store):
    question = ("--variant", "chrX-3000100-A-G", "--by", "site", "--sample-set", "all")
    apart = studies.asked(store, *question)
    assert dict(apart.select("site", "an").iter_rows()) == {"a": 3, "b": 3}
    assert dict(apart.select("site", "an_source").iter_rows()) == {"a": "observed", "b": "callable"}


@pytest.mark.parametrize(
    ("end", "absence"),
    [
        (193, "reference"),  # the last of the bases 190 to 193 is the last of the target
        (192, "not_callable"),
    ],
)
def test_every_base_of_an_allele_must_be_in_a_target(tmp_path, end, absence):
    studies.ingest(_write(tmp_path, f"chr1\t100\t{end}\n"), tmp_path / "store")
    assert _states(tmp_path / "store", "b_calls")["chr1-190-CAAA-C"]["absence"] == absence
