"""What describes one person; only these tables lie in the rows folder, with the phenotypes."""

from straits.tables.table import BYTES, FLAG, INT, LIST, LONG, REAL, TEXT, Table, schema

TABLES = (
    Table(
        "samples",
        "call set and sample; besides these, one column per grouping with the group's id",
        ("call_set_id", "sample_index"),
        schema(
            call_set_id=TEXT,
            sample_index=INT,  # bit position in the planes of the call set
            sample_id=TEXT,
            person_id=TEXT,
            sex=TEXT,
            age=REAL,
            is_unrelated=FLAG,  # null where nobody says
            is_counted=FLAG,  # false where another call set of the person is preferred
        ),
        folder="rows",
    ),
    Table(
        "sample_groups",
        "call set, sample and grouping that has the sample in a group; everybody is in `everyone`",
        ("call_set_id", "sample_index", "grouping"),
        schema(call_set_id=TEXT, sample_index=INT, grouping=TEXT, group_id=TEXT),
        folder="rows",
    ),
    Table(
        "ploidy_masks",
        "call set, region class and ploidy",
        ("call_set_id", "region_class", "ploidy"),
        schema(call_set_id=TEXT, region_class=TEXT, ploidy=INT, mask=BYTES),
        folder="rows",
    ),
    Table(
        "genotypes",
        "call set and normalised allele, in the order of `variants`",
        ("call_set_id", "variant_index"),
        schema(
            variant_index=LONG,
            contig=TEXT,
            pos=INT,
            region_class=TEXT,
            is_phased=FLAG,
            plane_1=BYTES,
            plane_2=BYTES,
            carriers=LIST,  # sample_index * 4 + bits; 1 = plane 1, 2 = plane 2, 3 = both
            missing=BYTES,
            missing_samples=LIST,
            others=LIST,  # samples with any other non-reference allele of the source record
        ),
        folder="rows",
        partitions=("call_set_id",),
    ),
    Table(
        "set_aside_samples",
        "sample that is in a file or in the sheet but not in the call set, or a pair of relatives",
        ("call_set_id", "sample_id", "reason"),
        schema(call_set_id=TEXT, sample_id=TEXT, reason=TEXT),
        folder="rows",
    ),
)
