"""What came in bundles from partners: who signed it, when it was counted, and how exact it is."""

import pyarrow as pa

from straits.tables.table import DATE, INT, LONG, REAL, TEXT, Table, schema

_TIME = pa.timestamp("us")

TABLES = (
    Table(
        "bundles",
        "bundle that was opened, or that took one away; one in force for each partner and study",
        ("bundle_id",),
        schema(
            bundle_id=TEXT,  # SHA-256 of its manifest
            partner_id=TEXT,
            partner_name=TEXT,
            study_id=TEXT,  # as the partner calls it, as is the release
            study_name=TEXT,
            partner_release=TEXT,
            lineage=TEXT,
            sequence=INT,  # within its lineage, from 1
            created_at=_TIME,
            valid_until=DATE,  # the last day on which anything of it is shown
            state=TEXT,  # in force, revoked, expired before it was read, or no longer there
            reason=TEXT,  # why it is not in force; of a revoked one in the partner's words
            signed_by=TEXT,  # name of the key
            fingerprint=TEXT,
            profile=TEXT,
            min_people=INT,
            min_alleles=INT,  # a count below it is a range, as is one that leaves fewer of AN
            list_names=TEXT,  # which alleles were listed, with ", " between them
            terms=TEXT,  # short names of straits.duo_terms, with ", " between them
            terms_text=TEXT,
            permit=TEXT,
            purpose=TEXT,
            n_withheld=LONG,  # cells that the partner holds and does not send
            source_file=TEXT,
        ),
        may_be_missing=True,
    ),
    Table(
        "bundle_groups",
        "group of a partner: of which bundle, and when it was counted",
        ("call_set_id", "grouping", "group_id"),
        schema(
            call_set_id=TEXT,
            grouping=TEXT,
            group_id=TEXT,
            bundle_id=TEXT,
            partner_grouping=TEXT,  # as the partner calls it
            definition=TEXT,
            counted_on=DATE,
        ),
        may_be_missing=True,
    ),
    Table(
        "partner_phenotypes",
        "partner's group, phenotype and category, or bin of values",
        ("site_id", "grouping", "group_id", "phenotype_id", "category", "bin_low"),
        schema(
            site_id=TEXT,
            grouping=TEXT,
            group_id=TEXT,
            phenotype_id=TEXT,
            label=TEXT,  # as the partner calls it, as are kind and unit
            kind=TEXT,
            unit=TEXT,
            category=TEXT,
            bin_low=REAL,  # included; bin_high is not
            bin_high=REAL,
            n_people=INT,  # null where the partner withholds it
            n_known=INT,  # people of the group with an answer
        ),
        may_be_missing=True,
    ),
)
