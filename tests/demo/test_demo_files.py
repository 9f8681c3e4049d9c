"""The raw files of the demo study: what each site's are like, and that others can read them."""

import hashlib
from pathlib import Path

import polars as pl
import pysam
import pytest

from data_loaders.call_sets.regions import read_bed
from data_loaders.study.study_reading import read_study
from demo.populations import SCALES
from demo.two_countries import write_demo
from tests.builders.demo_studies import records, small_demo, vcf_files

DENMARK = "denmark/genotypes/*.vcf.gz"
GENOMES = "singapore/genotypes/sg_wgs.vcf.gz"
EXOMES = "singapore/genotypes/sg_exome.vcf.gz"


def checksums(folder: Path) -> dict[str, str]:
    """Checksums of all files below a folder, by path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def planted(kind: str) -> pl.DataFrame:
    """What is wrong on purpose, of one kind."""
    return pl.read_csv(small_demo() / "truth/planted_genotypes.csv").filter(pl.col("kind") == kind)


def sheet(site: str) -> pl.DataFrame:
    """The sample sheet of a site."""
    if site == "denmark":
        return pl.read_csv(small_demo() / "denmark/proever.csv", separator=";")
    return pl.read_csv(small_demo() / "singapore/participants.csv")


def samples(path: Path) -> list[str]:
    """The sample columns of a VCF."""
    with pysam.VariantFile(str(path)) as file:
        return list(file.header.samples)


def test_the_same_seed_gives_the_same_files(tmp_path):
    write_demo(tmp_path, "small", 1)
    assert checksums(tmp_path) == checksums(small_demo())


@pytest.mark.long
def test_another_seed_gives_other_genotypes_and_records(tmp_path):
    write_demo(tmp_path, "small", 2)
    first, second = checksums(small_demo()), checksums(tmp_path)
    same = {path for path in first if first[path] == second.get(path)}
    assert same <= {
        "denmark/callable.bed",
        "denmark/mapping.yaml",
        "singapore/genomes.bed",
        "singapore/exome_targets.bed",
        "singapore/mapping.yaml",
        "truth/effects.tsv",
    }


def test_a_scale_that_there_is_not_is_named(tmp_path):
    with pytest.raises(ValueError, match="expected a scale of small, default, large, got 'huge'"):
        write_demo(tmp_path, "huge", 1)


@pytest.mark.parametrize(
    ("scale", "n_people"), [("small", 240), ("default", 3200), ("large", 20_000)]
)
def test_scales_have_as_many_people_as_they_say(scale, n_people):
    assert sum(SCALES[scale].n_people.values()) == n_people


def test_the_study_file_is_read_as_synthetic_and_open():
    study = read_study(small_demo() / "study.yaml")
    assert study.is_synthetic
    assert study.profile == "open"
    assert list(study.groupings["ethnic_group"].labels) == ["danish", "chinese", "malay", "indian"]
    assert study.groupings["ancestry"].inferred
    assert [len(site.call_sets) for site in study.sites] == [1, 2]


def test_every_file_says_that_it_is_synthetic():
    for path in vcf_files():
        with pysam.VariantFile(str(path)) as file:
            sources = [line.value for line in file.header.records if line.key == "source"]
        assert sources == ["Straits synthetic demo, seed 1: nobody in this file exists"]


def test_bcftools_has_nothing_to_complain_about(bcftools):
    for path in vcf_files():
        assert "number of records" in bcftools("stats", path)


def test_positions_are_in_order():
    for path in vcf_files():
        with pysam.VariantFile(str(path)) as file:
            places = [(record.rid, record.pos) for record in file]
        assert places == sorted(places)


def test_denmark_says_chr_and_joins_alleles_and_singapore_does_neither():
    danish = list(records(DENMARK))
    assert all(record.chrom.startswith("chr") for record in danish)
    assert any(len(record.alts) == 2 for record in danish)
    singaporean = [*records(GENOMES), *records(EXOMES)]
    assert not any(record.chrom.startswith("chr") for record in singaporean)
    assert all(len(record.alts) == 1 for record in singaporean)


def test_an_allele_that_denmark_joins_singapore_has_on_its_own():
    joined = {(r.chrom.removeprefix("chr"), r.pos) for r in records(DENMARK) if len(r.alts) == 2}
    split = [(r.chrom, r.pos) for r in records(GENOMES)]
    assert any(split.count(place) == 2 for place in joined)


def test_consequences_are_in_csq_at_one_site_and_in_ann_at_the_other():
    for pattern, key, symbol_at in [(DENMARK, "CSQ", 3), (GENOMES, "ANN", 3), (EXOMES, "ANN", 3)]:
        with_key = [record for record in records(pattern) if key in record.info]
        described = with_key[0].header.info[key].description
        n_fields = described.split("'")[1 if key == "ANN" else 0].count("|") + 1
        for record in with_key[:200]:
            for entry in record.info[key]:
                assert entry.count("|") + 1 == n_fields
                assert entry.split("|")[symbol_at]


def test_males_have_one_allele_on_x_in_denmark_and_two_in_singapore():
    written = {
        pattern: {
            len(call["GT"])
            for record in records(pattern)
            if record.chrom in ("chrX", "X")
            for call in record.samples.values()
        }
        for pattern in (DENMARK, GENOMES)
    }
    assert written == {DENMARK: {1, 2}, GENOMES: {2}}


def test_only_the_exomes_have_half_calls():
    def halves(pattern):
        return sum(
            None in call["GT"] and set(call["GT"]) != {None}
            for record in records(pattern)
            for call in record.samples.values()
        )

    assert halves(EXOMES) > 0
    assert halves(DENMARK) == halves(GENOMES) == 0


def test_some_records_fail_their_filter():
    for pattern in (DENMARK, GENOMES):
        filters = {name for record in records(pattern) for name in record.filter}
        assert len(filters) == 2
        assert "PASS" in filters


@pytest.mark.parametrize(
    ("pattern", "bed"),
    [
        (DENMARK, "denmark/callable.bed"),
        (GENOMES, "singapore/genomes.bed"),
        (EXOMES, "singapore/exome_targets.bed"),
    ],
)
def test_no_variant_lies_outside_what_the_assay_looks_at(pattern, bed):
    regions = read_bed(small_demo() / bed, "GRCh38").regions
    spans = {
        contig[0]: list(zip(of_contig["start_pos"], of_contig["end_pos"], strict=True))
        for contig, of_contig in regions.group_by("contig")
    }
    for record in records(pattern):
        contig = "chr" + record.chrom.removeprefix("chr")
        assert any(start <= record.pos <= end for start, end in spans[contig])


def test_some_alleles_are_absent_because_nobody_carries_them_others_because_nobody_looked():
    genomes = {(r.chrom, r.pos, r.alts[0]) for r in records(GENOMES)}
    exomes = {(r.chrom, r.pos, r.alts[0]) for r in records(EXOMES)}
    targets = read_bed(small_demo() / "singapore/exome_targets.bed", "GRCh38").regions
    absent = pl.DataFrame(
        [(f"chr{chrom}", pos) for chrom, pos, _ in genomes - exomes],
        schema={"contig": pl.String, "pos": pl.Int32},
        orient="row",
    )
    looked_at = absent.join(targets, on="contig").filter(
        pl.col("pos").is_between("start_pos", "end_pos")
    )
    assert 0 < looked_at.height < absent.height


def test_those_who_withdrew_are_in_the_files_and_not_in_the_sheet():
    withdrawn = planted("not_in_sheet")["sample_id"].to_list()
    assert len(withdrawn) == 2
    danish = samples(next(small_demo().glob(DENMARK)))
    assert set(danish) - set(sheet("denmark")["proeve_id"]) == set(withdrawn)


def test_those_who_wait_are_in_the_sheet_and_not_in_the_files():
    waiting = planted("not_in_vcf")["person_id"].to_list()
    listed = sheet("denmark")
    danish = samples(next(small_demo().glob(DENMARK)))
    missing = listed.filter(~pl.col("proeve_id").is_in(danish))["cpr_pseudonym"].to_list()
    assert sorted(missing) == sorted(waiting)


def test_some_people_of_singapore_have_two_samples():
    listed = sheet("singapore")
    assert listed["sample_id"].is_unique().all()
    assert 0 < listed.height - listed["subject_id"].n_unique() < listed.height / 5


def test_about_two_percent_say_they_are_of_another_group_than_their_genome():
    people = pl.read_parquet(small_demo() / "truth/people.parquet")
    of_another = people.filter(
        (pl.col("ethnic_group") != pl.col("genetic_group")) & pl.col("pca_group").is_not_null()
    )
    assert 0.01 < of_another.height / people.height < 0.04


def test_sexes_are_swapped_only_where_the_truth_says_so():
    people = pl.read_parquet(small_demo() / "truth/people.parquet")
    swapped = people.filter(pl.col("is_female") != (pl.col("sex") == "XX"))["person_id"]
    assert sorted(swapped) == sorted(planted("swapped_sex")["person_id"])
    assert len(swapped) >= 4


def test_no_child_has_an_allele_that_neither_parent_has():
    listed = sheet("denmark").filter(pl.col("far").is_not_null() & pl.col("mor").is_not_null())
    trios = listed.select("proeve_id", "far", "mor").rows()
    assert trios
    # Nobody truly carries what a laboratory made.
    variants = pl.read_parquet(small_demo() / "truth/frequencies.parquet")
    artefacts = variants.filter(pl.col("kind") == "artefact").select("contig", "pos").rows()
    for record in records(DENMARK):
        if record.chrom == "chrX" or (record.chrom, record.pos) in artefacts:
            continue
        for child, father, mother in trios:
            calls = [record.samples[each]["GT"] for each in (child, father, mother)]
            if any(None in call for call in calls):
                continue
            assert set(calls[0]) <= set(calls[1]) | set(calls[2])


def test_a_cpr_pseudonym_can_be_nobodys():
    for pseudonym in sheet("denmark")["cpr_pseudonym"]:
        assert int(pseudonym[:2]) > 60
        assert pseudonym[7].isalpha()
