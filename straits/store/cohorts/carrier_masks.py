"""Who carries an allele: masks per call set, from the genotypes of those who are counted."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import genome
from straits.cohorts import Carrier, GeneCarrier, sentence
from straits.errors import QueryError
from straits.genotypes.columns import genotype_columns, people_bits
from straits.genotypes.masks import bits
from straits.store.cohorts.cohort_sql import CarrierMasks

Run = Callable[[str, Mapping[str, object]], pl.DataFrame]

_ALLELES = """
select alleles.allele_index, alleles.region_class
from (select unnest($wanted::struct(contig text, pos integer, ref text, alt text)[]) as one)
inner join staging.alleles as alleles
    on one.contig = alleles.contig and one.pos = alleles.pos
        and one.ref = alleles.ref and one.alt = alleles.alt
"""
_ALLELES_OF_GENE = """
select distinct alleles.allele_index, alleles.region_class
from staging.allele_consequences as hits
inner join staging.alleles as alleles on hits.allele_index = alleles.allele_index
where (hits.gene_symbol = $gene or hits.gene_id = $gene)
    and list_contains($classes::text[], coalesce(hits.consequence_class, 'none'))
"""
_CALLS = """
select states.call_set_id, states.allele_index, states.an_source, genotypes.plane_1,
    genotypes.plane_2, genotypes.carriers, genotypes.missing, genotypes.missing_samples
from staging.allele_states as states
left join staging.genotypes as genotypes
    on states.call_set_id = genotypes.call_set_id
        and states.variant_index = genotypes.variant_index
where states.allele_index in (select unnest($alleles::bigint[]))
"""
_PLOIDY = "select call_set_id, region_class, ploidy, mask from staging.ploidy_masks"


def carrier_masks(run: Run, tree: Carrier | GeneCarrier) -> CarrierMasks:
    """Return, per call set, who meets a criterion on genotypes, and of whom that is unknown.

    Alleles that the release does not have are carried by nobody that it knows of.
    Raises QueryError if it has none of them.
    """
    if isinstance(tree, GeneCarrier):
        alleles = run(_ALLELES_OF_GENE, {"gene": tree.gene, "classes": list(tree.classes)})
        low, high = 1, 2
    else:
        alleles = run(_ALLELES, {"wanted": [_trimmed(variant) for variant in tree.variants]})
        low, high = tree.min_copies, tree.max_copies
    if alleles.is_empty():
        raise QueryError(
            f"The criterion “{sentence(tree)[:200]}” cannot be met: the release has no such "
            "allele. Search for it, and take it as the release writes it."
        )
    regions = dict(alleles.iter_rows())
    has_part = _who_has(run)
    found: dict[str, tuple[bytes, bytes]] = {}
    calls = run(_CALLS, {"alleles": list(regions)})
    for (call_set_id,), rows in calls.group_by("call_set_id", maintain_order=True):
        has = has_part.get(str(call_set_id))
        if has is None:
            continue  # an external panel, of which nobody is a person
        found[str(call_set_id)] = _masks((low, high), rows, regions, has)
    return found


def _trimmed(variant: str) -> dict[str, object]:
    contig, pos, ref, alt = genome.parse_variant_id(variant)
    pos, ref, alt = genome.trim(pos, ref, alt)
    return {"contig": contig, "pos": pos, "ref": ref, "alt": alt}


def _who_has(run: Run) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Return, per call set and region class, who has that part of the genome at all."""
    found: dict[str, dict[str, NDArray[np.bool_]]] = {}
    for call_set_id, region, _, mask in run(_PLOIDY, {}).iter_rows():
        one_ploidy = bits(mask, 8 * len(mask))
        regions = found.setdefault(call_set_id, {})
        regions[region] = one_ploidy | regions.get(region, np.zeros_like(one_ploidy))
    return found


def _masks(
    copies_wanted: tuple[int, int],
    rows: pl.DataFrame,
    regions: Mapping[int, str],
    has: Mapping[str, NDArray[np.bool_]],
) -> tuple[bytes, bytes]:
    low, high = copies_wanted
    is_met = np.zeros_like(has["autosome"])
    is_unclear = np.zeros_like(is_met)
    genotypes = genotype_columns(rows.to_arrow())
    named = rows.select("allele_index", "an_source").iter_rows()
    for row, (allele_index, an_source) in enumerate(named):
        people = people_bits(genotypes, np.array([row]), is_met.size)
        is_known = has[regions[allele_index]] & ~people.is_missing[0] & (an_source != "none")
        n_copies = people.n_copies[0]
        is_met |= is_known & (n_copies >= low) & (n_copies <= high)
        is_unclear |= ~is_known
    return np.packbits(is_met).tobytes(), np.packbits(is_unclear & ~is_met).tobytes()
