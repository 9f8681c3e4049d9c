"""From GT to counts: every genotype is written here, one odd case to a row.

The people are XX_1, XX_2, XY_1, XY_2 and UN_1, whose sex nobody gives; the calls of a row are
theirs, in this order.
"""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.refusals import said

PEOPLE = {"XX_1": "XX", "XX_2": "XX", "XY_1": "XY", "XY_2": "XY", "UN_1": ""}

# What the row is about; contig, pos, ref, alt, calls; n_called, an, ac, hom_alt, het, hemi.
AUTOSOME = [
    ("a heterozygote has one copy", "chr1 100 A G", "0/1 0/0 0/0 0/0 0/0", (5, 10, 1, 0, 1, 0)),
    ("a homozygote has two", "chr1 200 A G", "1/1 0/0 0/0 0/0 0/0", (5, 10, 2, 1, 0, 0)),
    ("nobody has a copy", "chr1 300 A G", "0/0 0/0 0/0 0/0 0/0", (5, 10, 0, 0, 0, 0)),
    ("a missing call lowers AN", "chr1 400 A G", "./. 0/1 0/0 0/0 0/0", (4, 8, 1, 0, 1, 0)),
    ("so does one written as a point", "chr1 500 A G", ". 0/1 0/0 0/0 0/0", (4, 8, 1, 0, 1, 0)),
    ("nobody has a call", "chr1 600 A G", "./. ./. ./. ./. .", (0, 0, 0, 0, 0, 0)),
    ("a half-call is missing", "chr1 700 A G", "./1 1/. 0/1 0/. ./0", (1, 2, 1, 0, 1, 0)),
    ("so is a phased half-call", "chr1 800 A G", ".|1 1|. 1|1 0|. .|0", (1, 2, 2, 1, 0, 0)),
    ("a haploid call is missing", "chr1 900 A G", "1 0 0/1 1 0", (1, 2, 1, 0, 1, 0)),
    ("phase makes no difference", "chr1 1000 A G", "0|1 1|0 0/1 1/0 1|1", (5, 10, 6, 1, 4, 0)),
    ("three copies are no diploid call", "chr1 1100 A G", "0/0/1 1/1/1 0/1 0/0 0/0",
     (3, 6, 1, 0, 1, 0)),
]  # fmt: skip
X_ = [
    ("a man has one copy of X", "chrX 3000100 A G", "0/1 1/1 1 0 0/0", (4, 6, 4, 1, 1, 1)),
    ("a man written a/a has one copy", "chrX 3000200 A G", "0/0 0/0 1/1 0/0 ./.",
     (4, 6, 1, 0, 0, 1)),
    ("a man written a|a has one copy", "chrX 3000300 A G", "0/0 0/0 1|1 0|0 ./.",
     (4, 6, 1, 0, 0, 1)),
    ("a heterozygous man is missing", "chrX 3000400 A G", "0/0 0/1 0/1 1|0 ./.",
     (2, 4, 1, 0, 1, 0)),
    ("a half-called man is missing", "chrX 3000500 A G", "0/0 0/1 ./1 0/. ./.",
     (2, 4, 1, 0, 1, 0)),
    ("a missing man is missing either way", "chrX 3000600 A G", "0/0 0/1 . ./. ./.",
     (2, 4, 1, 0, 1, 0)),
    ("a haploid woman is missing", "chrX 3000700 A G", "1 0/1 0 0 0/0", (3, 4, 1, 0, 1, 0)),
    ("unknown sex does not count on X", "chrX 3000800 A G", "0/0 0/0 0 0 1/1",
     (4, 6, 0, 0, 0, 0)),
    ("nor does an unknown haploid call", "chrX 3000900 A G", "0/0 0/0 0 0 1",
     (4, 6, 0, 0, 0, 0)),
]  # fmt: skip
Y_ = [
    ("a man has one copy of Y", "chrY 5000100 A G", "./. . 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("a woman does not count on Y", "chrY 5000200 A G", "0/0 1/1 1 0 ./.", (2, 2, 1, 0, 0, 1)),
    ("nor a haploid woman", "chrY 5000300 A G", "1 0 1/1 0/0 .", (2, 2, 1, 0, 0, 1)),
    ("unknown sex does not count on Y", "chrY 5000400 A G", ". . 0 0 1", (2, 2, 0, 0, 0, 0)),
    ("a heterozygous man is missing on Y", "chrY 5000500 A G", ". . 0/1 1 .",
     (1, 1, 1, 0, 0, 1)),
]  # fmt: skip
MT = [
    ("everyone has one copy of MT", "chrM 100 A G", "1 0 1 0 1", (5, 5, 3, 0, 0, 0)),
    ("a/a is one copy of MT", "chrM 200 A G", "1/1 0/0 1|1 0 0", (5, 5, 2, 0, 0, 0)),
    ("a/b is heteroplasmic and missing", "chrM 300 A G", "0/1 1|0 1 0 0", (3, 3, 1, 0, 0, 0)),
]
# The last base outside, the first inside, the last inside, the first outside of each region.
PAR_38 = [
    ("before PAR1 of X", "chrX 10000 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("start of PAR1 of X", "chrX 10001 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("end of PAR1 of X", "chrX 2781479 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("after PAR1 of X", "chrX 2781480 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("before PAR2 of X", "chrX 155701382 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("start of PAR2 of X", "chrX 155701383 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("end of PAR2 of X", "chrX 156030895 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("after PAR2 of X", "chrX 156030896 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("a haploid man within PAR is missing", "chrX 20000 A G", "0/1 0/0 1 0 0/0",
     (3, 6, 1, 0, 1, 0)),
    ("before PAR1 of Y", "chrY 10000 A G", "./. ./. 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("start of PAR1 of Y", "chrY 10001 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("end of PAR1 of Y", "chrY 2781479 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("after PAR1 of Y", "chrY 2781480 A G", "./. ./. 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("before PAR2 of Y", "chrY 56887902 A G", "./. ./. 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("start of PAR2 of Y", "chrY 56887903 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("end of PAR2 of Y", "chrY 57217415 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
]  # fmt: skip
PAR_37 = [
    ("before PAR1 of X", "X 60000 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("start of PAR1 of X", "X 60001 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("end of PAR1 of X", "X 2699520 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("after PAR1 of X", "X 2699521 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("before PAR2 of X", "X 154931043 A G", "0/1 0/0 1 0 0/0", (4, 6, 2, 0, 1, 1)),
    ("start of PAR2 of X", "X 154931044 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("end of PAR2 of X", "X 155260560 A G", "0/1 0/0 1/1 0/1 0/1", (5, 10, 5, 1, 3, 0)),
    ("before PAR1 of Y", "Y 10000 A G", "./. ./. 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("start of PAR1 of Y", "Y 10001 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("end of PAR1 of Y", "Y 2649520 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("after PAR1 of Y", "Y 2649521 A G", "./. ./. 1 0 .", (2, 2, 1, 0, 0, 1)),
    ("start of PAR2 of Y", "Y 59034050 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
    ("end of PAR2 of Y", "Y 59363566 A G", "./. ./. 1/1 0/1 0/0", (3, 6, 3, 1, 1, 0)),
]

GRCH38 = [*AUTOSOME, *X_, *Y_, *MT, *PAR_38]

BY_SEX = [
    ("chrX 3000100 A G", "XX", (2, 4, 3, 1, 1, 0)),
    ("chrX 3000100 A G", "XY", (2, 2, 1, 0, 0, 1)),
    ("chrX 3000100 A G", "unknown", (0, 0, 0, 0, 0, 0)),
    ("chrX 10001 A G", "XY", (2, 4, 3, 1, 1, 0)),
    ("chrX 10001 A G", "unknown", (1, 2, 1, 0, 1, 0)),
    ("chrY 5000200 A G", "XX", (0, 0, 0, 0, 0, 0)),
    ("chrY 5000200 A G", "XY", (2, 2, 1, 0, 0, 1)),
    ("chrM 100 A G", "XY", (2, 2, 1, 0, 0, 0)),
    ("chrM 100 A G", "unknown", (1, 1, 1, 0, 0, 0)),
]


def _ingested(folder: Path, build: str, rows: list[tuple]) -> Path:  # type: ignore[type-arg]
    records = [studies.record(place, calls) for _, place, calls, _ in rows]
    text = studies.vcf_text(list(PEOPLE), studies.in_order(records))
    (folder / "calls.vcf").write_text(text)
    study = studies.one_call_set(folder, ["calls.vcf"], PEOPLE, build=build)
    studies.ingest(study, folder / "store")
    return folder / "store"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every row on GRCh38, in one file."""
    return _ingested(tmp_path_factory.mktemp("grch38"), "GRCh38", GRCH38)


@pytest.fixture(scope="module")
def counts(store: Path) -> dict[str, tuple[int, ...]]:
    return studies.counts_of(studies.stored(store))


@pytest.fixture(scope="module")
def counts_37(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, ...]]:
    store = _ingested(tmp_path_factory.mktemp("grch37"), "GRCh37", PAR_37)
    return studies.counts_of(studies.stored(store))


def _ids(rows: list[tuple]) -> list[str]:  # type: ignore[type-arg]
    return [row[0] for row in rows]


@pytest.mark.parametrize(("about", "place", "calls", "expected"), GRCH38, ids=_ids(GRCH38))
def test_copies_follow_ploidy(counts, about, place, calls, expected):
    assert counts[studies.key(place)] == expected


@pytest.mark.parametrize(("about", "place", "calls", "expected"), PAR_37, ids=_ids(PAR_37))
def test_pseudo_autosomal_regions_of_grch37_differ(counts_37, about, place, calls, expected):
    assert counts_37[studies.key(place)] == expected


@pytest.mark.parametrize(("place", "sex", "expected"), BY_SEX)
def test_counts_of_each_sex(store, place, sex, expected):
    of_sex = studies.counts_of(studies.stored(store, sex=sex))
    assert of_sex[studies.key(place)] == expected


def test_sexes_add_up_to_everyone(store):
    whole = studies.stored(store)
    parts = [studies.stored(store, sex=sex) for sex in ("XX", "XY", "unknown")]
    for count in studies.COUNTS:
        assert sum(part[count] for part in parts).to_list() == whole[count].to_list()


@pytest.mark.parametrize(
    ("reason", "n"),
    [
        # chr1:900 four calls, chrX:3000700 one, chrX:20000 two
        ("haploid_where_diploid", 7),
        # chr1:700 four, chr1:800 four, chrX:3000500 two
        ("half_call", 10),
        # chrX:3000400 two, chrY:5000500 one
        ("het_where_haploid", 3),
        # chrM:300 two
        ("heteroplasmic", 2),
        # chr1:1100 two
        ("polyploid", 2),
        # women on Y at 5000200 and 5000300 two each; unknown sex: one on Y, on X at 3000100,
        # 3000700, 3000800, 3000900 and on either side of each pseudo-autosomal region
        ("no_ploidy", 13),
    ],
)
def test_calls_set_missing_are_counted_by_reason(store, reason, n):
    dropped = studies.table(store, "drop_counts").filter(
        (pl.col("kind") == "call") & (pl.col("reason") == reason)
    )
    assert dropped["n_dropped"].sum() == n


REPEATS = [
    ("an ALT written twice is one allele", "chr1 100 C T,T", "0/1 0/2 1/2 2/2 0/0",
     (5, 10, 6, 2, 2, 0)),
    ("in whatever capitals", "chr1 200 C T,t", "0/1 0/2 1/2 ./. 0/0", (4, 8, 4, 1, 2, 0)),
    ("another may stand between", "chr1 300 C T,A,T", "0/1 0/3 1/3 2/3 0/2", (5, 10, 5, 1, 3, 0)),
    ("an ALT that is REF is REF", "chr1 400 C C,T", "0/1 0/2 1/2 2/2 1/1", (5, 10, 4, 1, 2, 0)),
    ("two copies of one allele are no heterozygote of a man", "chrX 3000100 C T,T",
     "0/1 1/2 1/2 0/2 ./.", (3, 5, 4, 1, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("about", "place", "calls", "expected"), REPEATS, ids=_ids(REPEATS))
def test_an_allele_that_a_record_has_twice_is_one(tmp_path, about, place, calls, expected):
    store = _ingested(tmp_path, "GRCh38", [(about, place, calls, expected)])
    written, _ = place.rsplit(" ", 1)
    counts = studies.counts_of(studies.stored(store))
    assert counts[studies.key(f"{written} T")] == expected


@pytest.mark.parametrize("nothing", [".", ".:.", "12:", "12", "12:."])
def test_a_column_that_ends_before_gt_has_no_call(tmp_path, nothing):
    line = studies.record("chr1 100 A G", f"9:0/1 {nothing} 8:1/1 {nothing} 7:0/0", format="DP:GT")
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [line]))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE)
    studies.ingest(study, tmp_path / "store")
    counts = studies.counts_of(studies.stored(tmp_path / "store"))
    assert counts == {"chr1-100-A-G": (3, 6, 3, 1, 1, 0)}


def test_command_line_gives_the_stored_counts(store):
    """The same rows again through `python -m straits frequencies`."""
    answer = studies.asked(store, "--region", "chrX:3000000-3001000", "--by", "group,sex")
    expected = {
        (pos, sex): numbers
        for pos, sex, numbers in [
            (3000100, "XX", [2, 4, 3, 1, 1, 0]),
            (3000100, "XY", [2, 2, 1, 0, 0, 1]),
            (3000400, "XX", [2, 4, 1, 0, 1, 0]),
            (3000400, "XY", [0, 0, 0, 0, 0, 0]),
        ]
    }
    found = {
        (row["pos"], row["sex"]): [row[count] for count in studies.COUNTS]
        for row in answer.iter_rows(named=True)
    }
    assert {key: found[key] for key in expected} == expected


def test_af_is_empty_where_an_is_0(store):
    answer = studies.asked(store, "--variant", "chr1-600-A-G")
    assert answer["an"].to_list() == [0]
    assert answer["af"].to_list() == [None]


SHAPES = [
    # genotype of an XX on chr1, (n_called, an, ac), reason told
    ("0/1/.", (0, 0, 0), "polyploid"),  # three copies, whoever is missing
    (".|.", (0, 0, 0), None),
    ("/1", (0, 0, 0), "haploid_where_diploid"),  # VCF 4.4 lets the phase of the first lead
    ("|1", (0, 0, 0), "haploid_where_diploid"),
    ("/.", (0, 0, 0), None),
    ("/0/1", (1, 2, 1), None),
    ("|1|1", (1, 2, 2), None),
    ("|0/1", (1, 2, 1), None),
    ("00/01", (1, 2, 1), None),
]


@pytest.mark.parametrize(("genotype", "expected", "reason"), SHAPES)
def test_an_odd_shape_of_a_genotype_is_counted_by_the_rules(tmp_path, genotype, expected, reason):
    """Beside P2, who is 0/1 and counts whatever P1 is."""
    text = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", f"{genotype} 0/1")])
    (tmp_path / "calls.vcf").write_text(text)
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX", "P2": "XX"})
    studies.ingest(study, tmp_path / "store")
    n_called, an, ac, *_ = studies.counts_of(studies.stored(tmp_path / "store"))["chr1-100-A-G"]
    assert (n_called - 1, an - 2, ac - 1) == expected
    told = studies.table(tmp_path / "store", "drop_counts")["reason"].to_list()
    assert told == ([reason] if reason else [])


@pytest.mark.parametrize("genotype", ["0|", "0/1/", "/", "0//1", "-1/0", "0/+1", "NA"])
def test_what_is_no_genotype_is_refused_with_sample_and_place(tmp_path, genotype):
    text = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", f"0/1 {genotype}")])
    (tmp_path / "calls.vcf").write_text(text)
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX", "P2": "XX"})
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert f"at chr1:100 sample P2 has the genotype {genotype!r}; expected" in said(done.stderr)
