"""What the study is: its sites, call sets, groups and how many people are in them."""

import pyarrow as pa

from straits.tables.table import FLAG, INT, LONG, TEXT, Table, schema

TABLES = (
    Table(
        "study",
        "the study",
        (),
        schema(
            name=TEXT,
            description=TEXT,
            build=TEXT,
            profile=TEXT,
            is_synthetic=FLAG,
            release_id=TEXT,
            created_at=pa.timestamp("us"),
            straits_version=TEXT,
            relatedness=TEXT,  # "not known", or who was looked for, such as "parents only"
        ),
    ),
    Table(
        "sites",
        "site",
        ("site_id",),
        schema(site_id=TEXT, name=TEXT, country=TEXT, sort_order=INT),
    ),
    Table(
        "data_use",
        "site and term under which its data may be used",
        ("site_id", "term"),
        schema(
            site_id=TEXT,
            term=TEXT,  # short name of straits.duo_terms, such as HMB; empty for words alone
            words=TEXT,  # what the site says besides, the same in each of its rows; may be empty
        ),
        may_be_missing=True,
    ),
    Table(
        "call_sets",
        "call set",
        ("call_set_id",),
        schema(
            call_set_id=TEXT,
            site_id=TEXT,
            name=TEXT,
            assay=TEXT,
            caller=TEXT,
            genotype_rule=TEXT,
            is_left_aligned=FLAG,
            has_callable_regions=FLAG,
            is_aggregate_only=FLAG,
            sort_order=INT,
            n_samples=INT,  # columns of the files that are in the call set
            n_counted=INT,  # less the people who are counted in another call set
            n_records=LONG,
            n_alleles=LONG,
            n_calls=LONG,  # genotypes kept, hom-ref included
            n_missing_calls=LONG,
        ),
    ),
    Table(
        "groupings",
        "grouping",
        ("grouping",),
        schema(grouping=TEXT, label=TEXT, is_inferred=FLAG, parent=TEXT, sort_order=INT),
    ),
    Table(
        "groups",
        "grouping and group",
        ("grouping", "group_id"),
        schema(
            grouping=TEXT,
            group_id=TEXT,
            label=TEXT,
            colour=TEXT,
            shape=TEXT,
            parent_group=TEXT,
            sort_order=INT,
        ),
    ),
    Table(
        "group_max_exclusions",
        "grouping and group that GroupMax leaves out",
        ("grouping", "group_id"),
        schema(grouping=TEXT, group_id=TEXT),
        may_be_missing=True,
    ),
    Table(
        "panel_matches",
        "external panel and group of the study, with the panel's group of the same ancestry",
        ("call_set_id", "grouping", "group_id"),
        schema(
            call_set_id=TEXT,  # the panel's
            panel_grouping=TEXT,
            panel_group_id=TEXT,
            grouping=TEXT,
            group_id=TEXT,
        ),
    ),
    Table(
        "group_sizes",
        "call set, grouping, group and sex",
        ("call_set_id", "grouping", "group_id", "sex"),
        schema(
            call_set_id=TEXT,
            grouping=TEXT,
            group_id=TEXT,
            sex=TEXT,
            n_people=INT,
            n_unrelated=INT,
        ),
    ),
)
