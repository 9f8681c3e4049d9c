"""Alleles, what each call set knows of them, and how often each group has them."""

import pyarrow as pa

from straits.tables.count_columns import LEAF_COUNTS
from straits.tables.table import FLAG, INT, LONG, REAL, TEXT, Table, schema

TABLES = (
    Table(
        "alleles",
        "allele over all call sets, in order of contig, pos, ref, alt",
        ("allele_index",),
        schema(
            allele_index=LONG,
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            variant_id=TEXT,
            variant_type=TEXT,
            region_class=TEXT,
            rsid=TEXT,
            rsid_source=TEXT,
        ),
    ),
    Table(
        "allele_counts",
        "contig and variant type that has alleles",
        ("contig", "variant_type"),
        schema(contig=TEXT, variant_type=TEXT, n_alleles=LONG, first_allele=LONG),
    ),
    Table(
        "rsids",
        "rsID and allele that has it, in order of both",
        ("number", "allele_index"),
        schema(number=LONG, allele_index=LONG),  # of rs334 the number is 334
    ),
    Table(
        "allele_states",
        "allele over all call sets, in the order of `alleles`; one file per call set",
        ("call_set_id", "allele_index"),
        schema(
            allele_index=LONG,
            variant_index=LONG,  # null where the call set has no record of the allele
            absence=TEXT,
            an_source=TEXT,
            filter=TEXT,
        ),
        partitions=("call_set_id",),
    ),
    Table(
        "frequencies",
        "leaf and allele over all call sets; one file per call set and group",
        ("call_set_id", "grouping", "group_id", "sex", "is_unrelated", "allele_index"),
        pa.schema(
            [
                pa.field("sex", TEXT, nullable=False),
                pa.field("is_unrelated", FLAG, nullable=False),
                pa.field("allele_index", LONG, nullable=False),
                # The last two are null where a panel does not say who has how many copies.
                *(
                    pa.field(count, INT, nullable=count in ("hom_alt", "haploid_alt"))
                    for count in LEAF_COUNTS
                ),
            ]
        ),
        partitions=("call_set_id", "grouping", "group_id"),
    ),
    Table(
        "censored_counts",
        "cell and allele whose AC is known only as a range, as in <5; `frequencies` has 0 there",
        ("call_set_id", "grouping", "group_id", "allele_index"),
        schema(
            call_set_id=TEXT,
            grouping=TEXT,
            group_id=TEXT,
            allele_index=LONG,
            n_called=INT,
            an=INT,
            ac_low=INT,  # the least that AC can be, and the most, both included
            ac_high=INT,
        ),
        may_be_missing=True,
    ),
    Table(
        "variants",
        "call set and normalised allele",
        ("call_set_id", "variant_index"),
        schema(
            variant_index=LONG,
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            rsid=TEXT,  # as the file's ID column has it
            filter=TEXT,
            quality=REAL,
            source_file=TEXT,
            source_pos=INT,
            source_ref=TEXT,
            source_alts=TEXT,
            alt_index=INT,  # 1-based among source_alts
        ),
        partitions=("call_set_id",),
    ),
    Table(
        "callable_regions",
        "call set and interval, both ends included",
        ("call_set_id", "contig", "start_pos"),
        schema(call_set_id=TEXT, contig=TEXT, start_pos=INT, end_pos=INT),
    ),
)
