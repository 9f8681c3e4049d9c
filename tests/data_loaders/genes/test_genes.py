"""The bundled gene models against facts of Ensembl."""

import polars as pl
import pyarrow.parquet as pq
import pytest

from data_loaders.genes import gene_tables
from data_loaders.genes.gene_tables import GeneModels, read_genes
from straits import genome, tables


@pytest.fixture(scope="module")
def bundled() -> GeneModels:
    return read_genes(None, "GRCh38")


def transcript(models: GeneModels, symbol: str) -> dict[str, object]:
    """Return the canonical transcript of a gene."""
    gene = models.genes.row(by_predicate=pl.col("gene_symbol") == symbol, named=True)
    of_gene = models.transcripts.filter("is_canonical", gene_id=gene["gene_id"])
    return of_gene.row(0, named=True)


def exons(models: GeneModels, symbol: str) -> list[tuple[int, int, int]]:
    transcript_id = transcript(models, symbol)["transcript_id"]
    return (
        models.exons.filter(transcript_id=transcript_id)
        .select("exon_number", "start_pos", "end_pos")
        .rows()
    )


# From the pages of Ensembl and of NCBI Gene, not from the sources of the bundled files.
@pytest.mark.parametrize(
    ("symbol", "gene_id", "place", "strand", "transcript_id", "refseq_id", "n_exons", "cds"),
    [
        ("CYP2C19", "ENSG00000165841", "chr10:94762681-94855547", "+",
         "ENST00000371321.9", "NM_000769.4", 9, (94762706, 94852914)),
        ("HBB", "ENSG00000244734", "chr11:5225464-5229395", "-",
         "ENST00000335295.4", "NM_000518.5", 3, (5225598, 5227021)),
        # Other transcripts of TP53, VKORC1 and G6PD reach further than the canonical one.
        ("TP53", "ENSG00000141510", "chr17:7661779-7687538", "-",
         "ENST00000269305.9", "NM_000546.6", 11, (7669609, 7676594)),
        ("VKORC1", "ENSG00000167397", "chr16:31090842-31095980", "-",
         "ENST00000394975.3", "NM_024006.6", 3, (31091134, 31094729)),
        ("G6PD", "ENSG00000160211", "chrX:154517825-154547572", "-",
         "ENST00000393562.10", "NM_001360016.2", 13, (154532000, 154546155)),
        ("LCT", "ENSG00000115850", "chr2:135787850-135837184", "-",
         "ENST00000264162.7", "NM_002299.4", 17, (135788324, 135837169)),
    ],
)  # fmt: skip
def test_bundled_genes_are_where_ensembl_has_them(
    bundled: GeneModels,
    symbol: str,
    gene_id: str,
    place: str,
    strand: str,
    transcript_id: str,
    refseq_id: str,
    n_exons: int,
    cds: tuple[int, int],
) -> None:
    gene = bundled.genes.row(by_predicate=pl.col("gene_symbol") == symbol, named=True)
    canonical = transcript(bundled, symbol)
    assert gene["gene_id"] == gene_id
    assert f"{gene['contig']}:{gene['start_pos']}-{gene['end_pos']}" == place
    assert (gene["strand"], gene["biotype"]) == (strand, "protein_coding")
    assert (canonical["transcript_id"], canonical["refseq_id"]) == (transcript_id, refseq_id)
    assert canonical["is_mane_select"]
    assert len(exons(bundled, symbol)) == n_exons
    assert (canonical["cds_start_pos"], canonical["cds_end_pos"]) == cds


def test_exons_of_a_gene_on_the_minus_strand_are_numbered_from_the_right(
    bundled: GeneModels,
) -> None:
    assert exons(bundled, "HBB") == [
        (1, 5226930, 5227071),
        (2, 5226577, 5226799),
        (3, 5225464, 5225726),
    ]


@pytest.mark.parametrize(
    ("symbol", "pos", "exon_number"),
    [
        ("CYP2C19", 94781859, 5),  # *2, the splice defect in exon 5
        ("HBB", 5227002, 1),  # HbS, codon 7 counting the initiator
        ("HBB", 5226943, 1),  # HbE, codon 27
        ("SLCO1B1", 21178615, 6),  # *5, c.521 in exon 6
        ("ABCG2", 88131171, 5),  # Q141K in exon 5
        ("NUDT15", 48045719, 3),  # R139C in exon 3
        ("ALDH2", 111803962, 12),  # *2, E504K in exon 12
    ],
)
def test_known_variants_fall_into_the_exons_that_the_literature_names(
    bundled: GeneModels, symbol: str, pos: int, exon_number: int
) -> None:
    numbers = [number for number, start, end in exons(bundled, symbol) if start <= pos <= end]
    assert numbers == [exon_number]


def test_the_coding_length_of_nearly_all_genes_is_a_multiple_of_three(bundled: GeneModels) -> None:
    coding = bundled.exons.join(
        bundled.transcripts.select(
            "transcript_id", "is_mane_select", "cds_start_pos", "cds_end_pos"
        ),
        on="transcript_id",
    ).with_columns(
        length=(
            pl.min_horizontal("end_pos", "cds_end_pos")
            - pl.max_horizontal("start_pos", "cds_start_pos")
            + 1
        ).clip(0)
    )
    lengths = coding.filter("is_mane_select").group_by("transcript_id").agg(pl.col("length").sum())
    assert len(lengths) > 19_000
    assert lengths.filter(pl.col("length") % 3 != 0).height <= 2


def test_exons_start_and_end_where_their_transcript_does(bundled: GeneModels) -> None:
    spans = bundled.exons.group_by("transcript_id").agg(
        pl.col("start_pos").min(), pl.col("end_pos").max(), pl.len()
    )
    both = spans.join(bundled.transcripts, on="transcript_id", suffix="_transcript")
    assert len(both) == len(spans)
    assert both.filter(
        (pl.col("start_pos") != pl.col("start_pos_transcript"))
        | (pl.col("end_pos") != pl.col("end_pos_transcript"))
    ).is_empty()


def test_bundled_tables_have_the_columns_and_unique_keys_of_the_store(bundled: GeneModels) -> None:
    for name in ("genes", "gene_aliases", "transcripts", "exons"):
        frame, table = getattr(bundled, name), tables.TABLES[name]
        assert frame.columns == [c for c in table.schema.names if c != "n_alleles"]
        # A release copies the files of those that it adds nothing to.
        written = pq.read_schema(gene_tables.BUNDLED / f"{name}.parquet")
        assert list(written) == [field for field in table.schema if field.name != "n_alleles"]
        assert frame.select(table.key).is_duplicated().sum() == 0
    assert bundled.genes["gene_symbol"].is_unique().all()
    per_gene = bundled.transcripts.group_by("gene_id").agg(pl.col("is_canonical").sum())
    assert per_gene["is_canonical"].max() == 1


def test_bundled_genes_lie_within_their_contigs_in_order(bundled: GeneModels) -> None:
    places = [
        (genome.CONTIG_ORDER[contig], start, end)
        for contig, start, end in bundled.genes.select("contig", "start_pos", "end_pos").rows()
    ]
    assert places == sorted(places)
    lengths = [*genome.CONTIG_LENGTHS["GRCh38"].values()]
    assert all(1 <= start <= end <= lengths[order] for order, start, end in places)


def test_a_former_symbol_leads_to_its_gene(bundled: GeneModels) -> None:
    ids = bundled.gene_aliases.filter(alias="HER2")["gene_id"].to_list()
    assert ids == ["ENSG00000141736"]  # ERBB2


def test_there_are_no_bundled_models_of_grch37() -> None:
    models = read_genes(None, "GRCh37")
    assert [len(frame) for frame in (models.genes, models.transcripts, models.exons)] == [0, 0, 0]
    assert models.genes.schema == read_genes(None, "GRCh38").genes.schema
