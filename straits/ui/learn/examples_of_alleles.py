"""Words about alleles and genes, each with live numbers of an allele that differs much."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from straits import queries
from straits.genome import Region
from straits.ui.explain import gene_offers, offers, pair_offers, people_offers, written_numbers
from straits.ui.explain.offers import Offer
from straits.ui.filters.asked_settings import CONSEQUENCES
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, numbers

Told = dict[str, str]
# Copies of a gene with some alleles that teach what a share is.
_FEWEST, _MOST = 0.01, 0.9
# Alleles that are looked at for one that teaches, and copies with and without it that are not few.
_LOOKED_AT, _FEW = 200, 20
_NONE_OR_ALL = re.compile(r"[01](\.0+)?|100(\.0+)? %|1,000")
# A gene on X that most studies have.
_ON_X = "G6PD"


@dataclass(frozen=True)
class Leading:
    """An allele that differs much between A and B, as rankings and its own page have it.

    ranked
        Those that differ most, this one among them.
    """

    row: Mapping[str, Any]
    variant: queries.allele.Variant
    family: queries.comparison.Family
    ranked: pl.DataFrame

    @property
    def name(self) -> str:
        """Return how it is called."""
        return findings.name(self.row)


def grouping(visit: Visit) -> str:
    """Return the grouping whose groups examples are of: that of A or B, as far as it is one.

    A cohort is of none; where both are cohorts it is the first one of the study.
    """
    listed = queries.groups.populations(visit.store)["grouping"].unique(maintain_order=True)
    named = [side.grouping for side in (visit.a, visit.b) if side.grouping in listed]
    return str([*named, *listed][0])


def leading(visit: Visit) -> Leading | None:
    """Return the first of those that differ most that teaches; None where none is compared.

    Some copies of A and of B have it and some have not, and its p can be written.
    """

    def ask() -> Leading | None:
        store, pair = visit.store, (visit.a, visit.b)
        filters = _filters(visit)
        family = queries.comparison.family_of_tests(store, *pair, filters)
        rows = queries.comparison.allele_differences(
            store, *pair, filters, limit=_LOOKED_AT, family=family
        )
        if rows.is_empty():
            return None
        some = (pl.col(f"ac_{side}").is_between(_FEW, pl.col(f"an_{side}") - _FEW) for side in "ab")
        teaching = rows.filter(pl.col("p") > queries.comparison.SMALLEST_P, *some)
        row = pl.concat([teaching, rows]).row(0, named=True)
        variant = queries.allele.variant(store, row["variant_id"])
        assert variant is not None
        return Leading(row, variant, family, rows)

    # What is kept may be None, which a cache does not tell from nothing.
    found = visit.store.derived.answer(("leading", *visit.scope), lambda: (ask(),))
    return found[0]


def of_allele(visit: Visit) -> Told:
    """Return the words of counts, frequencies and tests."""
    first = leading(visit)
    if first is None:
        return {}
    store, variant, row, named = visit.store, first.variant, first.row, first.name
    contrast = queries.allele.contrast(store, variant, visit.a, visit.b, visit.sample_set)
    counted = queries.allele.variant_frequencies(
        store, row["variant_id"], visit.sample_set, groupings=(grouping(visit),)
    )
    counted = counted.with_columns(row_label=counted["long_label"])
    genotypes = queries.allele.genotypes(counted, variant.region_class)
    pooled = queries.allele.pooled_groups(counted)
    left_out = queries.allele.outside_group_max(store, grouping(visit))
    omnibus = queries.allele.omnibus(pooled)
    told = _told(
        named,
        [
            *offers.of_groups(counted, genotypes),
            *pair_offers.of_contrast(contrast, visit.names),
            *pair_offers.of_ranked(row, first.family, visit.names),
            *pair_offers.of_grouping(pooled, omnibus, queries.allele.group_max(pooled, left_out)),
        ],
    )
    # A group in which some copies carry it and some do not, where there is one.
    is_some = (counted["ac"] > 0) & (counted["ac"] < counted["an"])
    called = counted.filter(counted["an"] > 0)
    shown: dict[str, Any] = pl.concat([counted.filter(is_some), called]).row(0, named=True)
    for term, count in (("ac", "ac"), ("an", "an"), ("hom", "hom_alt")):
        told[term] = f"{named}: {numbers.count(shown[count])} in {shown['long_label']}"
    told["difference"] = (
        f"{named}: {numbers.signed(contrast.difference)}, {visit.names[0]} less {visit.names[1]}"
    )
    both, called = row["ac_a"] + row["ac_b"], row["an_a"] + row["an_b"]
    told["pooled_af"] = (
        f"{named}: {numbers.count(both)} of {numbers.count(called)} copies of A and B together, "
        f"{numbers.frequency(both / called)}"
    )
    told["score"] = f"{named}: z is {row['z_score']:.1f}"
    if omnibus.p is not None:
        told["omnibus"] = f"{named}: p {numbers.p_value(omnibus.p)} over {pooled.height} groups"
    told["consequence"] = f"{named}: {(row['consequence'] or 'none known').replace('_', ' ')}"
    told["clinvar"] = f"{named}: {row['clinvar_class'] or 'not in the table that was read'}"
    return told


def of_linkage(visit: Visit) -> Told:
    """Return the words of what travels with the allele, and of people by its copies."""
    first = leading(visit)
    if first is None or not visit.store.has_rows:
        return {}
    pair = (visit.a, visit.b)
    _, _, rows = queries.allele.linked_in_pair(
        visit.store, first.variant, pair, visit.sample_set, 1
    )
    if rows.is_empty():
        return {}
    names = [findings.name(row) for row in rows.iter_rows(named=True)]
    told = _told(
        f"{first.name} and {names[0]}",
        people_offers.of_linked(rows.with_columns(name=pl.Series(names)), visit.names),
    )
    row = rows.row(0, named=True)
    for side, group in zip("ab", visit.names, strict=True):
        if row[f"n_called_{side}"]:
            n_people = numbers.plural(row[f"n_called_{side}"], "person", "people")
            told.setdefault("linked_people", f"{n_people} of {group}, at {names[0]}")
        if row[f"d_prime_{side}"] is not None:
            value = f"{row[f'd_prime_{side}']:+.2f} with {names[0]} in {group}"
            told.setdefault("d_prime", f"{first.name}: {value}")
        if row[f"both_{side}"] is not None:
            both = f"{numbers.count(row[f'both_{side}'])} chromosomes of {group} have both"
            told.setdefault("together", f"{first.name} and {names[0]}: {both}")
    return told


def of_gene(visit: Visit) -> Told:
    """Return the words of a gene: that of the allele that differs most."""
    first = leading(visit)
    symbol = (first.row["gene_symbol"] or "").split(";")[0] if first else ""
    gene = queries.gene.gene(visit.store, symbol) if symbol else None
    if gene is None:
        return {}
    store, pair, filters = visit.store, (visit.a, visit.b), _filters(visit)
    rows = queries.gene.gene_frequencies(store, gene.gene_id, pair, filters)
    classes = _classes(visit, rows)
    estimates = [
        queries.gene.cumulative(rows, side.population_id, classes) for side in (visit.a, visit.b)
    ]
    found = gene_offers.of_cumulative(estimates, visit.names)
    region = Region(gene.contig, gene.start_pos, gene.end_pos)
    within = replace(filters, gene_id=gene.gene_id)
    outgroup = next(
        (
            group
            for group in queries.groups.selectable_populations(store)
            if group.grouping == grouping(visit)
            and group.group_id not in (visit.a.group_id, visit.b.group_id)
        ),
        None,
    )
    if outgroup is not None:
        branch = queries.gene.branch(store, *pair, outgroup, within, region)
        a, b = visit.a.population_id, visit.b.population_id
        of_pair = queries.gene.gene_fst(rows, a, b, region)
        found += gene_offers.of_fst(of_pair, branch, visit.names)
    some = within if len(classes) != 1 else replace(within, consequence_classes=tuple(classes))
    which = f"{symbol}, {CONSEQUENCES[classes[0]]}" if len(classes) == 1 else symbol
    told = _told(which, found)
    told |= _of_structure(visit, symbol, within)
    if not store.has_rows:
        return told
    carriers = queries.gene.carriers_in_gene(store, gene.gene_id, [*pair], some)
    told |= _told(which, gene_offers.of_carriers(carriers))
    for row in carriers.filter(pl.col("n_part_called").is_not_null()).iter_rows(named=True):
        told["part_called"] = (
            f"{symbol}: {numbers.plural(row['n_part_called'], 'person', 'people')} of "
            f"{numbers.count(row['n_people'])} of {row['long_label']}"
        )
    return told


def _classes(visit: Visit, rows: pl.DataFrame) -> list[str]:
    """Return a predicted consequence that some copies of A have and some have not; else all."""
    classes = rows["consequence_class"].drop_nulls().unique(maintain_order=True).to_list()
    for name in classes:
        found = queries.gene.cumulative(rows, visit.a.population_id, [name])
        if found is not None and name in CONSEQUENCES and _FEWEST < found.frequency < _MOST:
            return [name]
    return classes


def of_known(visit: Visit) -> Told:
    """Return the words of what is known of alleles and of the protein, from any gene that tells."""
    told: Told = {}
    symbols = queries.pharmacogenes.genes(visit.store)["gene_symbol"].to_list()
    for symbol in symbols:
        gene = queries.gene.gene(visit.store, symbol)
        known = queries.allele.known_in_gene(visit.store, gene.gene_id) if gene else None
        if known is None:
            continue
        for row in known.drop_nulls(["named_alleles", "function"]).head(1).iter_rows(named=True):
            name = row["named_alleles"].split(", ")[0]
            told.setdefault("established", f"{symbol}{name}: {row['function']}")
        for row in known.drop_nulls("domains").head(1).iter_rows(named=True):
            told.setdefault("domain", f"{symbol}: {row['domains']}")
    if symbols:
        none = f"none is named by the files in {numbers.plural(len(symbols), 'gene')} looked at"
        told.setdefault("domain", none)
    return told


def _of_structure(visit: Visit, symbol: str, within: queries.allele.Filters) -> Told:
    found = queries.comparison.diversity(visit.store, (visit.a, visit.b), within)
    if found is None or not found.n_alleles:
        return {}
    group = visit.names[0]
    own = found.heterozygosity.filter(population=0).row(0, named=True)
    told = {
        "diversity": f"over {found.n_alleles} alleles of {symbol}, two copies of {group} differ at "
        f"a share of {numbers.frequency(own['heterozygosity'])}",
        "projection": f"{numbers.plural(found.n_projected, 'allele')} of {symbol} as "
        f"{found.size} copies of each group would show them",
    }
    once = found.spectra.filter(population=0, count=1)
    if once.height:
        told["spectrum"] = (
            f"of {found.size} copies of {group}, {once['n_alleles'][0]:.1f} alleles of {symbol} "
            "are expected to be there once"
        )
    return told


def of_x(visit: Visit) -> Told:
    """Return the word of people with one copy: of the commonest allele of a gene on X."""
    store, filters = visit.store, _filters(visit)
    gene = queries.gene.gene(store, _ON_X)
    if gene is None:
        return {}
    alleles = queries.gene.gene_frequencies(store, gene.gene_id, (visit.a, visit.b), filters)
    for name in alleles.filter(pl.col("ac") > 0).sort("ac", descending=True)["variant_id"][:5]:
        variant = queries.allele.variant(store, name)
        assert variant is not None
        rows = queries.allele.variant_frequencies(
            store, name, visit.sample_set, groupings=(grouping(visit),)
        )
        genotypes = queries.allele.genotypes(rows, variant.region_class)
        counted = rows.join(genotypes, on="population_id")
        for row in counted.filter(pl.col("hemi_alt") > 0).iter_rows(named=True):
            men = numbers.plural(row["hemi_alt"], "person", "people")
            return {"hemi": f"{variant.rsid or name}: {men} of {row['long_label']}"}
    return {}


def _filters(visit: Visit) -> queries.allele.Filters:
    return queries.allele.Filters(sample_set=visit.sample_set)


def _told(named: str, offered: list[Offer]) -> Told:
    """Return a figure of each term in words, the first that is neither none nor all.

    Of what is withheld nothing.
    """
    shown = [one for one in offered if one.explanation.given is not None]
    told: Told = {}
    for one in (*filter(_is_some, shown), *shown):
        if one.explanation.record.term not in told:
            told[one.explanation.record.term] = f"{named}. {written_numbers.words(one.explanation)}"
    return told


def _is_some(one: Offer) -> bool:
    """Tell whether a figure is written as neither none nor all: of those a reader learns least."""
    return not any(
        _NONE_OR_ALL.fullmatch(each) for each in written_numbers.results(one.explanation)
    )
