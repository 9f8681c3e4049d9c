"""One consequence per allele, transcript and gene: its severity, its class, and who says so."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.annotations import locations, severity
from data_loaders.genes.gene_tables import GeneModels, empty_models
from data_loaders.reference import FOLDER
from straits import queries, tables
from tests.builders import studies
from tests.builders.studies import record

# Ensembl's table "Calculated variant consequences", from the most severe to the least
# (www.ensembl.org/info/genome/variation/prediction/predicted_data.html).
ENSEMBL = """
transcript_ablation splice_acceptor_variant splice_donor_variant stop_gained frameshift_variant
stop_lost start_lost transcript_amplification feature_elongation feature_truncation
inframe_insertion inframe_deletion missense_variant protein_altering_variant
splice_donor_5th_base_variant splice_region_variant splice_donor_region_variant
splice_polypyrimidine_tract_variant incomplete_terminal_codon_variant start_retained_variant
stop_retained_variant synonymous_variant coding_sequence_variant mature_miRNA_variant
5_prime_UTR_variant 3_prime_UTR_variant non_coding_transcript_exon_variant intron_variant
NMD_transcript_variant non_coding_transcript_variant coding_transcript_variant
upstream_gene_variant downstream_gene_variant TFBS_ablation TFBS_amplification
TF_binding_site_variant regulatory_region_ablation regulatory_region_amplification
regulatory_region_variant intergenic_variant sequence_variant
""".split()

VEP = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|MANE_SELECT|CANONICAL">'
)
SNPEFF = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | "
    "Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType'\">"
)


def judged(terms: str, biotype: str | None = None, impact: str | None = None) -> tuple:
    row = {"terms": [terms], "biotype": [biotype], "impact": [impact]}
    frame = pl.DataFrame(row, dict.fromkeys(row, pl.String))
    return severity.judge(frame).select("consequence", "consequence_class").row(0)


def test_the_order_is_ensembls() -> None:
    own = severity.terms().filter(pl.col("term") == pl.col("counts_as")).sort("severity")
    assert own["term"].to_list() == ENSEMBL
    assert own["severity"].to_list() == list(range(1, len(ENSEMBL) + 1))


def test_every_other_term_counts_as_one_of_ensembls() -> None:
    known = severity.terms()
    joined = known.join(known, left_on="counts_as", right_on="term", suffix="_of")
    assert joined.height == known.height
    for column in ("severity", "class", "impact"):
        assert (joined[column] == joined[f"{column}_of"]).all()


def test_the_classes_of_the_queries_are_those_of_the_table() -> None:
    classes = {*severity.terms()["class"], "none"}
    assert classes == set(queries.allele.CONSEQUENCE_CLASSES)


@pytest.mark.parametrize(
    ("terms", "biotype", "expected"),
    [
        ("splice_region_variant&missense_variant", None, ("missense_variant", "missense")),
        ("intron_variant&splice_region_variant", None, ("splice_region_variant", "splice_region")),
        ("stop_gained&frameshift_variant", "protein_coding", ("stop_gained", "lof")),
        # No protein is lost where none is made.
        ("splice_donor_variant&non_coding_transcript_variant", "lncRNA",
         ("splice_donor_variant", "non_coding")),
        ("stop_gained&NMD_transcript_variant", "nonsense_mediated_decay",
         ("stop_gained", "non_coding")),
        ("frameshift_variant", "IG_V_gene", ("frameshift_variant", "lof")),
        # Not loss of function, as gnomAD counts it.
        ("start_lost", "protein_coding", ("start_lost", "other_coding")),
        # SnpEff's own
        ("disruptive_inframe_deletion", None, ("inframe_deletion", "other_coding")),
        ("exon_loss_variant", "Coding", ("transcript_ablation", "lof")),
    ],
)  # fmt: skip
def test_the_most_severe_term_stands_for_all(terms: str, biotype: str, expected: tuple) -> None:
    assert judged(terms, biotype) == expected


def test_a_term_that_nobody_knows_is_kept_and_classed_by_its_impact() -> None:
    assert judged("new_term", None, "MODERATE") == ("new_term", "other_coding")
    assert judged("new_term", None, "MODIFIER") == ("new_term", "non_coding")


def ingested(folder: Path, **infos: tuple[str, str]) -> Path:
    """Ingest one allele, chr1 100 A>G, with a header line and an INFO for each call set."""
    for name, (header, info) in infos.items():
        text = studies.vcf_text([f"S_{name}"], [record("chr1 100 A G", "0/1", info=info)])
        text = text.replace("##contig", f"{header}\n##contig", 1)
        (folder / f"{name}.vcf").write_text(text)
        studies.write_sheet(folder / f"{name}.csv", [{"sample": f"S_{name}", "sex": "XX"}])
    sites = [
        {"id": name, "samples": {"file": f"{name}.csv", "id": "sample", "sex": "sex"},
         "call_sets": [{"files": f"{name}.vcf"}]}
        for name in infos
    ]  # fmt: skip
    study = {"name": "A test", "build": "GRCh38", "profile": "open", "sites": sites}
    studies.ingest(studies.write_study(folder, study), folder / "store")
    return folder / "store"


def vep(*entries: str) -> tuple[str, str]:
    return VEP, "CSQ=" + ",".join(entries)


def test_mane_select_speaks_for_the_gene_and_the_worst_is_told_beside_it(tmp_path: Path) -> None:
    store = ingested(
        tmp_path,
        dk=vep(
            "G|stop_gained|GENE|ENSG9|Transcript|T1|protein_coding||",
            "G|missense_variant|GENE|ENSG9|Transcript|T2|protein_coding|NM_1.1|YES",
            "G|upstream_gene_variant|OTHER|ENSG8|Transcript|T3|lncRNA||YES",
        ),
    )
    genes = studies.table(store, "allele_consequences")
    kept = ("gene_symbol", "consequence", "worst_consequence", "transcript_id", "n_transcripts")
    assert genes.select(kept).rows() == [
        ("OTHER", "upstream_gene_variant", "upstream_gene_variant", "T3", 1),
        ("GENE", "missense_variant", "stop_gained", "T2", 2),
    ]
    allele = studies.table(store, "allele_annotations").row(0, named=True)
    assert (allele["gene_symbol"], allele["consequence_class"]) == ("GENE", "missense")


def test_of_transcripts_none_of_which_is_mane_or_canonical_the_worst_hit_speaks(tmp_path) -> None:
    store = ingested(
        tmp_path,
        dk=vep(
            "G|intron_variant|GENE|ENSG9|Transcript|T1|protein_coding||",
            "G|stop_gained|GENE|ENSG9|Transcript|T2|protein_coding||",
        ),
    )
    assert studies.table(store, "allele_consequences")["consequence"].to_list() == ["stop_gained"]


def test_two_annotators_that_agree_make_one_row(tmp_path: Path) -> None:
    store = ingested(
        tmp_path,
        dk=vep("G|missense_variant&splice_region_variant|X|ENSG9|Transcript|T1|protein_coding||"),
        sg=(SNPEFF, "ANN=G|missense_variant|MODERATE|X|ENSG9|transcript|T1.4|protein_coding"),
    )
    row = studies.table(store, "consequences").row(0, named=True)
    assert (row["n_call_sets"], row["is_disputed"], row["source"]) == (2, False, "VEP")
    assert studies.table(store, "drop_counts").is_empty()


def test_two_annotators_that_differ_are_counted_and_the_more_severe_is_kept(tmp_path) -> None:
    store = ingested(
        tmp_path,
        dk=vep("G|intron_variant|X|ENSG9|Transcript|T1|protein_coding||"),
        sg=(SNPEFF, "ANN=G|missense_variant|MODERATE|X|ENSG9|transcript|T1|protein_coding"),
    )
    row = studies.table(store, "consequences").row(0, named=True)
    assert (row["consequence"], row["n_call_sets"], row["is_disputed"]) == (
        "missense_variant", 1, True,
    )  # fmt: skip
    drops = studies.table(store, "drop_counts").select("call_set_id", "kind", "reason", "is_noted")
    assert drops.rows() == [("dk", "annotation", "another_consequence_is_kept", True)]


def test_the_consequence_of_more_call_sets_is_kept(tmp_path: Path) -> None:
    intron = vep("G|intron_variant|X|ENSG9|Transcript|T1|protein_coding||")
    other = (SNPEFF, "ANN=G|missense_variant|MODERATE|X|ENSG9|transcript|T1|protein_coding")
    store = ingested(tmp_path, dk=intron, sg=other, se=intron)
    assert studies.table(store, "consequences")["consequence"].to_list() == ["intron_variant"]


def test_the_genes_of_the_models_lend_their_ids_and_their_mane_select(tmp_path: Path) -> None:
    # RefSeq's transcript of CYP2C19, as SnpEff names it with a RefSeq database.
    store = ingested(
        tmp_path,
        dk=(SNPEFF, "ANN=G|missense_variant|MODERATE|CYP2C19|CYP2C19|transcript|NM_000769.4|"
            "protein_coding"),
    )  # fmt: skip
    row = studies.table(store, "consequences").row(0, named=True)
    assert (row["gene_id"], row["is_mane_select"]) == ("ENSG00000165841", True)


def test_without_annotation_there_is_a_place_and_no_consequence(tmp_path: Path) -> None:
    # In the first exon of CYP2C19, coding, and 50 bases behind it.
    exons = pl.read_parquet(FOLDER / "genes" / "exons.parquet")
    exon = exons.filter(exon_number=1, transcript_id="ENST00000371321.9").row(0, named=True)
    lines = [
        record(f"chr10 {exon['end_pos'] - 5} A G", "0/1"),
        record(f"chr10 {exon['end_pos'] + 50} A G", "0/1"),
        record("chr10 1000 A G", "0/1"),
    ]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(["S1"], lines))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"S1": "XX"})
    studies.ingest(study, tmp_path / "store")
    rows = studies.table(tmp_path / "store", "allele_annotations").sort("allele_index")
    assert rows["location_class"].to_list() == ["intergenic", "cds", "intron"]
    assert rows["consequence"].to_list() == [None, None, None]
    assert rows["consequence_class"].to_list() == ["none", "none", "none"]
    assert studies.table(tmp_path / "store", "consequences").is_empty()


# exons 101-200, 301-400 and 501-600; CDS 151-550
MODELS = GeneModels(
    *(
        pl.DataFrame(rows, schema)
        for rows, schema in zip(
            (
                [{"gene_id": "G", "contig": "chr1", "start_pos": 91, "end_pos": 600}],
                [],
                [{"transcript_id": "T", "gene_id": "G", "is_canonical": True, "contig": "chr1",
                  "start_pos": 101, "end_pos": 600, "cds_start_pos": 151, "cds_end_pos": 550}],
                [{"transcript_id": "T", "exon_number": n, "start_pos": start, "end_pos": start + 99}
                 for n, start in ((1, 101), (2, 301), (3, 501))],
            ),
            (part.schema for part in (
                empty_models().genes, empty_models().gene_aliases, empty_models().transcripts,
                empty_models().exons)),
            strict=True,
        )
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "forward", "reverse"),
    [
        (80, "A", "G", "upstream", "downstream"),
        (95, "A", "G", "gene", "gene"),  # of the gene, before its transcript
        (150, "A", "G", "utr5", "utr3"),
        (151, "A", "G", "cds", "cds"),
        (200, "A", "G", "cds", "cds"),
        (201, "A", "G", "splice_region", "splice_region"),
        (208, "A", "G", "splice_region", "splice_region"),
        (209, "A", "G", "intron", "intron"),
        (292, "A", "G", "intron", "intron"),
        (293, "A", "G", "splice_region", "splice_region"),
        (551, "A", "G", "utr3", "utr5"),
        (601, "A", "G", "downstream", "upstream"),
        # A deletion lies where its bases do, not where the base before it does.
        (150, "AC", "A", "cds", "cds"),
        (196, "ACGTACGTACGT", "A", "cds", "cds"),
        (209, "ACG", "A", "intron", "intron"),
        (200, "A", "ACC", "cds", "cds"),
    ],
)
def test_an_allele_lies_where_the_bases_that_it_changes_lie(
    pos: int, ref: str, alt: str, forward: str, reverse: str
) -> None:
    allele = pl.DataFrame(
        {"allele_index": [7], "pos": [pos], "ref": [ref], "alt": [alt]},
        schema_overrides={"pos": pl.Int32},
    )
    found = []
    for strand in ("+", "-"):
        models = GeneModels(
            MODELS.genes.with_columns(strand=pl.lit(strand)),
            MODELS.gene_aliases,
            MODELS.transcripts.with_columns(strand=pl.lit(strand)),
            MODELS.exons,
        )
        rows = locations.locations(models, "chr1", allele)
        found.append(locations.CLASSES[rows["location"][0]])
    assert found == [forward, reverse]


def test_an_allele_far_from_every_gene_has_no_row() -> None:
    far = pl.DataFrame({"allele_index": [0], "pos": [9000], "ref": ["A"], "alt": ["G"]})
    assert locations.locations(MODELS, "chr1", far).is_empty()


def test_the_annotations_of_a_release_are_aligned_with_its_alleles(tmp_path: Path) -> None:
    store = ingested(tmp_path, dk=vep("G|intron_variant|X|ENSG9|Transcript|T1|protein_coding||"))
    alleles, said = (studies.table(store, name) for name in ("alleles", "allele_annotations"))
    assert said["allele_index"].equals(alleles["allele_index"])
    assert said.columns == tables.TABLES["allele_annotations"].schema.names
