"""Diplotypes of a small study, from its VCF to the tables of the release."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.pharmacogenes.definition_tables import read_pharmacogenes
from tests.builders import studies
from tests.builders.studies import Record, record

PEOPLE = {"a": "XX", "b": "XY", "c": "XX", "d": "XY", "e": "XY", "f": ""}
GENES = {gene.symbol: gene for gene in read_pharmacogenes("GRCh38")}
NORMAL, LOW = "Normal Metabolizer", "Intermediate Metabolizer"


def bed(folder: Path, *left_out: tuple[str, int]) -> str:
    """Write regions of all defining positions of some genes but those that are left out."""
    rows = [
        (gene.contig, pos - 1, pos - 1 + len(ref))
        for gene in GENES.values()
        for pos, ref, _ in gene.changes
        if (gene.symbol, pos) not in left_out
    ]
    lines = [f"{contig}\t{start}\t{end}\n" for contig, start, end in sorted(rows)]
    (folder / "callable.bed").write_text("".join(lines))
    return "callable.bed"


def store(folder: Path, records: list[Record], **keys: str) -> Path:
    (folder / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), studies.in_order(records)))
    study = studies.one_call_set(folder, ["calls.vcf"], PEOPLE, **keys)
    studies.ingest(study, folder / "store")
    return folder / "store"


def diplotypes(store: Path, gene: str) -> list[str]:
    """Return the set of diplotypes of each person, as text."""
    calls = studies.table(store, "pgx_calls").filter(gene_symbol=gene)
    sets = (
        studies.table(store, "pgx_sets")
        .filter(gene_symbol=gene)
        .with_columns(one=pl.col("allele_1") + ("/" + pl.col("allele_2")).fill_null(""))
        .group_by("set_id")
        .agg(pl.col("one").sort().str.join(" "))
    )
    return calls.join(sets, on="set_id", how="left", maintain_order="left")["one"].to_list()


def states(store: Path, gene: str) -> dict[int, str]:
    positions = studies.table(store, "pgx_positions").filter(gene_symbol=gene)
    return dict(positions.select("pos", "state").iter_rows())


STAR_2 = [
    record("chr10 94775367 A G", "0|0 0|1 1|0 0|0 0|0 0|0"),
    record("chr10 94781859 G A", "0|0 0|1 1|0 0|0 0|0 0|0"),
    record("chr10 94842866 A G", "1|1 1|1 1|1 1|1 0|1 1|1"),
]
STAR_17 = record("chr10 94761900 C T", "0|0 0|0 0|1 ./. ./1 1|1")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pgx")
    records = [
        # One record stands there twice.
        *STAR_2, STAR_17, STAR_17,
        # A woman of two alleles, a man of one, and somebody whose sex nobody gives.
        record("chrX 154535277 T C", "0|1 1 0|0 0 0 0/1"),
        record("chrX 154536002 C T", "0|1 1 0|0 0 0 0/1"),
        # Not phased: *1/*3A or *3B/*3C.
        record("chr6 18130687 T C", "0/1 0/0 0/0 0/0 0/0 0/0"),
        record("chr6 18138997 C T", "0/1 0/0 0/0 0/0 0/0 0/0"),
        # Another base at the defining position of ABCG2, and a failed filter at that of VKORC1.
        record("chr4 88131171 G C", "0/0 0/1 0/0 0/0 0/0 ./."),
        record("chr16 31096368 C T", "0/0 0/1 0/0 0/0 0/0 0/0", filter="LowQual"),
    ]  # fmt: skip
    return store(folder, records, callable=bed(folder, ("IFNL3", 39248147)))


def test_phased_missing_and_half_calls_give_the_sets_that_they_allow(whole: Path) -> None:
    assert diplotypes(whole, "CYP2C19") == [
        "*1/*1", "*1/*2", "*2/*17", "*1/*1 *1/*17 *17/*17", "*1/*38 *17/*38", "*17/*17",
    ]  # fmt: skip


def test_the_half_call_is_what_makes_one_of_them_unsure(whole: Path) -> None:
    unknown = studies.table(whole, "pgx_calls").filter(gene_symbol="CYP2C19")["n_unknown"]
    assert unknown.to_list() == [0, 0, 0, 1, 1, 0]


def test_phase_that_is_not_known_leaves_both_ways(whole: Path) -> None:
    assert diplotypes(whole, "TPMT") == ["*1/*3A *3B/*3C", *["*1/*1"] * 5]


def test_g6pd_is_read_by_sex(whole: Path) -> None:
    normal, deficient = "B (reference)", "A- 202A_376G"
    assert diplotypes(whole, "G6PD") == [
        f"{normal}/{deficient}", deficient, f"{normal}/{normal}", normal, normal, None,
    ]  # fmt: skip
    counts = studies.table(whole, "pgx_phenotype_counts").filter(gene_symbol="G6PD")
    told = counts.group_by("sex", "phenotype").agg(pl.col("n_certain").sum()).rows()
    assert set(told) == {
        ("XX", "G6PD Variable", 1), ("XX", "G6PD Normal", 1),
        ("XY", "G6PD Deficient", 1), ("XY", "G6PD Normal", 2),
    }  # fmt: skip


def test_another_base_at_a_defining_position_is_never_the_reference(whole: Path) -> None:
    one = "Reference/Reference"
    assert diplotypes(whole, "ABCG2")[:2] == [one, "Reference/not named"]
    # Of who is missing at the only position, nothing is known.
    assert diplotypes(whole, "ABCG2")[5] is None
    assert states(whole, "ABCG2") == {88131171: "at_position"}


def test_a_failed_filter_and_no_region_leave_a_gene_uncovered(whole: Path) -> None:
    assert states(whole, "VKORC1") == {31096368: "filter_failed"}
    assert states(whole, "IFNL3") == {39248147: "not_callable"}
    assert diplotypes(whole, "VKORC1") == diplotypes(whole, "IFNL3") == [None] * 6
    counts = studies.table(whole, "pgx_gene_counts").filter(gene_symbol="IFNL3")
    assert (counts["n_people"].sum(), counts["n_covered"].sum()) == (6, 0)


def test_counts_are_those_of_the_sets(whole: Path) -> None:
    counts = studies.table(whole, "pgx_phenotype_counts").filter(gene_symbol="CYP2C19")
    summed = counts.group_by("phenotype").agg(pl.col("n_certain", "n_possible").sum())
    assert set(summed.rows()) == {
        (NORMAL, 1, 3), (LOW, 2, 2), ("Rapid Metabolizer", 0, 2), ("Ultrarapid Metabolizer", 1, 2),
    }  # fmt: skip
    alleles = studies.table(whole, "pgx_allele_counts").filter(gene_symbol="CYP2C19")
    copies = alleles.group_by("allele").agg(pl.col("n_certain", "n_possible").sum())
    assert set(copies.rows()) == {("*1", 3, 6), ("*2", 2, 2), ("*17", 3, 6), ("*38", 1, 1)}
    drugs = studies.table(whole, "pgx_drug_counts").filter(drug="clopidogrel")
    sums = drugs.select(pl.col("n_covered", "n_certain", "n_possible").sum())
    assert sums.row(0) == (6, 2, 2)


def test_without_regions_the_reference_is_nowhere_certain(tmp_path: Path) -> None:
    there = store(tmp_path, [*STAR_2, STAR_17])
    assert "callable" not in states(there, "CYP2C19").values()
    sets = diplotypes(there, "CYP2C19")
    assert all("*1/*1" not in one or " " in one for one in sets)
    counts = studies.table(there, "pgx_phenotype_counts").filter(gene_symbol="CYP2C19")
    assert counts.filter(phenotype=NORMAL)["n_certain"].sum() == 0
    assert counts.filter(phenotype=NORMAL)["n_possible"].sum() > 0


def test_phase_sets_that_do_not_join_are_not_phased(tmp_path: Path) -> None:
    records = [
        record("chr6 18130687 T C", "0|1:1 0|0:1 0|0:1 0|0:1 0|0:1 0|0:1", format="GT:PS"),
        record("chr6 18138997 C T", "0|1:2 0|0:2 0|0:2 0|0:2 0|0:2 0|0:2", format="GT:PS"),
    ]
    there = store(tmp_path, records, callable=bed(tmp_path))
    assert diplotypes(there, "TPMT")[0] == "*1/*3A *3B/*3C"


def test_the_other_build_has_other_places(tmp_path: Path) -> None:
    records = [record("chr10 96541616 G A", "0|0 0|1 0|0 0|0 0|0 0|0")]
    there = store(tmp_path, records, build="GRCh37")
    assert states(there, "CYP2C19")[96541616] == "observed"
    assert "*2" in diplotypes(there, "CYP2C19")[1]
