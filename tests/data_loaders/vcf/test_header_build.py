"""A header that names another build is refused, in whatever line; what is no build is none."""

from pathlib import Path

import pytest

from data_loaders.vcf.header import parse_header
from data_loaders.vcf.header_build import check_build
from straits.errors import InputError

REFUSED = [
    "##contig=<ID=chr10,assembly=GRCh38.p14,species=\"Homo sapiens\">",
    "##contig=<ID=chr10,length=2147483647,assembly=hg38>",
    '##contig=<ID=10, Assembly="b38">',
    "##contig=<ID=10,assembly=b38>",
    "##contig=<ID=10,assembly=38>",
    '##contig=<ID=10,AS="38">',
    "##contig=<ID=10,assembly=36>",
    "##contig=<ID=chr10,URL=ftp://ftp.ncbi/GCA_000001405.15_GRCh38_no_alt.fa>",
    "##reference=file:///refs/Homo_sapiens_assembly38.fasta",
    "##reference=/refs/GCF_000001405.40.fna",
    "##assembly=GRCh38",
    "##genome_build=hg38",
    "##genomeAssembly=NCBI build 38",
    "##bcftools_callCommand=call -mv --ref hg38.fa",
    '##VEP="v110" cache="homo_sapiens/110_GRCh38" assembly="GRCh38.p14"',
    '##GATKCommandLine=<ID=HaplotypeCaller,CommandLine="--reference /r/hs38DH.fa">',
    "##reference=chm13v2.0.fa",
    "##reference=/ref/ucsc.hg18.fasta",
    "##contig=<ID=chr10,length=133797422>",
    "##contig=<ID=NC_000010.11>",
]  # fmt: skip
READ = [
    "##contig=<ID=chr10,length=2147483647>",
    "##contig=<ID=chr10,length=0>",
    "##contig=<ID=chr10,length=-1>",
    "##contig=<ID=chr10,length=1073741824>",
    "##contig=<ID=chr10,length=135534747,assembly=GRCh38>",  # the length is that of GRCh37
    "##contig=<ID=chr10,assembly=GRCh37>\n##bcftools_viewCommand=view hg38/calls.vcf",
    "##reference=GRCh37.fa\n##source=lifted from GRCh38",
    "##contig=<ID=chr10,assembly=b37>",
    "##contig=<ID=chr10,assembly=37>",
    "##contig=<ID=chr10,assembly=38.1>",  # a version of something
    "##liftOverChainFile=hg38ToHg19.over.chain",
    '##INFO=<ID=hg38_pos,Number=1,Type=Integer,Description="Position in GRCh38">',
    "##reference=file:///home/lab38/genome.fa",
    "##dbSNP_BUILD_ID=138",
    "##source=PLINKv1.90\n##contig=<ID=10,length=94781860>",
]


def check(lines: str) -> None:
    text = f"##fileformat=VCFv4.2\n{lines}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    check_build(parse_header(Path("calls.vcf"), f"{text}\tFORMAT\tS1\n"), "GRCh37")


@pytest.mark.parametrize("lines", REFUSED)
def test_a_header_of_another_build_is_refused(lines: str) -> None:
    with pytest.raises(InputError, match="calls.vcf was not called on GRCh37: .*lift the file"):
        check(lines)


@pytest.mark.parametrize("lines", READ)
def test_what_names_no_other_build_alone_is_read(lines: str) -> None:
    check(lines)


@pytest.mark.parametrize("source", ["", "##source=PLINKv1.90\n"])
def test_a_length_of_no_build_is_refused_with_a_way_out_that_helps(source: str) -> None:
    with pytest.raises(InputError, match="which no build has .* take the length out") as refused:
        check(f"{source}##contig=<ID=chr10,length=140000000>")
    assert "lift" not in str(refused.value)
