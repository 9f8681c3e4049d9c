"""What the alleles of a gene are drawn over: its transcript, and what was callable."""

from typing import Any

import polars as pl

from straits import queries
from straits.charts.gene import gene_model, ruler
from straits.charts.gene.gene_chart import Backdrop
from straits.genome import Region
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_view


def backdrop(
    visit: Visit,
    gene: queries.gene.Gene,
    transcript: dict[str, Any] | None,
    exons: pl.DataFrame | None,
    is_shrunk: bool,
) -> tuple[str, Backdrop]:
    """Return what the transcript is called, and what the alleles are drawn over."""
    extent = (gene.start_pos, gene.end_pos)
    name, parts = _transcript_parts(transcript, exons)
    along = ruler.to_scale(extent)
    if is_shrunk and exons is not None:
        along = ruler.introns_shrunk(exons, extent)
    ids = list(dict.fromkeys((*visit.a.call_set_ids, *visit.b.call_set_ids)))
    known = {
        row["call_set_id"]: (row["call_set_name"], row["has_callable_regions"])
        for row in queries.study.call_sets(visit.store).iter_rows(named=True)
    }
    regions = queries.gene.callable_regions(visit.store, ids, Region(gene.contig, *extent))
    call_sets = [(call_set_id, *known[call_set_id]) for call_set_id in ids if call_set_id in known]
    return name, Backdrop(parts, gene.strand, along, regions, call_sets)


def _transcript_parts(
    transcript: dict[str, Any] | None, exons: pl.DataFrame | None
) -> tuple[str, pl.DataFrame]:
    if transcript is None or exons is None:
        none = {"exon_number": pl.Int32, "start_pos": pl.Int64, "end_pos": pl.Int64}
        return "no transcript known", gene_model.exon_parts(pl.DataFrame(schema=none), None, None)
    coding = transcript["cds_start_pos"], transcript["cds_end_pos"]
    return gene_view.transcript_name(transcript), gene_model.exon_parts(exons, *coding)
