"""rsIDs: which source counts, how alleles are matched, and what the bundled table holds."""

import gzip
import os
from pathlib import Path

import polars as pl
import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.genes import rsids
from straits.errors import InputError

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("STRAITS_SHARED_DATA", ROOT.parent / "shared" / "data"))
SCHEMA = pl.Schema(
    {"contig": pl.String, "pos": pl.Int32, "ref": pl.String, "alt": pl.String, "rsid": pl.String}
)
# CYP2C19*2 on both builds; nobody knows the other.
STAR_2, STAR_2_OLD = ("chr10", 94781859, "G", "A"), ("chr10", 96541616, "G", "A")
UNKNOWN = ("chr10", 94781860, "G", "A")


def _annotate(frame: pl.DataFrame, files: tuple[Path, ...], build: str) -> pl.DataFrame:
    return rsids.annotate(frame, rsids.read_sources(files, frame["pos"], build))


def annotated(
    *alleles: tuple[str, int, str, str],
    vcf_ids: tuple[str | None, ...] = (),
    files: tuple[Path, ...] = (),
    build: str = "GRCh38",
) -> list[tuple[str | None, str | None]]:
    ids = vcf_ids or (None,) * len(alleles)
    rows = [(*allele, own) for allele, own in zip(alleles, ids, strict=True)]
    frame = _annotate(pl.DataFrame(rows, SCHEMA, orient="row"), files, build)
    return frame.select("rsid", "rsid_source").rows()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("rs123", ("rs123", "vcf")),
        ("RS77", ("rs77", "vcf")),
        ("rs99,rs98", ("rs99;rs98", "vcf")),
        ("rs6|rs7;COSV1", ("rs6;rs7", "vcf")),
        (None, ("rs4244285", "bundled")),
        (".", ("rs4244285", "bundled")),
        ("10:94781859:G:A", ("rs4244285", "bundled")),  # as the 1000 Genomes 30x panel has it
        ("rs", ("rs4244285", "bundled")),
        ("xrs12", ("rs4244285", "bundled")),
        ("COSV1;rs123;ss5", ("rs123", "vcf")),
        ("rs123;rs456", ("rs123;rs456", "vcf")),  # which of them is this allele's nobody knows
        ("rs123;rs4244285", ("rs4244285;rs123", "vcf")),  # the bundled table knows
    ],
)
def test_the_id_of_the_vcf_counts_first_if_it_is_an_rsid(
    own: str | None, expected: tuple[str, str]
) -> None:
    assert annotated(STAR_2, vcf_ids=(own,)) == [expected]


def test_each_build_has_its_own_bundled_positions() -> None:
    assert annotated(STAR_2, STAR_2_OLD) == [("rs4244285", "bundled"), (None, None)]
    assert annotated(STAR_2, STAR_2_OLD, build="GRCh37") == [
        (None, None),
        ("rs4244285", "bundled"),
    ]


@pytest.mark.parametrize(
    "allele",
    [
        ("chr10", 94781859, "G", "C"),  # another allele at the same place
        ("chr11", 94781859, "G", "A"),  # another contig
        ("chr10", 94781858, "G", "A"),
    ],
)
def test_an_rsid_needs_the_same_contig_pos_ref_and_alt(allele: tuple[str, int, str, str]) -> None:
    assert annotated(allele) == [(None, None)]


VCF = """\
##fileformat=VCFv4.2
##reference=GRCh38.p14
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
NC_000010.11\t94781859\trs1\tG\tA,C\t.\t.\tRS=1
10\t94781860\trs2\tGTT\tGT\t.\t.\t.
chr10\t94781862\trs3\tg\t<DEL>,t\t.\t.\t.
chrUn_1\t94781859\trs4\tG\tA\t.\t.\t.
"""


@pytest.mark.parametrize("compress", [False, True])
def test_a_vcf_of_the_study_comes_before_the_bundled_table(tmp_path: Path, compress: bool) -> None:
    path = tmp_path / ("known.vcf.gz" if compress else "known.vcf")
    path.write_bytes(gzip.compress(VCF.encode()) if compress else VCF.encode())
    assert annotated(
        STAR_2,
        ("chr10", 94781859, "G", "C"),
        ("chr10", 94781860, "GT", "G"),  # as trimmed at ingest
        ("chr10", 94781862, "G", "T"),
        ("chr10", 94781859, "G", "T"),
        files=(path,),
    ) == [("rs1", path.name), ("rs1", path.name), ("rs2", path.name), ("rs3", path.name),
          (None, None)]  # fmt: skip


def test_a_vcf_whose_accessions_are_of_another_build_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "known.vcf"
    path.write_text(VCF.replace("##reference=GRCh38.p14\n", "").replace("10.11", "10.10"))
    with pytest.raises(InputError, match=r"NC_000010\.10, which is of GRCh37"):
        annotated(STAR_2, files=(path,))


@pytest.mark.parametrize("name", ["known.tsv", "known.csv", "known.parquet", "known.tsv.gz"])
def test_a_table_of_the_study_is_read_whatever_it_calls_its_columns(
    tmp_path: Path, name: str
) -> None:
    table = pl.DataFrame(
        {
            "SNP": ["rs7", "rs8"],
            "Chromosome": ["10", "10"],
            "Position": [94781859, 94781860],
            "REF": ["G", "G"],
            "Alt": ["A", "A"],
        }
    )
    path = tmp_path / name
    if name.endswith("parquet"):
        table.write_parquet(path)
    else:
        text = table.write_csv(separator="," if name.endswith("csv") else "\t").encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    assert annotated(STAR_2, UNKNOWN, files=(path,)) == [("rs7", name), ("rs8", name)]


def test_the_first_file_of_the_study_counts_before_the_second(tmp_path: Path) -> None:
    for name, rsid in (("first.tsv", "rs11"), ("second.tsv", "rs22")):
        text = f"rsid\tcontig\tpos\tref\talt\n{rsid}\t10\t94781859\tG\tA\n"
        (tmp_path / name).write_text(text)
    files = (tmp_path / "first.tsv", tmp_path / "second.tsv")
    assert annotated(STAR_2, files=files) == [("rs11", "first.tsv")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.vcf", None, "there is no such file of rsIDs"),
        ("known.tsv", "rsid\tchrom\tpos\n", "known.tsv has no column for ref, alt; it has rsid"),
        ("known.vcf", VCF.replace("GRCh38", "GRCh37"), "it is of GRCh37, but the study is of"),
        ("known.parquet", "not parquet", "cannot be read as a table of rsIDs"),
        ("known.tsv", "rsid\tcontig\tpos\tref\talt\nrs1\t1\tfar\tA\tC\n", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        annotated(STAR_2, files=(tmp_path / name,))


@given(st.permutations([STAR_2, STAR_2_OLD, UNKNOWN, ("chr1", 169549811, "C", "T")]))
def test_alleles_keep_their_order_and_their_columns(
    alleles: list[tuple[str, int, str, str]],
) -> None:
    rows = [(*allele, None) for allele in alleles]
    frame = pl.DataFrame(rows, SCHEMA, orient="row").with_row_index("allele_index")
    out = _annotate(frame, (), "GRCh38")
    assert out.columns == [*frame.columns, "rsid_source"]
    assert out.drop("rsid", "rsid_source").equals(frame.drop("rsid"))


@pytest.mark.parametrize(
    ("rsid", "grch38", "grch37"),
    [
        # As dbSNP has them.
        ("rs4988235", ("chr2", 135851076, "G", "A"), ("chr2", 136608646, "G", "A")),
        ("rs671", ("chr12", 111803962, "G", "A"), ("chr12", 112241766, "G", "A")),
        ("rs7903146", ("chr10", 112998590, "C", "T"), ("chr10", 114758349, "C", "T")),
        ("rs429358", ("chr19", 44908684, "T", "C"), ("chr19", 45411941, "T", "C")),
        # Factor V Leiden: GRCh37 has it for its reference base.
        ("rs6025", ("chr1", 169549811, "C", "T"), ("chr1", 169519049, "T", "C")),
    ],
)
def test_well_known_variants_are_bundled_on_both_builds(
    rsid: str, grch38: tuple[str, int, str, str], grch37: tuple[str, int, str, str]
) -> None:
    assert annotated(grch38) == [(rsid, "bundled")]
    assert annotated(grch37, build="GRCh37") == [(rsid, "bundled")]


def test_bundled_tables_are_whole() -> None:
    known = pl.read_parquet(rsids.BUNDLED / "rsids.parquet")
    key = ["build", "contig", "pos", "ref", "alt"]
    assert not known.select(key).is_duplicated().any()
    assert known["rsid"].str.contains(r"^rs[0-9]+$").all()
    clinvar = pl.read_parquet(rsids.BUNDLED / "clinvar.parquet")
    assert not clinvar.select(key[1:]).is_duplicated().any()
    # Two tables made by different people agree on every allele that both have.
    both = known.filter(build="GRCh38").join(
        clinvar.drop_nulls("rsid"), on=key[1:], suffix="_clinvar"
    )
    assert len(both) > 90
    assert both["rsid"].equals(both["rsid_clinvar"], check_names=False)


def test_clinvar_has_sickle_haemoglobin_with_its_diseases() -> None:
    clinvar = pl.read_parquet(rsids.BUNDLED / "clinvar.parquet")
    row = clinvar.row(by_predicate=pl.col("rsid") == "rs334", named=True)
    assert (row["contig"], row["pos"], row["ref"], row["alt"]) == ("chr11", 5227002, "T", "A")
    assert row["clinvar_id"] == 15333
    assert row["significance"] == "Pathogenic"
    assert row["consequences"] == ["missense_variant"]
    assert ("Hb SS disease", "MONDO:0011382") in zip(row["diseases"], row["mondo_ids"], strict=True)
    assert row["is_germline"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="STRAITS_SHARED_DATA names no folder")
@pytest.mark.parametrize(
    ("gene", "rsid", "allele"),
    [
        ("CYP2C19", "rs4244285", ("chr10", 94781859, "G", "A")),
        ("VKORC1", "rs9923231", ("chr16", 31096368, "C", "T")),
        ("NUDT15", "rs116855232", ("chr13", 48045719, "C", "T")),
        ("ABCG2", "rs2231142", ("chr4", 88131171, "G", "T")),
        ("SLCO1B1", "rs4149056", ("chr12", 21178615, "T", "C")),
        ("G6PD", "rs1050829", ("chrX", 154535277, "T", "C")),
    ],
)
def test_pharmacogene_variants_of_the_1000_genomes_get_their_rsid(
    gene: str, rsid: str, allele: tuple[str, int, str, str]
) -> None:
    contig, pos, ref, alt = allele
    path = SHARED / "kg30x_pharmacogenes" / f"{gene}.vcf.gz"
    with pysam.TabixFile(str(path)) as vcf:
        records = [line.split("\t", 5)[:5] for line in vcf.fetch(contig, pos - 1, pos)]
    own = [record[2] for record in records if record[1:2] + record[3:] == [str(pos), ref, alt]]
    assert len(own) == 1
    assert annotated(allele, vcf_ids=(own[0],)) == [(rsid, "bundled")]
