"""One record, several alternate alleles: each is trimmed, counted and kept or left out by itself.

The people are XX_1, XX_2, XY_1, XY_2 and UN_1, whose sex nobody gives; the calls of a row are
theirs, in this order.
"""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies

PEOPLE = {"XX_1": "XX", "XX_2": "XX", "XY_1": "XY", "XY_2": "XY", "UN_1": ""}

# What the row is about; contig, pos, ref, alt, calls; the counts of each allele that is kept.
ALLELES = [
    ("1/2 is one copy of each", "chr2 100 A G,T", "1/2 0/0 0/0 0/0 ./.",
     {"chr2-100-A-G": (4, 8, 1, 0, 1, 0), "chr2-100-A-T": (4, 8, 1, 0, 1, 0)}),
    ("2/2 is no copy of the first", "chr2 200 A G,T", "2/2 0/2 0/1 0/0 1|2",
     {"chr2-200-A-G": (5, 10, 2, 0, 2, 0), "chr2-200-A-T": (5, 10, 4, 1, 2, 0)}),
    ("* is called but is no allele", "chr2 300 A G,*", "1/2 0/2 2/2 0/1 0/0",
     {"chr2-300-A-G": (5, 10, 2, 0, 2, 0)}),
    ("* first does not shift the others", "chr2 400 A *,T", "1/2 0/2 2/2 0/1 1/1",
     {"chr2-400-A-T": (5, 10, 4, 1, 2, 0)}),
    ("a symbolic allele is called but is not kept", "chr2 500 A <DEL>,G", "1/2 0/2 2/2 0/1 0/0",
     {"chr2-500-A-G": (5, 10, 4, 1, 2, 0)}),
    ("a breakend is called but is not kept", "chr2 600 A G,A]chr3:5]", "1/2 0/2 2/2 0/1 0/0",
     {"chr2-600-A-G": (5, 10, 2, 0, 2, 0)}),
    ("each allele is trimmed by itself", "chr2 700 CAA CA,CTA,C", "0/1 0/2 0/3 1/2 0/0",
     {"chr2-700-CA-C": (5, 10, 2, 0, 2, 0), "chr2-701-A-T": (5, 10, 2, 0, 2, 0),
      "chr2-700-CAA-C": (5, 10, 1, 0, 1, 0)}),
    ("shared bases in front go too", "chr2 800 GCAT GCAG", "0/1 1/1 0/0 0/0 0/0",
     {"chr2-803-T-G": (5, 10, 3, 1, 1, 0)}),
    ("small letters are the same bases", "chr2 900 a g", "0/1 1/1 0/0 0/0 0/0",
     {"chr2-900-A-G": (5, 10, 3, 1, 1, 0)}),
    ("on X a man's 2 is no copy of 1", "chrX 4000100 A G,T", "1/2 0/0 2 1 ./.",
     {"chrX-4000100-A-G": (4, 6, 2, 0, 1, 1), "chrX-4000100-A-T": (4, 6, 2, 0, 1, 1)}),
    ("on X a man's 1/2 is missing", "chrX 4000200 A G,T", "1/2 0/0 1/2 2/2 ./.",
     {"chrX-4000200-A-G": (3, 5, 1, 0, 1, 0), "chrX-4000200-A-T": (3, 5, 2, 0, 1, 1)}),
    ("on MT 1/2 is missing", "chrM 1000 A G,T", "1/2 1 2 2/2 0",
     {"chrM-1000-A-G": (4, 4, 1, 0, 0, 0), "chrM-1000-A-T": (4, 4, 2, 0, 0, 0)}),
    ("allele numbers may have two digits",
     "chr2 1000 A C,G,T,AA,AC,AG,AT,ACC,ACG,ACT,AGG,AGT", "0/10 10|11 12/12 1/1 2/12",
     {"chr2-1000-A-C": (5, 10, 2, 1, 0, 0), "chr2-1000-A-G": (5, 10, 1, 0, 1, 0),
      "chr2-1000-A-T": (5, 10, 0, 0, 0, 0), "chr2-1000-A-AA": (5, 10, 0, 0, 0, 0),
      "chr2-1000-A-AC": (5, 10, 0, 0, 0, 0), "chr2-1000-A-AG": (5, 10, 0, 0, 0, 0),
      "chr2-1000-A-AT": (5, 10, 0, 0, 0, 0), "chr2-1000-A-ACC": (5, 10, 0, 0, 0, 0),
      "chr2-1000-A-ACG": (5, 10, 0, 0, 0, 0), "chr2-1000-A-ACT": (5, 10, 2, 0, 2, 0),
      "chr2-1000-A-AGG": (5, 10, 1, 0, 1, 0), "chr2-1000-A-AGT": (5, 10, 3, 1, 1, 0)}),
]  # fmt: skip

# Rows that leave nothing behind but a line in the account of what was dropped.
NOTHING_TO_KEEP = [
    ("chr3 100 A <DEL>", "0/1 0/0 0/0 0/0 0/0"),
    ("chr3 150 A *", "0/1 0/0 0/0 0/0 0/0"),
    ("chr3 200 A <DEL>,*", "0/1 0/2 0/0 0/0 0/0"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every row, in one file."""
    folder = tmp_path_factory.mktemp("alleles")
    records = [studies.record(place, calls) for _, place, calls, _ in ALLELES]
    records += [studies.record(place, calls) for place, calls in NOTHING_TO_KEEP]
    text = studies.vcf_text(list(PEOPLE), studies.in_order(records))
    (folder / "calls.vcf").write_text(text)
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], PEOPLE), folder / "store")
    return folder / "store"


@pytest.fixture(scope="module")
def counts(store: Path) -> dict[str, tuple[int, ...]]:
    return studies.counts_of(studies.stored(store))


@pytest.mark.parametrize(
    ("about", "place", "calls", "expected"), ALLELES, ids=[row[0] for row in ALLELES]
)
def test_alleles_of_a_record_are_counted_apart(counts, about, place, calls, expected):
    assert {key: counts.get(key) for key in expected} == expected


def test_no_allele_is_made_up(counts):
    assert set(counts) == {key for *_, kept in ALLELES for key in kept}


@pytest.mark.parametrize("place", [place for place, _ in NOTHING_TO_KEEP])
def test_a_record_with_nothing_to_keep_is_listed_as_dropped(store, place):
    contig, pos, *_ = place.split()
    dropped = studies.table(store, "dropped_records")
    assert not dropped.filter(pl.col("contig") == contig, pl.col("pos") == int(pos)).is_empty()


def test_where_an_allele_was_written_is_kept(store):
    """The third allele of chr2:700 CAA CA,CTA,C is trimmed to nothing less than CAA C."""
    variants = studies.table(store, "variants", call_set_id=studies.CALL_SET)
    columns = ["pos", "ref", "alt", "source_pos", "source_ref", "source_alts", "alt_index"]
    found = variants.filter(pl.col("source_pos") == 700).select(columns).sort("alt_index").rows()
    assert found == [
        (700, "CA", "C", 700, "CAA", "CA,CTA,C", 1),
        (701, "A", "T", 700, "CAA", "CA,CTA,C", 2),
        (700, "CAA", "C", 700, "CAA", "CA,CTA,C", 3),
    ]
