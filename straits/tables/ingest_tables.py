"""What was read, and what was left out."""

from straits.tables.table import FLAG, INT, LONG, TEXT, Table, schema

TABLES = (
    Table(
        "source_files",
        "file that was read",
        ("call_set_id", "source_file"),
        schema(
            call_set_id=TEXT,
            source_file=TEXT,
            n_bytes=LONG,
            n_records=LONG,
            n_alleles=LONG,
        ),
    ),
    Table(
        "drop_counts",
        "call set, kind of thing and reason",
        ("call_set_id", "kind", "reason"),
        # kind: sample, pair (of relatives), record, allele or call; "noted" are kept but worth
        # knowing.
        schema(call_set_id=TEXT, kind=TEXT, reason=TEXT, n_dropped=LONG, is_noted=FLAG),
    ),
    Table(
        "dropped_records",
        "record or allele that ingest left out",
        (),
        schema(
            call_set_id=TEXT,
            source_file=TEXT,
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            reason=TEXT,
            detail=TEXT,
        ),
    ),
)
