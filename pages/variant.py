"""How common is this variant in each group?"""

import streamlit as st

from straits import queries
from straits.ui.address import url_state
from straits.ui.figures import counts_files
from straits.ui.frame import page_frame, waiting
from straits.ui.variant import (
    variant_annotations,
    variant_bases,
    variant_figure,
    variant_known,
    variant_ledger,
    variant_linked,
    variant_map,
    variant_phenotypes,
    variant_view,
    within_call_sets,
)
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "variant")

# Ask
asked = url_state.get("v")
if asked is None:
    variant_view.ask()
    st.stop()
resolution = queries.search.search(visit.store, asked)
if len(resolution.variant_ids) > 1:
    variant_view.choose(visit, resolution)
    st.stop()
variant_id = resolution.variant_id or next(iter(resolution.variant_ids), None)
variant = queries.allele.variant(visit.store, variant_id) if variant_id else None
if variant is None:
    variant_view.unknown(visit, resolution)
    st.stop()
near = queries.allele.neighbours(visit.store, variant.variant_id)
hit = queries.allele.genes_hit(visit.store, variant.variant_id)
named = queries.allele.named_alleles(visit.store, variant.variant_id)
clinvar = queries.allele.clinvar(visit.store, variant.variant_id)
variant_view.heading(visit, variant, near, hit, named, clinvar)
variant_view.star_allele(visit, resolution)
groups = (
    queries.groups.populations(visit.store)
    .select("grouping", "grouping_label")
    .unique(maintain_order=True)
)
settings = variant_view.settings(visit, dict(groups.iter_rows()))

# Answer
rows = waiting.answer(
    visit.store, "variant", queries.allele.variant_frequencies, visit.store, variant.variant_id,
    settings.sample_set, settings.by_sex, (visit.a, visit.b),
    queries.groups.beside(visit.store, settings.grouping),
)  # fmt: skip
rows = visit.worn(rows, *map(queries.groups.cells_of, (visit.a, visit.b)))
variant_figure.groups(visit, variant, settings, rows)

# Evidence
within_call_sets.draw(visit, variant, settings.sample_set)
variant_bases.draw(visit, variant, settings.sample_set)
consequences = queries.allele.consequences(visit.store, variant.variant_id)
variant_annotations.draw(consequences, hit)
symbols = variant_view.gene_symbols(variant, hit)
tabled, read = queries.allele.named_genes(visit.store), queries.allele.clinvar_sources(visit.store)
variant_known.draw(named, tabled, symbols, clinvar, read)
variant_phenotypes.draw(visit, variant)
variant_linked.draw(visit, variant, settings.sample_set)
variant_map.draw(visit, variant, settings, rows, near)
counts_files.links(visit, {"v": variant.variant_id}, settings.sample_set, settings.grouping)
variant_ledger.draw(variant, queries.allele.variant_records(visit.store, variant.variant_id))
glossary.words(
    "af", "ac", "an", "interval", "newcombe", "ratio", "odds_ratio", "difference_test", "power",
    "q", "omnibus", "carriers", "hom", "hemi", "hwe", "faf95", "batch", "consequence",
    "established", "clinvar", "linkage", "d_prime", "self_reported", "inferred",
    "ancestry_probability", "unrelated", "counted_once", "filter", "absence", "uses",
)  # fmt: skip
