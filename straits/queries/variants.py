"""Everything about one allele."""

from dataclasses import dataclass

import polars as pl

from straits.store import Store


@dataclass(frozen=True)
class Variant:
    """One allele of the release; gene_id and gene_symbol are None outside every gene."""

    allele_index: int
    variant_id: str
    contig: str
    pos: int
    ref: str
    alt: str
    variant_type: str
    region_class: str
    rsid: str | None
    rsid_source: str | None
    gene_id: str | None
    gene_symbol: str | None


def variant(store: Store, variant_id: str) -> Variant | None:
    """Return the allele of that id, in any usual spelling; None if the release has none."""
    raise NotImplementedError


def variant_frequencies(
    store: Store, variant_id: str, sample_set: str = "all", by_sex: bool = False
) -> pl.DataFrame:
    """Return one row per call set, grouping and group (and sex), absences included.

    Columns: population_id, call_set_id, call_set_name, site_id, site_name, grouping,
    grouping_label, is_inferred, group_id, label, long_label, colour, shape, sex ("all"; by_sex:
    "all", "XX", "XY", "unknown", those with people), n_people, n_called, ac, an, af, af_low,
    af_high, hom_alt, het, hemi, carriers_per_1000, filter, absence, an_source,
    state ("shown" or "withheld"). In the order of `populations`.
    """
    raise NotImplementedError


def variant_records(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per call set: what its files say of the allele, or why they are silent.

    Columns: call_set_id, call_set_name, site_name, assay, genotype_rule, absence, an_source,
    filter, quality, rsid, source_file, source_pos, source_ref, source_alts, alt_index (the last
    eight null where the call set has no record).
    """
    raise NotImplementedError


def neighbours(store: Store, variant_id: str, n: int = 5) -> pl.DataFrame:
    """Return the n alleles before and the n after in genome order, on the same contig.

    Columns: allele_index, variant_id, contig, pos, ref, alt, rsid, distance (pos less that of the
    allele; 0 for another allele of the position).
    """
    raise NotImplementedError
