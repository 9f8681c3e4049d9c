"""A variant: which one, what it is, and how its groups are to be shown."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from straits import cohorts, queries
from straits.ui.address import links, url_state
from straits.ui.cohorts import carriers_link
from straits.ui.filters import asked_settings, basis_switch, filter_row
from straits.ui.frame import not_found, page_frame
from straits.ui.frame.page_frame import Visit
from straits.ui.variant import variant_annotations
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape

_SOURCES = {"bundled": "the bundled table"}


@dataclass(frozen=True)
class Settings:
    """Whose relatives count, which grouping is drawn, and whether sexes stand apart."""

    sample_set: str
    grouping: str
    by_sex: bool


def ask() -> None:
    """Draw how to name a variant."""
    st.info(
        "Name a variant in the box at the top: contig, position and alleles such as "
        "chr10-94781859-G-A, or an rsID such as rs4244285."
    )


def unknown(visit: Visit, resolution: queries.search.Resolution) -> None:
    """Draw that the release has no such allele, and why."""
    not_found.draw(resolution, f"{resolution.text} is no variant, but it can be opened.")
    star_allele(visit, resolution)


def choose(visit: Visit, resolution: queries.search.Resolution) -> None:
    """Draw the alleles that one rsID stands for, or that a star allele needs."""
    n_alleles = numbers.plural(len(resolution.variant_ids), "allele")
    stands = resolution.reason or f"{resolution.text} stands for {n_alleles} here"
    st.markdown(f"{escape(stands)}:")
    for variant_id in resolution.variant_ids:
        with st.container(horizontal=True):
            links.link(escape(_name(visit, variant_id)), "variant", {"v": variant_id})
            if does := _does(visit, variant_id):
                st.markdown(escape(does), width="content")
    star_allele(visit, resolution)


def _name(visit: Visit, variant_id: str) -> str:
    """Return the rsID and place of an allele, or the place alone where it has no rsID."""
    variant = queries.allele.variant(visit.store, variant_id)
    place = findings.short(variant_id, 60)
    return f"{variant.rsid} · {place}" if variant and variant.rsid else place


def _does(visit: Visit, variant_id: str) -> str:
    """Return what an allele is predicted to do and known for; empty where nobody says so."""
    return variant_annotations.in_few_words(
        queries.allele.genes_hit(visit.store, variant_id),
        queries.allele.named_alleles(visit.store, variant_id),
        queries.allele.clinvar(visit.store, variant_id),
    )


def star_allele(visit: Visit, resolution: queries.search.Resolution) -> None:
    """Draw the link from a star allele to its share by group, and to what follows from it."""
    star = resolution.star
    if star and star[0] in queries.pharmacogenes.genes(visit.store)["gene_symbol"]:
        gene, allele = star
        label = f"{gene}{allele} by group, and the phenotypes of {gene}"
        links.link(escape(label), "pharmacogenes", {"g": gene, "allele": allele})


def heading(
    visit: Visit,
    variant: queries.allele.Variant,
    near: pl.DataFrame,
    hit: pl.DataFrame,
    known: pl.DataFrame,
    clinvar: pl.DataFrame,
) -> None:
    """Draw the allele's names and place, what it does, its genes, its neighbours, and links out.

    near, hit, known, clinvar
        As of queries.allele.neighbours, genes_hit, named_alleles and clinvar.
    """
    named = variant.rsid or findings.short(variant.variant_id)
    page_frame.name_tab(named, *gene_symbols(variant, hit)[:1])
    with st.container(key="heading", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape(named)}**", width="content")
        place = [findings.short(variant.variant_id, 60)] if variant.rsid else []
        facts = [*place, asked_settings.TYPES[variant.variant_type]]
        does = variant_annotations.in_few_words(hit, known, clinvar)
        facts += [does] if does else []
        if variant.rsid_source and variant.rsid_source != "vcf":
            facts.append(f"rsID from {_SOURCES.get(variant.rsid_source, variant.rsid_source)}")
        st.markdown(escape(" · ".join(facts)), width="content")
        glossary.opener("uses")
        for symbol in gene_symbols(variant, hit):
            links.link(f"Gene {escape(symbol)}", "gene", {"g": symbol})
        if visit.store.has_rows:
            carriers_link.draw(visit, cohorts.Carrier(variants=(variant.variant_id,)))
        _outside(visit.store.study.build, variant, clinvar)
        _neighbours(near)


def gene_symbols(variant: queries.allele.Variant, hit: pl.DataFrame) -> tuple[str, ...]:
    """Return the genes that hold an allele, then those that an annotator names, as before a gene.

    hit
        As of queries.allele.genes_hit.
    """
    named = hit.filter(pl.col("consequence").is_not_null())["gene_symbol"]
    symbols = (*(variant.gene_symbol or "").split(";"), *named)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))


def _neighbours(near: pl.DataFrame) -> None:
    before = near.filter(pl.col("distance") < 0).tail(1)
    after = near.filter(pl.col("distance") > 0).head(1)
    for label, rows in (("Previous", before), ("Next", after)):
        for row in rows.iter_rows(named=True):
            links.link(label, "variant", {"v": row["variant_id"]})


def settings(visit: Visit, groupings: dict[str, str]) -> Settings:
    """Draw the settings in one row and return what they say.

    groupings
        Label by id, in the order to offer them.
    """
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        grouping = url_state.choice(
            "Groups",
            list(groupings),
            "groups",
            visit.a.grouping if visit.a.grouping in groupings else next(iter(groupings)),
            lambda name: groupings[name],
            width=220,
        )
        basis_switch.pick(visit)
        sample_set = filter_row.sample_set(visit)
        by_sex = url_state.switch("Sexes apart", "sex", False)
    return Settings(sample_set, grouping, by_sex)


def _outside(build: str, variant: queries.allele.Variant, clinvar: pl.DataFrame) -> None:
    """Draw the links that lead somewhere: Ensembl, gnomAD, dbSNP and ClinVar."""
    pages = {
        "Ensembl": links.ensembl_variant(build, variant.contig, variant.pos),
        "gnomAD": links.gnomad_variant(build, variant.variant_id),
    }
    if variant.rsid:
        pages["dbSNP"] = links.dbsnp(variant.rsid.split(";")[0])
    record = clinvar["clinvar_id"][0] if clinvar.height else None
    pages["ClinVar"] = (
        links.clinvar_record(record)
        if record
        else links.clinvar_search(build, variant.contig, variant.pos)
    )
    for label, address in pages.items():
        st.page_link(address, label=label)
