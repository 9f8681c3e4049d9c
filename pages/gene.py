"""How do allele frequencies within a gene differ between A and B?"""

import streamlit as st

from straits import queries
from straits.ui.address import url_state
from straits.ui.figures import counts_files, range_table
from straits.ui.filters import filter_row
from straits.ui.frame import messages, page_frame, waiting
from straits.ui.gene import (
    gene_answer,
    gene_backdrop,
    gene_carriers,
    gene_domains,
    gene_explained,
    gene_figure,
    gene_index,
    gene_known,
    gene_opening,
    gene_pharmacogene,
    gene_view,
)
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "gene")

# Ask
asked = url_state.get("g")
if asked is None:
    gene_index.draw(visit.store)
    st.stop()
gene = queries.gene.gene(visit.store, asked)
if gene is None:
    resolution = queries.search.search(visit.store, asked)
    gene_view.unknown(resolution, queries.gene.gene_search(visit.store, resolution.text))
    st.stop()
transcripts = queries.gene.transcripts(visit.store, gene_id=gene.gene_id)
wishes = gene_view.heading(visit, gene, transcripts)
gene_pharmacogene.draw(visit, gene)
transcript = wishes.transcript
if gene.n_alleles == 0:
    near = queries.gene.nearest_genes_with_data(visit.store, gene_id=gene.gene_id, n_wanted=4)
    gene_view.empty(gene, near)
    st.stop()
settings = filter_row.row(visit, gene)
exons = None
if transcript:
    exons = queries.gene.exons(visit.store, transcript_id=transcript["transcript_id"])

# Answer
chosen, pair = settings.filters, (visit.a, visit.b)
with st.skeleton(height=gene_figure.HEIGHT):
    asked_for = (visit.store, gene, pair, chosen, wishes.outgroup)
    answer = waiting.answer(visit.store, "gene", gene_answer.answer, *asked_for)
if answer.per_group.is_empty():
    messages.nothing_compared(answer.totals)
    st.stop()

# Evidence
name, backdrop = gene_backdrop.backdrop(visit, gene, transcript, exons, wishes.is_shrunk)
summary = gene_opening.lines(visit, settings, answer)
gene_figure.chart_and_table(visit, settings, answer, summary, name, backdrop)
gene_explained.draw(visit, settings, answer)
gene_known.outside(visit, gene)
gene_domains.draw(visit, answer.per_group)
counts_files.links(visit, {"g": gene.gene_symbol}, chosen.sample_set)
range_table.draw(visit, settings.filters, answer.totals)
gene_carriers.draw(visit, gene, settings)
glossary.words(
    "af", "ac", "an", "interval", "difference", "difference_test", "q", "consequence",
    "established", "clinvar", "domain", "carriers", "carriers_of_any", "cumulative", "fst", "pbs",
    "linkage", "hom", "hemi", "batch", "unrelated", "counted_once", "filter",
    "callable", "absence", "uses",
)  # fmt: skip
