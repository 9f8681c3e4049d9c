"""The well-known variants of the demo study: where they are, and whose frequencies they have."""

from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from cyvcf2 import VCF

import demo
from data_loaders.genes import gene_tables
from data_loaders.reference import FOLDER
from demo.loci import read_anchors, read_gene_symbols
from demo.populations import GROUPS
from straits import genome

# dbSNP has given the seventh TA repeat of UGT1A1 several numbers; CPIC uses this one.
SEVERAL_NUMBERS = "rs3064744"

STAND_INS = {
    "danish": ("kg30x_ceu_gbr", ("CEU", "GBR")),
    "chinese": ("kg30x_chb_chs", ("CHB", "CHS")),
    "malay": ("kg30x_cdx_khv", ("CDX", "KHV")),
    "indian": ("kg30x_gih_itu_stu", ("GIH", "ITU", "STU")),
}

# Rows of CPIC's tables: source, gene, PMID, words of its population, and the anchors' star alleles.
CPIC = [
    ("chan2012", "CYP2C19", "22462746", "Malayans", {"rs12248560": "*17", "rs4244285": "*2"}),
    ("chan2012", "CYP2C19", "22462746", "Indian", {"rs12248560": "*17", "rs4244285": "*2"}),
    ("man2010", "CYP2C19", "20173083", "Chinese", {"rs4244285": "*2", "rs4986893": "*3"}),
    ("pedersen2010", "CYP2C19", "20665013", "Danish", {"rs4244285": "*2", "rs12248560": "*17"}),
    ("bathum1998", "CYP2C19", "9754988", "Danish", {"rs4986893": "*3"}),
    ("man2010", "CYP2C9", "20173083", "Han Chinese", {"rs1799853": "*2", "rs1057910": "*3"}),
    ("zainuddin2006", "CYP2C9", "16635054", "Indian", {"rs1799853": "*2", "rs1057910": "*3"}),
    ("zainuddin2006", "CYP2C9", "16635054", "Malay", {"rs1799853": "*2"}),
    ("goh2017", "CYP2D6", "28046094", "Malay", {"rs3892097": "*4"}),
    ("goh2017", "CYP2D6", "28046094", "Indian", {"rs3892097": "*4"}),
    ("pedersen2005", "CYP2D6", "15961977", "Danish", {"rs3892097": "*4"}),
    ("balram2003", "CYP3A5", "12756511", "Chinese", {"rs776746": "*3"}),
    ("balram2003", "CYP3A5", "12756511", "Malay", {"rs776746": "*3"}),
]
GROUP_OF_WORDS = {
    "Malayans": "malay", "Malay": "malay", "Indian": "indian", "Danish": "danish",
    "Chinese": "chinese", "Han Chinese": "chinese",
}  # fmt: skip


def test_every_frequency_has_a_source_that_says_whose_it_is():
    cited = set().union(*(read_anchors()[f"{group}_source"] for group in GROUPS))
    sources = pl.read_csv(Path(demo.__file__).with_name("sources.tsv"), separator="\t")
    assert cited == set(sources["source"])
    assert set(sources["kind"]) == {"published", "proxy", "assumed"}


def test_a_frequency_that_is_made_up_is_small():
    anchors = read_anchors()
    for group in GROUPS:
        assumed = anchors.filter(pl.col(f"{group}_source") == "assumed")
        assert assumed.filter(pl.col(group) > 0.07).is_empty()


def test_no_two_anchors_have_the_same_rsid_or_place():
    anchors = read_anchors()
    assert anchors["rsid"].is_unique().all()
    assert anchors.select("contig", "pos", "ref", "alt").is_unique().all()


def test_alleles_are_as_short_as_they_can_be():
    for pos, ref, alt in read_anchors().select("pos", "ref", "alt").iter_rows():
        assert genome.trim(pos, ref, alt) == (pos, ref, alt)


def test_anchors_lie_in_their_genes_or_within_1000_bases():
    spans = gene_tables.read_genes(None, "GRCh38").genes.select(
        "gene_symbol", "contig", "start_pos", "end_pos"
    )
    placed = read_anchors().join(spans, on=["gene_symbol", "contig"], how="left")
    assert placed["start_pos"].null_count() == 0
    pos = pl.col("pos")
    assert placed.filter(
        (pos < pl.col("start_pos") - 1000) | (pos > pl.col("end_pos") + 1000)
    ).is_empty()
    assert set(placed["gene_symbol"]) <= set(read_gene_symbols())


@pytest.mark.parametrize("table", ["rsids", "clinvar"])
def test_the_shipped_tables_know_the_anchors_by_the_same_rsid(table):
    known = pl.read_parquet(FOLDER / f"{table}.parquet")
    both = read_anchors().join(known, on=["contig", "pos", "ref", "alt"], suffix="_known")
    assert both.height > 20
    other = both.filter(pl.col("rsid") != pl.col("rsid_known"))["rsid"].to_list()
    assert other in ([], [SEVERAL_NUMBERS])


def test_anchors_placed_by_clinvar_are_in_clinvar():
    known = pl.read_parquet(FOLDER / "clinvar.parquet")
    placed = read_anchors().filter(pl.col("placed_by") == "clinvar")
    found = placed.join(known, on=["contig", "pos", "ref", "alt", "rsid"])
    assert set(found["rsid"]) == set(placed["rsid"])


def test_frequencies_from_1000_genomes_are_those_of_its_people(shared_data):
    folder = shared_data / "kg30x_pharmacogenes"
    anchors = read_anchors().filter(
        pl.any_horizontal(pl.col("^.*_source$").str.starts_with("kg30x"))
    )
    people = _people(folder / "20130606_g1k.ped")
    for gene, of_gene in anchors.group_by("gene_symbol"):
        path = folder / f"{gene[0]}.vcf.gz"
        expected = _frequencies(path, people, of_gene["contig"][0], of_gene["pos"].to_list())
        for row in of_gene.iter_rows(named=True):
            for group, (source, _) in STAND_INS.items():
                if row[f"{group}_source"] == source:
                    counted = expected[row["pos"], row["ref"], row["alt"]][group]
                    assert row[group] == pytest.approx(counted, abs=6e-5), (row["name"], group)


@pytest.mark.parametrize(("source", "gene", "pmid", "words", "alleles"), CPIC)
def test_frequencies_from_cpic_are_those_of_its_rows(
    shared_data, source, gene, pmid, words, alleles
):
    row = _cpic_row(shared_data / "cpic_frequency" / f"{gene}_frequency_table.xlsx", pmid, words)
    group = GROUP_OF_WORDS[words]
    anchors = {anchor["rsid"]: anchor for anchor in read_anchors().iter_rows(named=True)}
    for rsid, star in alleles.items():
        assert anchors[rsid][f"{group}_source"] == source
        assert anchors[rsid][group] == pytest.approx(float(row[star]), abs=1e-9)


def _people(path: Path) -> dict[str, tuple[str, str, set[str]]]:
    """Population, sex and parents by sample id, from a .ped file."""
    lines = [line.split("\t") for line in path.read_text().splitlines()[1:]]
    return {line[1]: (line[6], line[4], {line[2], line[3]}) for line in lines}


def _frequencies(
    path: Path,
    people: dict[str, tuple[str, str, set[str]]],
    contig: str,
    positions: Sequence[int],
) -> dict[tuple[int, str, str], dict[str, float]]:
    vcf = VCF(str(path))
    everybody = set(vcf.samples)
    unrelated = [not people[sample][2] & everybody for sample in vcf.samples]
    found = {}
    for record in (each for pos in positions for each in vcf(f"{contig}:{pos}-{pos}")):
        is_x = contig == "chrX"
        counts = {group: [0, 0] for group in STAND_INS}
        for sample, call, kept in zip(vcf.samples, record.genotypes, unrelated, strict=True):
            population, sex, _ = people[sample]
            for group, (_, populations) in STAND_INS.items():
                if kept and population in populations:
                    called = call[: 1 if is_x and sex == "1" else len(call) - 1]
                    counts[group][0] += sum(allele == 1 for allele in called)
                    counts[group][1] += sum(allele >= 0 for allele in called)
        found[record.POS, record.REF, record.ALT[0]] = {
            group: ac / an for group, (ac, an) in counts.items()
        }
    return found


def _cpic_row(path: Path, pmid: str, words: str) -> dict[str, str]:
    sheet = fastexcel.read_excel(str(path)).load_sheet("References", header_row=None).to_polars()
    rows = [[str(cell) for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in rows if "PMID" in row)
    named = [dict(zip(header, row, strict=True)) for row in rows]
    return next(row for row in named if row["PMID"] == pmid and row["Population"] == words)
