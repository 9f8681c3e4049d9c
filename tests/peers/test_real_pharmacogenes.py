"""23 genes of 1000 Genomes, 3,202 people: Straits, bcftools and plink2 give the same counts."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.builders import studies
from tests.builders.studies import COUNTS, KEY
from tests.conftest import Tool
from tests.oracles import bcftools as bcftools_oracle
from tests.oracles import plink2 as plink2_oracle
from tests.oracles import ploidy, thousand_genomes_panel

N_RECORDS = 37_344
N_PEOPLE = 3_202
GROUPINGS = {
    "population": {"column": "Population", "parent": "superpopulation"},
    "superpopulation": {},
}
# Outside both, everything is diploid; G6PD is the only gene on X, and not pseudo-autosomal.
ON_X = "G6PD.vcf.gz"

# What README.md beside the data says: rs number, place, group, then ac and an of all people and
# of the 2,504 of the original panel.
SPOT_VALUES = [
    ("CYP2C19*2 rs4244285", "chr10-94781859-G-A", "EAS", (377, 1170), (315, 1008)),
    ("CYP2C19*2 rs4244285", "chr10-94781859-G-A", "SAS", (427, 1202), (350, 978)),
    ("CYP2C19*2 rs4244285", "chr10-94781859-G-A", "EUR", (180, 1266), (146, 1006)),
    ("VKORC1 rs9923231", "chr16-31096368-C-T", "EAS", (1036, 1170), (892, 1008)),
    ("VKORC1 rs9923231", "chr16-31096368-C-T", "EUR", (489, 1266), (390, 1006)),
    ("NUDT15 rs116855232", "chr13-48045719-C-T", "EAS", (112, 1170), (96, 1008)),
    ("ABCG2 rs2231142", "chr4-88131171-G-T", "EAS", (336, 1170), (293, 1008)),
    ("SLCO1B1 rs4149056", "chr12-21178615-T-C", "EUR", (188, 1266), (162, 1006)),
    ("G6PD", "chrX-154535277-T-C", "AFR", (448, 1328), (339, 1003)),
]


@dataclass(frozen=True)
class Panel:
    """The files and the people in them, in the order of their columns."""

    folder: Path
    people: pl.DataFrame

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.vcf.gz"))

    def of(self, column: str) -> dict[str, str]:
        """Return a column of the people by sample."""
        return dict(zip(self.people["sample"], self.people[column], strict=True))


@pytest.fixture(scope="module")
def panel(shared_data: Path) -> Panel:
    folder = shared_data / "kg30x_pharmacogenes"
    with gzip.open(folder / ON_X, "rt") as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    samples = header.rstrip("\n").split("\t")[9:]
    return Panel(folder, thousand_genomes_panel.read_ped(folder / "20130606_g1k.ped", samples))


@pytest.fixture(scope="module")
def haploid_men(panel: Panel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file on X with a/a of each man written a, and a/b written as missing."""
    sexes = panel.of("sex")
    out = tmp_path_factory.mktemp("haploid") / "G6PD.vcf"
    return ploidy.rewrite(panel.folder / ON_X, out, lambda _, __, who: 1 + (sexes[who] == "XX"))


@pytest.fixture(scope="module")
def from_bcftools(
    panel: Panel, haploid_men: Path, bcftools: Tool, tmp_path_factory: pytest.TempPathFactory
) -> pl.DataFrame:
    work, groups = tmp_path_factory.mktemp("bcftools"), panel.of("population")
    files = [haploid_men if file.name == ON_X else file for file in panel.files]
    with ThreadPoolExecutor(2) as pool:
        return pl.concat(
            pool.map(lambda file: bcftools_oracle.group_counts(file, groups, work), files)
        )


@pytest.fixture(scope="module")
def from_plink2(
    panel: Panel, plink2: Tool, tmp_path_factory: pytest.TempPathFactory
) -> pl.DataFrame:
    groups, sexes = panel.of("population"), panel.of("sex")
    # Two files at a time, so that each has a folder to itself.
    work = [tmp_path_factory.mktemp("plink2") for _ in panel.files]
    with ThreadPoolExecutor(2) as pool:
        return pl.concat(
            pool.map(
                lambda file, folder: plink2_oracle.group_counts(file, groups, sexes, folder),
                panel.files,
                work,
            )
        )


def _ingested(panel: Panel, folder: Path, **samples: str) -> Path:
    call_set = {"id": studies.CALL_SET, "files": str(panel.folder / "*.vcf.gz")}
    sheet = {"file": str(panel.folder / "20130606_g1k.ped"), **samples}
    study = {
        "name": "Pharmacogenes",
        "build": "GRCh38",
        "profile": "open",
        "groupings": GROUPINGS,
        "sites": [{"id": "igsr", "samples": sheet, "call_sets": [call_set]}],
    }
    path = studies.write_study(folder, study)
    studies.ingest(path, folder / "store", jobs=2, run=studies.process)
    return folder / "store"


@pytest.fixture(scope="module")
def store(panel: Panel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _ingested(panel, tmp_path_factory.mktemp("everyone"))


@pytest.fixture(scope="module")
def store_2504(panel: Panel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    (folder / "keep.txt").write_text("\n".join(thousand_genomes_panel.original_panel()) + "\n")
    return _ingested(panel, folder, keep="keep.txt")


def _assert_same(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    columns = [*KEY, *COUNTS]
    ours, theirs = (frame.select(columns).sort(KEY) for frame in (ours, theirs))
    assert_frame_equal(ours, theirs, check_dtypes=False)


@pytest.mark.long
def test_the_peers_agree_with_each_other(from_bcftools, from_plink2):
    assert from_bcftools.height == N_RECORDS * 26
    assert from_bcftools.select(KEY).is_unique().all()
    _assert_same(from_bcftools, from_plink2)


def test_the_peers_give_the_published_spot_values(from_bcftools):
    groups = thousand_genomes_panel.add_up(from_bcftools)
    for _, variant, group, expected, _ in SPOT_VALUES:
        assert _spot(groups, variant, group) == expected


def test_every_count_equals_bcftools(store, from_bcftools):
    _assert_same(studies.stored(store, grouping="population"), from_bcftools)


@pytest.mark.long
def test_every_count_equals_plink2(store, from_plink2):
    _assert_same(studies.stored(store, grouping="population"), from_plink2)


def test_superpopulations_are_the_sums_of_their_populations(store, from_bcftools):
    ours = studies.stored(store, grouping="superpopulation")
    _assert_same(ours, thousand_genomes_panel.add_up(from_bcftools))


def test_nobody_is_lost(store):
    sizes = studies.table(store, "group_sizes").group_by("grouping").agg(pl.col("n_people").sum())
    assert dict(sizes.iter_rows()) == dict.fromkeys(
        ("population", "superpopulation", "everyone"), N_PEOPLE
    )
    assert studies.table(store, "alleles").height == N_RECORDS


@pytest.mark.parametrize("gene", ["G6PD", "VKORC1"])
def test_each_sex_equals_bcftools(gene, panel, store, haploid_men, bcftools, tmp_path):
    """Groups such as GBR_XX, so that bcftools counts the sexes of a population apart."""
    vcf = haploid_men if gene == "G6PD" else panel.folder / f"{gene}.vcf.gz"
    populations, sexes = panel.of("population"), panel.of("sex")
    groups = {sample: f"{populations[sample]}_{sexes[sample]}" for sample in populations}
    theirs = bcftools_oracle.group_counts(vcf, groups, tmp_path)
    for sex in ("XX", "XY"):
        of_sex = theirs.filter(pl.col("group").str.ends_with(f"_{sex}")).with_columns(
            pl.col("group").str.head(3)
        )
        ours = studies.stored(store, grouping="population", sex=sex)
        ours = ours.join(of_sex, on=KEY[:4], how="semi")
        _assert_same(ours, of_sex)


def test_unrelated_are_those_without_a_parent_present(panel, store, bcftools, tmp_path):
    present = set(panel.people["sample"])
    groups = {
        row["sample"]: row["population"]
        for row in panel.people.iter_rows(named=True)
        if not {row["father"], row["mother"]} & present
    }
    assert len(groups) == N_PEOPLE - 604
    vcf = panel.folder / "NAT2.vcf.gz"
    theirs = bcftools_oracle.group_counts(vcf, groups, tmp_path)
    ours = studies.stored(store, grouping="population", sample_set="unrelated")
    _assert_same(ours.join(theirs, on=KEY[:4], how="semi"), theirs)


def test_counts_in_the_files_are_the_counts_of_all_people(panel, store, bcftools):
    """INFO has AC_EUR and so on for all 3,202; on X it takes men as they are written."""
    names = sorted(thousand_genomes_panel.SUPERPOPULATIONS)
    asked = "\t".join(["%CHROM", "%POS", "%REF", "%ALT", *(f"%AC_{n}\t%AN_{n}" for n in names)])
    theirs = [
        (contig, int(pos), ref, alt, name, int(ac), int(an))
        for file in panel.files
        if file.name != ON_X
        for contig, pos, ref, alt, *counts in _rows(bcftools("query", "-f", asked + "\n", file))
        for name, ac, an in zip(names, counts[::2], counts[1::2], strict=True)
    ]
    columns = [*KEY, "ac", "an"]
    ours = studies.stored(store, grouping="superpopulation").select(columns)
    expected = pl.DataFrame(theirs, schema=columns, orient="row").sort(KEY)
    assert_frame_equal(
        ours.filter(pl.col("contig") != "chrX").sort(KEY), expected, check_dtypes=False
    )


def test_hg02300_is_counted_as_a_man_although_he_is_written_diploid(panel, store):
    """Of his 380 calls 9 are homozygous for the alternate allele and 2 are heterozygous."""
    with gzip.open(panel.folder / ON_X, "rt") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("##")]
    column = rows[0].index("HG02300")
    calls = {
        (int(pos), ref, alt): row[column].replace("|", "/")
        for row in rows[1:]
        for _, pos, _, ref, alt in [row[:5]]
    }
    hets = {key for key, call in calls.items() if call in ("0/1", "1/0")}
    assert len(hets) == 2
    assert sum(call == "1/1" for call in calls.values()) == 9

    peruvian = studies.stored(store, grouping="population").filter(
        pl.col("group") == "PEL", pl.col("contig") == "chrX"
    )
    called = {row[:3]: row[3] for row in peruvian.select("pos", "ref", "alt", "an").iter_rows()}
    assert called == {key: 189 if key in hets else 190 for key in calls}
    dropped = studies.table(store, "drop_counts").filter(pl.col("reason") == "het_where_haploid")
    assert dropped["n_dropped"].to_list() == [2]


@pytest.mark.long
@pytest.mark.parametrize(
    ("variant", "group", "everyone", "original"),
    [row[1:] for row in SPOT_VALUES],
    ids=[f"{about} {group}" for about, _, group, _, _ in SPOT_VALUES],
)
def test_spot_values_through_the_command_line(
    store, store_2504, variant, group, everyone, original
):
    for where, expected in ((store, everyone), (store_2504, original)):
        answer = studies.asked(
            where, "--variant", variant, "--grouping", "superpopulation", "--sample-set", "all"
        )
        row = answer.row(by_predicate=pl.col("group") == group, named=True)
        assert (row["ac"], row["an"]) == expected
        assert row["af"] == pytest.approx(expected[0] / expected[1])


def test_a_region_through_the_command_line_equals_bcftools(store, from_bcftools):
    theirs = from_bcftools.filter(
        pl.col("contig") == "chr16", pl.col("pos").is_between(31_090_000, 31_100_000)
    )
    assert theirs.height > 26
    region = ("--region", "chr16:31,090,000-31,100,000")
    ours = studies.asked(
        store, *region, "--grouping", "population", "--by", "group", "--sample-set", "all"
    )
    _assert_same(ours, theirs)


def _spot(counts: pl.DataFrame, variant: str, group: str) -> tuple[int, int]:
    contig, pos, ref, alt = variant.split("-")
    row = counts.row(
        by_predicate=(pl.col("contig") == contig)
        & (pl.col("pos") == int(pos))
        & (pl.col("ref") == ref)
        & (pl.col("alt") == alt)
        & (pl.col("group") == group),
        named=True,
    )
    return row["ac"], row["an"]


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines())
