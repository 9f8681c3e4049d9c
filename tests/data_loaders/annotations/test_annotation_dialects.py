"""CSQ, ANN and BCSQ: which allele an entry is about, and what of it is kept."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from data_loaders.annotations.entries import SCHEMA
from data_loaders.call_sets.call_set_records import read_call_set
from data_loaders.vcf.header_text import read_header
from data_loaders.vcf.plan import Plan
from data_loaders.vcf.spool import Spool
from tests.builders import studies
from tests.builders.studies import record
from tests.oracles import bcftools as peer

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|Feature_type|Feature|HGVSc|HGVSp">'
)
NUMBERED = CSQ.replace("Allele|", "Allele|ALLELE_NUM|")
ANN = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | "
    "Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / "
    "CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">"
)
BCSQ = (
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Haplotype-aware consequence annotation from '
    "BCFtools/csq, see http://samtools.github.io/bcftools/howtos/csq-calling.html. Format: "
    'Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change">'
)


def read(folder: Path, header: str, records: list[studies.Record]) -> tuple[pl.DataFrame, dict]:
    """Return the annotations of the records' alleles, and what was left out of them."""
    text = studies.vcf_text(["S1"], records).replace("##contig", f"{header}\n##contig", 1)
    path = folder / "calls.vcf"
    path.write_text(text)
    return read_file(folder, path)


def read_file(folder: Path, path: Path, build: str = "GRCh38") -> tuple[pl.DataFrame, dict]:
    header = read_header(path)
    plan = Plan("wgs", (path,), build, header.samples, ("XX",) * len(header.samples))
    work = folder / f"spools of {path.name}"
    annotations = Spool(work / "annotations", SCHEMA)
    counts = read_call_set(plan, Spool(work / "alleles"), annotations, 1, lambda *_: None)
    frames = [pl.from_arrow(annotations.read(contig)) for contig in annotations.contigs()]
    left_out = {
        reason: n for (kind, reason), n in counts.drops.counts.items() if kind == "annotation"
    }
    return pl.concat(frames) if frames else pl.DataFrame(), left_out


def said(frame: pl.DataFrame, *columns: str) -> list[tuple]:
    return sorted(frame.select("pos", "ref", "alt", *columns).rows(), key=str)


@pytest.mark.parametrize(
    ("place", "spellings", "expected"),
    [
        # One alternate: VEP takes the first base off an insertion or a deletion.
        ("chr1 100 A G", "G", [(100, "A", "G", "G")]),
        ("chr1 100 CAT C", "-", [(100, "CAT", "C", "-")]),
        ("chr1 100 C CAT", "AT", [(100, "C", "CAT", "AT")]),
        # Several: all lose it, or none does where they do not begin alike.
        ("chr1 100 CA C,CAT", "-,AT", [(100, "CA", "C", "-"), (101, "A", "AT", "AT")]),
        ("chr1 100 CA C,GA", "C,GA", [(100, "C", "G", "GA"), (100, "CA", "C", "C")]),
        # * begins otherwise, and does not count.
        ("chr1 100 CA C,*", "-,*", [(100, "CA", "C", "-")]),
        # --minimal: each allele without what it shares with REF.
        ("chr1 100 CAT C,CAG", "-,G", [(100, "CAT", "C", "-"), (102, "T", "G", "G")]),
        # Some tools write ALT as it is, in whatever capitals.
        ("chr1 100 CAT C", "c", [(100, "CAT", "C", "c")]),
    ],
)
def test_vep_names_an_allele_by_its_own_rules(tmp_path, place, spellings, expected) -> None:
    entries = ",".join(
        f"{name}|missense_variant|GENE|Transcript|{name}||" for name in spellings.split(",")
    )
    calls = "0/1" if "," not in place else "1/2"
    rows, left_out = read(tmp_path, CSQ, [record(place, calls, info=f"CSQ={entries}")])
    assert said(rows, "transcript_id") == expected
    assert left_out == {}


def test_a_number_says_more_than_a_spelling(tmp_path: Path) -> None:
    # Decomposed after VEP: the record has one alternate, the entry the number of the other.
    entries = "-|2|missense_variant|GENE|Transcript|T2||,-|1|stop_gained|GENE|Transcript|T1||"
    lines = [record("chr1 100 CA C", "0/1", info=f"CSQ={entries}")]
    rows, left_out = read(tmp_path, NUMBERED, lines)
    assert said(rows, "terms") == [(100, "CA", "C", "stop_gained")]
    assert left_out == {"names_no_allele_of_its_record": 1}


def test_an_entry_about_an_allele_that_the_record_lacks_is_counted(tmp_path: Path) -> None:
    entries = "T|missense_variant|GENE|Transcript|T1||,G|stop_gained|GENE|Transcript|T1||"
    rows, left_out = read(tmp_path, CSQ, [record("chr1 100 A G", "0/1", info=f"CSQ={entries}")])
    assert said(rows, "terms") == [(100, "A", "G", "stop_gained")]
    assert left_out == {"names_no_allele_of_its_record": 1}


NAMELESS = {
    "CSQ": (CSQ.replace("Allele|", ""), "missense_variant|GENE|Transcript|T1||"),
    "ANN": (
        ANN.replace("Allele | ", ""),
        "missense_variant|HIGH|GENE|ENSG1|transcript|T1|protein_coding|2/9||||||||",
    ),
    "BCSQ": (
        BCSQ.replace("|strand|amino_acid_change|dna_change", ""),
        "missense|GENE|T1|protein_coding",
    ),
}


@pytest.mark.parametrize("key", NAMELESS)
def test_entries_without_allele_are_of_the_only_one_of_their_record(tmp_path, key) -> None:
    header, entry = NAMELESS[key]
    lines = [
        record("chr1 100 A G", "0/1", info=f"{key}={entry}"),
        record("chr1 200 A G,T", "1/2", info=f"{key}={entry},{entry}"),
        record("chr1 300 A G,*", "1/2", info=f"{key}={entry}"),
        record("chr1 400 A *", "0/1", info=f"{key}={entry}"),
    ]
    rows, left_out = read(tmp_path, header, lines)
    assert said(rows, "terms", "transcript_id") == [(100, "A", "G", "missense_variant", "T1")]
    assert left_out == {"names_none_of_several_alleles": 3}


@pytest.mark.parametrize("header", [CSQ, NAMELESS["CSQ"][0]])
def test_an_allele_that_is_written_twice_is_annotated_once(tmp_path, header) -> None:
    name = "G|" if header == CSQ else ""
    entry = f"{name}missense_variant|GENE|Transcript|T1||"
    lines = [record("chr1 100 A G,G", "1/2", info=f"CSQ={entry},{entry}")]
    rows, left_out = read(tmp_path, header, lines)
    assert said(rows, "terms") == [(100, "A", "G", "missense_variant")]
    assert left_out == {}


def test_bcsq_without_bases_still_tells_of_another_position(tmp_path) -> None:
    lines = [record("chr1 206 A G", "0|1", info="BCSQ=@205")]
    _, left_out = read(tmp_path, NAMELESS["BCSQ"][0], lines)
    assert left_out == {"told_with_another_allele": 1}


def test_what_is_not_about_a_transcript_is_left_out(tmp_path: Path) -> None:
    entries = "G|regulatory_region_variant||RegulatoryFeature|ENSR1||,G|intergenic_variant|||||"
    rows, left_out = read(tmp_path, CSQ, [record("chr1 100 A G", "0/1", info=f"CSQ={entries}")])
    assert (rows.height, left_out) == (0, {})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ENST1.2:c.681G>A|ENSP1.1:p.Pro227%3D", ("c.681G>A", "p.Pro227=")),
        ("ENST1.2:c.681G>A|ENSP1.1:p.Pro227Pro", ("c.681G>A", "p.Pro227=")),
        ("ENST1.2:c.68_69delAG|ENSP1.1:p.Glu23ValfsTer17", ("c.68_69del", "p.Glu23ValfsTer17")),
        ("ENST1.2:c.5_7delAGCinsTT|ENSP1.1:p.Gln2*", ("c.5_7delinsTT", "p.Gln2Ter")),
        # VEP 85 and before
        ("ENST1.2:c.405T>C|ENST1.2:c.405T>C(p.%3D)", ("c.405T>C", None)),
        ("|", (None, None)),
    ],
)
def test_hgvs_is_kept_in_one_spelling(tmp_path: Path, written: str, kept: tuple) -> None:
    entry = f"G|missense_variant|GENE|Transcript|ENST1|{written}"
    rows, _ = read(tmp_path, CSQ, [record("chr1 100 A G", "0/1", info=f"DP=9;CSQ={entry};DB")])
    assert rows.select("hgvs_c", "hgvs_p").row(0) == kept


def test_ann_names_an_allele_by_alt_and_an_intron_is_no_exon(tmp_path: Path) -> None:
    def entry(alt: str, terms: str, rank: str, feature: str = "transcript") -> str:
        tail = f"protein_coding|{rank}|c.1A>G|p.Met1Val|||12/490||"
        return f"{alt}|{terms}|HIGH|GENE|ENSG1|{feature}|ENST1.2|{tail}"

    entries = [
        entry("C", "frameshift_variant&splice_region_variant", "2/9"),
        entry("CAT", "intron_variant", "3/8"),
        entry("C", "sequence_feature", "2/9", "domain:PAS"),
    ]
    line = record("chr1 100 CA C,CAT", "1/2", info=f"ANN={','.join(entries)}")
    rows, left_out = read(tmp_path, ANN, [line])
    assert said(rows, "terms", "exon", "protein_pos", "gene_id") == [
        (100, "CA", "C", "frameshift_variant&splice_region_variant", "2/9", 12, "ENSG1"),
        (101, "A", "AT", "intron_variant", None, 12, "ENSG1"),
    ]
    assert left_out == {}


def test_a_record_without_csq_is_read_by_its_ann(tmp_path: Path) -> None:
    both = "CSQ=G|missense_variant|GENE|Transcript|T1||;ANN=G|stop_gained|HIGH|G|G|transcript|T1"
    lines = [
        record("chr1 100 A G", "0/1", info=both),
        record("chr1 200 A G", "0/1", info="ANN=G|stop_gained|HIGH|G|G|transcript|T1"),
        record("chr1 300 A G", "0/1"),
    ]
    rows, _ = read(tmp_path, f"{CSQ}\n{ANN}", lines)
    assert said(rows, "terms", "source") == [
        (100, "A", "G", "missense_variant", "VEP"),
        (200, "A", "G", "stop_gained", "SnpEff"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        CSQ.replace("ID=CSQ", "ID=vep"),  # gnomAD's name
        CSQ.replace("Format: Allele", "Format: DISTANCE|Allele"),
    ],
)
def test_name_and_columns_of_the_field_are_the_headers(tmp_path: Path, header: str) -> None:
    key = "vep" if "ID=vep" in header else "CSQ"
    before = "7|" if "DISTANCE" in header else ""
    info = f"{key}={before}G|missense_variant|GENE|Transcript|T1||"
    rows, _ = read(tmp_path, header, [record("chr1 100 A G", "0/1", info=info)])
    assert rows["terms"].to_list() == ["missense_variant"]


def test_bcsq_names_its_bases_or_holds_for_every_allele(tmp_path: Path) -> None:
    lines = [
        record("chr1 110 G A,T", "1/2", info="BCSQ=missense|TOY|T1|protein_coding|+|4A>4T|110G>A,"
               "stop_gained|TOY|T1|protein_coding|+|4A>4*|110G>T"),
        record("chr1 192 T C,G", "1/2", info="BCSQ=splice_donor&intron|TOY|T1|protein_coding"),
        record("chr1 205 A G", "0|1", info="BCSQ=*synonymous|TOY|T1|protein_coding|+|2K|"
               "205A>G+206A>G"),
        record("chr1 206 A G", "0|1", info="BCSQ=@205"),
    ]  # fmt: skip
    rows, left_out = read(tmp_path, BCSQ, lines)
    assert said(rows, "terms", "hgvs_p", "protein_pos") == [
        (110, "G", "A", "missense_variant", "p.Ala4Thr", 4),
        (110, "G", "T", "stop_gained", "p.Ala4Ter", 4),
        (192, "T", "C", "splice_donor_variant&intron_variant", None, None),
        (192, "T", "G", "splice_donor_variant&intron_variant", None, None),
        (205, "A", "G", "synonymous_variant", "p.Lys2=", 2),
    ]
    assert left_out == {"told_with_another_allele": 1}


def test_a_file_without_annotations_has_none(tmp_path: Path) -> None:
    rows, left_out = read(tmp_path, "##note=none", [record("chr1 100 A G", "0/1", info="CSQ=G|x")])
    assert (rows.height, left_out) == (0, {})


@pytest.fixture(scope="module")
def trio(shared_data: Path) -> Path:
    return shared_data / "small" / "scout_trio_csq_ann.vcf.gz"


@pytest.mark.usefixtures("bcftools")
def test_every_entry_of_a_real_trio_is_the_one_that_split_vep_gives(tmp_path, trio) -> None:
    columns = "%CHROM\t%POS\t%REF\t%ALT\t%Feature\t%Gene\t%SYMBOL\t%Consequence\t%IMPACT\t%EXON\n"
    text = peer.run("+split-vep", trio, "-d", "-A", "tab", "-f", columns).decode()
    expected = {
        (int(pos), ref, alt, *(None if value in (".", "") else value for value in rest))
        for contig, pos, ref, alt, *rest in (line.split("\t") for line in text.splitlines())
        if contig in {*map(str, range(1, 23)), "X", "Y", "MT"} and rest[0] not in (".", "")
    }
    rows, left_out = read_file(tmp_path, trio, "GRCh37")
    rows = rows.filter(pl.col("source") == "VEP v85")
    found = rows.select(
        "pos", "ref", "alt", "transcript_id", "gene_id", "gene_symbol", "terms", "impact", "exon"
    ).rows()
    # Records that are not trimmed are compared by what is left.
    written = {row for row in expected if row[:3] in {one[:3] for one in found}}
    assert len(written) > 0.95 * len(expected)
    assert written <= set(found)
    assert len(found) == len(expected)
    assert left_out == {}


@pytest.mark.usefixtures("bcftools")
def test_bcf_says_what_its_vcf_says(tmp_path: Path, trio: Path) -> None:
    plain = tmp_path / "trio.vcf.gz"
    shutil.copy(trio, plain)
    peer.run("view", "-Ob", "-o", tmp_path / "trio.bcf", plain)
    from_text, _ = read_file(tmp_path, plain, "GRCh37")
    from_binary, _ = read_file(tmp_path, tmp_path / "trio.bcf", "GRCh37")
    assert from_text.height > 4000
    assert from_binary.equals(from_text)
