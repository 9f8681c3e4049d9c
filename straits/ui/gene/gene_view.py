"""A gene: what and where it is, and what to do when it is unknown or empty."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.address import links, url_state
from straits.ui.frame import not_found, page_frame
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_index
from straits.ui.words import glossary
from straits.ui.words.markdown import escape


@dataclass(frozen=True)
class Wishes:
    """How a gene is to be shown: its transcript, whether introns are shrunk, and PBS's outgroup."""

    transcript: dict[str, Any] | None
    is_shrunk: bool
    outgroup: queries.groups.Population | None


def unknown(resolution: queries.search.Resolution, near: pl.DataFrame) -> None:
    """Draw why there is no such gene, what it is instead, and genes whose names begin alike."""
    not_found.draw(resolution, f"{resolution.text} is no gene, but it can be opened.")
    if not near.is_empty():
        st.markdown("Genes that begin alike:")
        gene_index.gene_links(near, "near")


def heading(visit: Visit, gene: queries.gene.Gene, transcripts: pl.DataFrame) -> Wishes:
    """Draw the gene's name, place and strand, links out, and how it is to be shown."""
    page_frame.name_tab(gene.gene_symbol, "gene")
    build = visit.store.study.build
    place = f"{gene.contig}:{gene.start_pos:,}-{gene.end_pos:,}"
    if gene.strand:
        place += f" ({gene.strand})"
    known = (gene.name, place, (gene.biotype or "").replace("_", " "), gene.gene_id)
    with st.container(key="heading", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape(gene.gene_symbol)}**", width="content")
        st.markdown(escape(" · ".join(filter(None, known))), width="content")
        st.page_link(links.ensembl_gene(build, gene.gene_id), label="Ensembl")
        st.page_link(links.gnomad_gene(build, gene.gene_id), label="gnomAD")
        glossary.opener("uses")
        if gene.n_alleles == 0:
            return Wishes(None, False, None)
        return Wishes(*pick_transcript(transcripts), pick_outgroup(visit))


def empty(gene: queries.gene.Gene, near: pl.DataFrame) -> None:
    """Draw that the study has no allele within the gene, and the nearest genes that have some."""
    st.info(f"The study has no variants in {escape(gene.gene_symbol)}.")
    if near.is_empty():
        st.markdown(f"No other gene of {escape(gene.contig)} has any either.")
        return
    st.markdown("The nearest genes with variants:")
    gene_index.gene_links(near, "near")


def pick_transcript(transcripts: pl.DataFrame) -> tuple[dict[str, Any] | None, bool]:
    """Return the transcript to draw, and whether its introns are shrunk.

    MANE Select, else the canonical one, unless asked otherwise; None where the gene models hold no
    transcript of the gene.
    """
    if transcripts.is_empty():
        return None, False
    rows = {row["transcript_id"]: row for row in transcripts.iter_rows(named=True)}
    chosen = next(iter(rows))
    if len(rows) > 1:
        chosen = url_state.choice(
            "Transcript", list(rows), "t", chosen, lambda key: transcript_name(rows[key]),
            width=300, label_visibility="collapsed",
        )  # fmt: skip
    return rows[chosen], url_state.switch("Shrink introns", "shrunk", False, width="content")


def pick_outgroup(visit: Visit) -> queries.groups.Population | None:
    """Draw the choice of the outgroup that A and B are seen from, for PBS; none by default."""
    offered = {
        group.population_id: group
        for group in queries.groups.selectable_populations(visit.store)
        if group.population_id not in (visit.a.population_id, visit.b.population_id)
    }
    with st.popover("Outgroup", type="tertiary"):
        chosen = url_state.choice(
            "Outgroup of A and B, for PBS", ["", *offered], "outgroup", "",
            lambda key: offered[key].long_label if key else "none",
            help=glossary.meaning("pbs"), width=320,
        )  # fmt: skip
    return offered.get(chosen)


def transcript_name(transcript: dict[str, Any]) -> str:
    """Return what a transcript is called: what chose it, its id and RefSeq's."""
    kind = "MANE Select" if transcript["is_mane_select"] else ""
    kind = kind or ("canonical" if transcript["is_canonical"] else "")
    names = (kind, transcript["transcript_id"], transcript["refseq_id"])
    return " ".join(str(name) for name in names if name)
