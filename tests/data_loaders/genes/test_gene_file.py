"""Gene models of GTF and GFF3 files: four dialects, canonical transcripts, wrong files."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.genes.gene_tables import read_genes
from straits.errors import InputError
from tests.data_loaders.genes.test_genes import exons, transcript

# One coding gene on the minus strand with three transcripts, and one gene on a patch.
GENCODE_GTF = """\
##description: evidence-based annotation of the human genome (GRCh38), version 44 (Ensembl 110)
chr2\tHAVANA\tgene\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.5"; gene_type "protein_coding"; gene_name "AAA1";
chr2\tHAVANA\ttranscript\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; gene_name "AAA1"; tag "basic";
chr2\tHAVANA\texon\t700\t900\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; exon_number 1;
chr2\tHAVANA\tCDS\t700\t850\t.\t-\t0\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2";
chr2\tHAVANA\texon\t100\t300\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; exon_number 2;
chr2\tHAVANA\tCDS\t203\t300\t.\t-\t2\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2";
chr2\tHAVANA\tstop_codon\t200\t202\t.\t-\t0\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2";
chr2\tHAVANA\ttranscript\t100\t500\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000002.1"; tag "basic"{canonical}
chr2\tHAVANA\texon\t100\t500\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000002.1"; exon_number 1;
chr2\tHAVANA\tCDS\t203\t310\t.\t-\t0\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000002.1";
chr2\tHAVANA\ttranscript\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000003.1"{mane}
chr2\tHAVANA\texon\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000003.1"; exon_number 1;
KI270713.1\tENSEMBL\tgene\t1\t90\t.\t+\t.\tgene_id "ENSG00000000009.1"; gene_type "protein_coding"; gene_name "PATCHED";
KI270713.1\tENSEMBL\ttranscript\t1\t90\t.\t+\t.\tgene_id "ENSG00000000009.1"; transcript_id "ENST00000000009.1";
"""  # noqa: E501

ENSEMBL_GTF = """\
#!genome-build GRCh37.p13
2\thavana\tgene\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001"; gene_version "5"; gene_name "AAA1"; gene_biotype "protein_coding";
2\thavana\ttranscript\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001"; gene_version "5"; transcript_id "ENST00000000001"; transcript_version "2";
2\thavana\texon\t700\t900\t.\t-\t.\tgene_id "ENSG00000000001"; transcript_id "ENST00000000001"; transcript_version "2"; exon_number "1";
2\thavana\tCDS\t700\t850\t.\t-\t0\tgene_id "ENSG00000000001"; transcript_id "ENST00000000001"; exon_number "1";
2\thavana\texon\t100\t300\t.\t-\t.\tgene_id "ENSG00000000001"; transcript_id "ENST00000000001"; exon_number "2";
2\thavana\tCDS\t203\t300\t.\t-\t2\tgene_id "ENSG00000000001"; transcript_id "ENST00000000001"; exon_number "2";
2\thavana\tstop_codon\t200\t202\t.\t-\t0\tgene_id "ENSG00000000001"; transcript_id "ENST00000000001";
"""  # noqa: E501

# In GFF3 the CDS holds the stop codon.
ENSEMBL_GFF3 = """\
##gff-version 3
##sequence-region   2 1 242193529
2\tGRCh38\tchromosome\t1\t242193529\t.\t.\t.\tID=chromosome:2;Alias=CM000664.2
###
2\tensembl_havana\tgene\t100\t900\t.\t-\t.\tID=gene:ENSG00000000001;Name=AAA1;biotype=protein_coding;description=triple A%2C first [Source:HGNC Symbol%3BAcc:HGNC:1];gene_id=ENSG00000000001;version=5
2\tensembl_havana\tmRNA\t100\t900\t.\t-\t.\tID=transcript:ENST00000000001;Parent=gene:ENSG00000000001;tag=basic,Ensembl_canonical,MANE_Select;transcript_id=ENST00000000001;version=2
2\tensembl_havana\tfive_prime_UTR\t851\t900\t.\t-\t.\tParent=transcript:ENST00000000001
2\tensembl_havana\texon\t700\t900\t.\t-\t.\tParent=transcript:ENST00000000001;exon_id=ENSE1;rank=1;version=1
2\tensembl_havana\tCDS\t700\t850\t.\t-\t0\tID=CDS:ENSP1;Parent=transcript:ENST00000000001;protein_id=ENSP1
2\tensembl_havana\texon\t100\t300\t.\t-\t.\tParent=transcript:ENST00000000001;exon_id=ENSE2;rank=2;version=1
2\tensembl_havana\tCDS\t200\t300\t.\t-\t2\tID=CDS:ENSP1;Parent=transcript:ENST00000000001;protein_id=ENSP1
"""  # noqa: E501

GENCODE_GFF3 = """\
##gff-version 3
chr2\tHAVANA\tgene\t100\t900\t.\t-\t.\tID=ENSG00000000001.5;gene_id=ENSG00000000001.5;gene_type=protein_coding;gene_name=AAA1
chr2\tHAVANA\ttranscript\t100\t900\t.\t-\t.\tID=ENST00000000001.2;Parent=ENSG00000000001.5;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2;tag=basic,MANE_Select
chr2\tHAVANA\texon\t700\t900\t.\t-\t.\tID=exon:ENST00000000001.2:1;Parent=ENST00000000001.2;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2
chr2\tHAVANA\tCDS\t700\t850\t.\t-\t0\tID=CDS:ENST00000000001.2;Parent=ENST00000000001.2;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2
chr2\tHAVANA\texon\t100\t300\t.\t-\t.\tID=exon:ENST00000000001.2:2;Parent=ENST00000000001.2;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2
chr2\tHAVANA\tCDS\t200\t300\t.\t-\t2\tID=CDS:ENST00000000001.2;Parent=ENST00000000001.2;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2
chr2\tHAVANA\tstop_codon\t200\t202\t.\t-\t0\tID=stop_codon:ENST00000000001.2;Parent=ENST00000000001.2;gene_id=ENSG00000000001.5;transcript_id=ENST00000000001.2
"""  # noqa: E501


def gencode_gtf(canonical: str = ";", mane: str = ";") -> str:
    return GENCODE_GTF.format(canonical=canonical, mane=mane)


def written(folder: Path, text: str, name: str = "genes.gtf") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "name", "build"),
    [
        (gencode_gtf(), "gencode.gtf", "GRCh38"),
        (gencode_gtf(), "gencode.gtf.gz", "GRCh38"),
        (gencode_gtf().replace("\n", "\r\n"), "from_windows.gtf", "GRCh38"),
        (ENSEMBL_GTF, "ensembl.gtf", "GRCh37"),
        (ENSEMBL_GFF3, "ensembl.gff3", "GRCh38"),
        (GENCODE_GFF3, "gencode.gff3.gz", "GRCh37"),
    ],
)
def test_every_dialect_gives_the_same_gene(
    tmp_path: Path, text: str, name: str, build: str
) -> None:
    models = read_genes(written(tmp_path, text, name), build)
    gene = models.genes.row(0, named=True)
    assert models.genes.height == 1
    assert {
        key: gene[key] for key in ("gene_id", "gene_symbol", "biotype", "contig", "strand")
    } == {
        "gene_id": "ENSG00000000001",
        "gene_symbol": "AAA1",
        "biotype": "protein_coding",
        "contig": "chr2",
        "strand": "-",
    }
    assert (gene["start_pos"], gene["end_pos"], gene["source"]) == (100, 900, name)
    canonical = transcript(models, "AAA1")
    assert canonical["transcript_id"] == "ENST00000000001.2"
    # A GTF keeps the stop codon, 200 to 202, out of the CDS.
    assert (canonical["cds_start_pos"], canonical["cds_end_pos"]) == (200, 850)
    assert exons(models, "AAA1") == [(1, 700, 900), (2, 100, 300)]


@pytest.mark.parametrize(
    ("canonical", "mane", "expected"),
    [
        ('; tag "Ensembl_canonical";', '; tag "MANE_Select";', "ENST00000000002.1"),
        (";", '; tag "MANE_Select";', "ENST00000000003.1"),
        (";", ";", "ENST00000000001.2"),  # the longest CDS
    ],
)
def test_the_canonical_transcript_is_the_tagged_one_else_the_one_with_the_longest_cds(
    tmp_path: Path, canonical: str, mane: str, expected: str
) -> None:
    models = read_genes(written(tmp_path, gencode_gtf(canonical, mane)), "GRCh38")
    assert models.transcripts.filter("is_canonical")["transcript_id"].to_list() == [expected]
    is_mane = models.transcripts.filter("is_mane_select")["transcript_id"].to_list()
    assert is_mane == (["ENST00000000003.1"] if "MANE" in mane else [])


def test_lines_on_other_contigs_are_left_out_and_counted(tmp_path: Path) -> None:
    models = read_genes(written(tmp_path, gencode_gtf()), "GRCh38")
    assert models.genes["gene_symbol"].to_list() == ["AAA1"]
    assert models.skipped == {"KI270713.1": 2}


def test_a_name_in_gff3_is_decoded_and_loses_its_source(tmp_path: Path) -> None:
    models = read_genes(written(tmp_path, ENSEMBL_GFF3, "ensembl.gff3"), "GRCh38")
    assert models.genes["name"].to_list() == ["triple A, first"]


def test_of_two_genes_of_one_symbol_the_second_goes_by_its_id(tmp_path: Path) -> None:
    second = "".join(
        line.replace("ENSG00000000001.5", "ENSG00000000001.5_PAR_Y").replace('.2"', '.2_PAR_Y"')
        for line in gencode_gtf().splitlines(keepends=True)[1:8]
    )
    models = read_genes(written(tmp_path, gencode_gtf() + second.replace("chr2", "chrY")), "GRCh38")
    assert models.genes.select("gene_id", "gene_symbol", "contig").rows() == [
        ("ENSG00000000001", "AAA1", "chr2"),
        ("ENSG00000000001_PAR_Y", "ENSG00000000001_PAR_Y", "chrY"),
    ]
    assert models.gene_aliases.rows() == [("AAA1", "ENSG00000000001_PAR_Y")]


@pytest.mark.parametrize(
    ("text", "build", "message"),
    [
        ("chr2\tx\tgene\t5\n", "GRCh38", r"genes\.gtf, line 1: expected nine columns"),
        (
            gencode_gtf().replace("\t700\t850\t", "\t850\t700\t"),
            "GRCh38",
            "line 5: .* 1 <= start <= end",
        ),
        (gencode_gtf().replace("\t700\t850\t", "\t7oo\t850\t"), "GRCh38", "line 5: .*7oo"),
        (
            'chr2\tx\tgene\t1\t9\t.\t+\t.\tgene_name "A";\n',
            "GRCh38",
            "line 1: this gene does not say which gene",
        ),
        (gencode_gtf(), "GRCh37", "it is of GRCh38, but the study is of GRCh37"),
        (ENSEMBL_GTF, "GRCh38", "it is of GRCh37, but the study is of GRCh38"),
        ("##gff-version 3\n", "GRCh38", "has no gene on chr1 to chr22"),
        ("", "GRCh38", "has no gene on chr1 to chr22"),
        (
            GENCODE_GFF3.replace("\t900\t", "\t243000000\t"),
            "GRCh38",
            "AAA1 ends at chr2:243,000,000, beyond the end of chr2 in GRCh38",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, text: str, build: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_genes(written(tmp_path, text), build)


def test_a_missing_or_truncated_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file of gene models"):
        read_genes(tmp_path / "none.gtf", "GRCh38")
    path = written(tmp_path, gencode_gtf(), "cut.gtf.gz")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="is damaged or cut short"):
        read_genes(path, "GRCh38")


@given(
    strand=st.sampled_from("+-"),
    edges=st.lists(st.integers(1, 10_000), min_size=2, max_size=24, unique=True).map(sorted),
    order=st.randoms(use_true_random=False),
)
def test_exons_are_numbered_along_the_strand_whatever_their_order_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, strand: str, edges: list[int], order: object
) -> None:
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    shuffled = spans.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    attributes = 'gene_id "G1"; transcript_id "T1";'
    lines = [
        f"1\tx\t{feature}\t{start}\t{end}\t.\t{strand}\t.\t{attributes}\n"
        for feature, start, end in [
            ("gene", edges[0], edges[-1]),
            ("transcript", edges[0], edges[-1]),
            *(("exon", start, end) for start, end in shuffled),
        ]
    ]
    path = tmp_path_factory.mktemp("gtf") / "genes.gtf"
    path.write_text("".join(lines))
    models = read_genes(path, "GRCh38")
    expected = spans if strand == "+" else spans[::-1]
    assert models.exons.select("start_pos", "end_pos").rows() == expected
    assert models.exons["exon_number"].to_list() == list(range(1, len(spans) + 1))
