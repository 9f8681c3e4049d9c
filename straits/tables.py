"""What every Parquet table of a release holds: its grain, key, columns and place.

Counts are INT32, row numbers INT64; no type is used that another engine reads differently.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

SCHEMA_VERSION = 1

SEXES = ("XX", "XY", "unknown")
SAMPLE_SETS = ("all", "unrelated")
COUNTS = ("n_called", "ac", "an", "hom_alt", "het", "hemi")
ABSENCES = ("observed", "reference", "not_callable", "not_in_call_set")
AN_SOURCES = ("observed", "callable", "none")

# The grouping that every study has: one group with everybody in it.
EVERYONE = "everyone"


@dataclass(frozen=True)
class Table:
    """One table of a release.

    grain
        What one row is, as a phrase.
    key
        The columns that are unique together.
    folder
        "aggregates", or "rows" for what describes one person.
    partitions
        Columns that are not in the files but in the names of their folders, hive-style.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    schema: pa.Schema
    folder: str = "aggregates"
    partitions: tuple[str, ...] = ()

    def path(self, release: Path, partition: Mapping[str, str] | None = None) -> Path:
        """Return where the file of this table (of one partition of it) lies within a release."""
        if not self.partitions:
            return release / self.folder / f"{self.name}.parquet"
        values = partition or {}
        parts = [f"{column}={quote(values[column], safe='')}" for column in self.partitions]
        return release.joinpath(self.folder, self.name, *parts, "data.parquet")


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_TEXT, _INT, _LONG = pa.string(), pa.int32(), pa.int64()
_FLAG, _REAL, _BYTES, _LIST = pa.bool_(), pa.float64(), pa.binary(), pa.list_(pa.int32())


def count_column(count: str, sample_set: str = "all", sex: str | None = None) -> str:
    """Name a column of `frequencies`: ac, ac_unrelated, ac_xx, ac_xx_unrelated and so on.

    >>> count_column("ac"), count_column("an", "unrelated", "XY")
    ('ac', 'an_xy_unrelated')
    """
    parts = [count, *([sex.lower()] if sex else []), *([sample_set] if sample_set != "all" else [])]
    return "_".join(parts)


FREQUENCY_COLUMNS = tuple(
    count_column(count, sample_set, sex)
    for sample_set in SAMPLE_SETS
    for sex in (None, *SEXES)
    for count in COUNTS
)

TABLES = {
    table.name: table
    for table in (
        Table(
            "study",
            "the study",
            (),
            _schema(
                name=_TEXT,
                description=_TEXT,
                build=_TEXT,
                profile=_TEXT,
                is_synthetic=_FLAG,
                release_id=_TEXT,
                created_at=pa.timestamp("us"),
                straits_version=_TEXT,
                relatedness=_TEXT,  # "known" or "not known"
            ),
        ),
        Table(
            "sites",
            "site",
            ("site_id",),
            _schema(site_id=_TEXT, name=_TEXT, country=_TEXT, sort_order=_INT),
        ),
        Table(
            "call_sets",
            "call set",
            ("call_set_id",),
            _schema(
                call_set_id=_TEXT,
                site_id=_TEXT,
                name=_TEXT,
                assay=_TEXT,
                caller=_TEXT,
                genotype_rule=_TEXT,
                is_left_aligned=_FLAG,
                has_callable_regions=_FLAG,
                is_aggregate_only=_FLAG,
                sort_order=_INT,
                n_samples=_INT,  # columns of the files that are in the call set
                n_counted=_INT,  # less the people who are counted in another call set
                n_records=_LONG,
                n_alleles=_LONG,
                n_calls=_LONG,  # genotypes kept, hom-ref included
                n_missing_calls=_LONG,
            ),
        ),
        Table(
            "groupings",
            "grouping",
            ("grouping",),
            _schema(grouping=_TEXT, label=_TEXT, is_inferred=_FLAG, parent=_TEXT, sort_order=_INT),
        ),
        Table(
            "groups",
            "grouping and group",
            ("grouping", "group_id"),
            _schema(
                grouping=_TEXT,
                group_id=_TEXT,
                label=_TEXT,
                colour=_TEXT,
                shape=_TEXT,
                parent_group=_TEXT,
                sort_order=_INT,
            ),
        ),
        Table(
            "group_sizes",
            "call set, grouping, group and sex",
            ("call_set_id", "grouping", "group_id", "sex"),
            _schema(
                call_set_id=_TEXT,
                grouping=_TEXT,
                group_id=_TEXT,
                sex=_TEXT,
                n_people=_INT,
                n_unrelated=_INT,
            ),
        ),
        Table(
            "alleles",
            "allele over all call sets, in order of contig, pos, ref, alt",
            ("allele_index",),
            _schema(
                allele_index=_LONG,
                contig=_TEXT,
                pos=_INT,
                ref=_TEXT,
                alt=_TEXT,
                variant_id=_TEXT,
                variant_type=_TEXT,
                region_class=_TEXT,
                rsid=_TEXT,
                rsid_source=_TEXT,
            ),
        ),
        Table(
            "allele_states",
            "allele over all call sets, in the order of `alleles`; one file per call set",
            ("call_set_id", "allele_index"),
            _schema(
                allele_index=_LONG,
                variant_index=_LONG,  # null where the call set has no record of the allele
                absence=_TEXT,
                an_source=_TEXT,
                filter=_TEXT,
            ),
            partitions=("call_set_id",),
        ),
        Table(
            "frequencies",
            "allele over all call sets, in the order of `alleles`; one file per call set and group",
            ("call_set_id", "grouping", "group_id", "allele_index"),
            pa.schema([("allele_index", _LONG), *((column, _INT) for column in FREQUENCY_COLUMNS)]),
            partitions=("call_set_id", "grouping", "group_id"),
        ),
        Table(
            "variants",
            "call set and normalised allele",
            ("call_set_id", "variant_index"),
            _schema(
                variant_index=_LONG,
                contig=_TEXT,
                pos=_INT,
                ref=_TEXT,
                alt=_TEXT,
                rsid=_TEXT,  # as the file's ID column has it
                filter=_TEXT,
                quality=_REAL,
                source_file=_TEXT,
                source_pos=_INT,
                source_ref=_TEXT,
                source_alts=_TEXT,
                alt_index=_INT,  # 1-based among source_alts
            ),
            partitions=("call_set_id",),
        ),
        Table(
            "callable_regions",
            "call set and interval, both ends included",
            ("call_set_id", "contig", "start_pos"),
            _schema(call_set_id=_TEXT, contig=_TEXT, start_pos=_INT, end_pos=_INT),
        ),
        Table(
            "genes",
            "gene",
            ("gene_id",),
            _schema(
                gene_id=_TEXT,
                gene_symbol=_TEXT,
                name=_TEXT,
                biotype=_TEXT,
                contig=_TEXT,
                start_pos=_INT,
                end_pos=_INT,
                strand=_TEXT,
                n_alleles=_INT,  # alleles of this release within the gene
                source=_TEXT,
            ),
        ),
        Table(
            "gene_aliases",
            "alias and gene",
            ("alias", "gene_id"),
            _schema(alias=_TEXT, gene_id=_TEXT),
        ),
        Table(
            "transcripts",
            "transcript",
            ("transcript_id",),
            _schema(
                transcript_id=_TEXT,
                gene_id=_TEXT,
                refseq_id=_TEXT,
                is_canonical=_FLAG,
                is_mane_select=_FLAG,
                contig=_TEXT,
                start_pos=_INT,
                end_pos=_INT,
                strand=_TEXT,
                cds_start_pos=_INT,
                cds_end_pos=_INT,
            ),
        ),
        Table(
            "exons",
            "transcript and exon, numbered along the strand",
            ("transcript_id", "exon_number"),
            _schema(transcript_id=_TEXT, exon_number=_INT, start_pos=_INT, end_pos=_INT),
        ),
        Table(
            "source_files",
            "file that was read",
            ("call_set_id", "source_file"),
            _schema(
                call_set_id=_TEXT,
                source_file=_TEXT,
                n_bytes=_LONG,
                n_records=_LONG,
                n_alleles=_LONG,
            ),
        ),
        Table(
            "drop_counts",
            "call set, kind of thing and reason",
            ("call_set_id", "kind", "reason"),
            # kind: sample, record, allele or call; "noted" are kept but worth knowing.
            _schema(call_set_id=_TEXT, kind=_TEXT, reason=_TEXT, n_dropped=_LONG, is_noted=_FLAG),
        ),
        Table(
            "dropped_records",
            "record or allele that ingest left out",
            (),
            _schema(
                call_set_id=_TEXT,
                source_file=_TEXT,
                contig=_TEXT,
                pos=_INT,
                ref=_TEXT,
                alt=_TEXT,
                reason=_TEXT,
                detail=_TEXT,
            ),
        ),
        Table(
            "samples",
            "call set and sample; besides these, one column per grouping with the group's id",
            ("call_set_id", "sample_index"),
            _schema(
                call_set_id=_TEXT,
                sample_index=_INT,  # bit position in the planes of the call set
                sample_id=_TEXT,
                person_id=_TEXT,
                sex=_TEXT,
                age=_REAL,
                is_unrelated=_FLAG,  # null where nobody says
                is_counted=_FLAG,  # false where another call set of the person is preferred
            ),
            folder="rows",
        ),
        Table(
            "ploidy_masks",
            "call set, region class and ploidy",
            ("call_set_id", "region_class", "ploidy"),
            _schema(call_set_id=_TEXT, region_class=_TEXT, ploidy=_INT, mask=_BYTES),
            folder="rows",
        ),
        Table(
            "genotypes",
            "call set and normalised allele, in the order of `variants`",
            ("call_set_id", "variant_index"),
            _schema(
                variant_index=_LONG,
                contig=_TEXT,
                pos=_INT,
                region_class=_TEXT,
                is_phased=_FLAG,
                plane_1=_BYTES,
                plane_2=_BYTES,
                carriers=_LIST,  # sample_index * 4 + bits; 1 = plane 1, 2 = plane 2, 3 = both
                missing=_BYTES,
                missing_samples=_LIST,
                others=_LIST,  # samples with any other non-reference allele of the source record
            ),
            folder="rows",
            partitions=("call_set_id",),
        ),
        Table(
            "set_aside_samples",
            "sample that is in a file or in the sheet but not in the call set",
            ("call_set_id", "sample_id", "reason"),
            _schema(call_set_id=_TEXT, sample_id=_TEXT, reason=_TEXT),
            folder="rows",
        ),
    )
}

# What a study with phenotypes has besides.
PHENOTYPE_TABLES = {
    table.name: table
    for table in (
        Table(
            "phenotype_dictionary",
            "phenotype",
            ("phenotype_id",),
            _schema(
                phenotype_id=_TEXT,
                label=_TEXT,
                description=_TEXT,
                kind=_TEXT,  # continuous, binary, categorical or date
                domain=_TEXT,
                unit=_TEXT,
                lowest=_REAL,  # in that unit; null where any value can be true
                highest=_REAL,
                categories=_TEXT,  # in order, with "; " between them, as are the codes
                icd10=_TEXT,
                loinc=_TEXT,
                npu=_TEXT,
                atc=_TEXT,
                omop=_TEXT,
                hpo=_TEXT,
                choice=_TEXT,
                sex=_TEXT,  # XX or XY where it is asked of one sex alone
                source=_TEXT,
                is_core=_FLAG,  # false where the study defines it
                sort_order=_INT,
                n_sites=_INT,
                n_people=_INT,  # with a value, or with yes
                n_people_known=_INT,  # the same and those with no
            ),
        ),
        Table(
            "phenotype_mappings",
            "site and phenotype",
            ("site_id", "phenotype_id"),
            _schema(
                site_id=_TEXT,
                phenotype_id=_TEXT,
                source_tables=_TEXT,
                code_systems=_TEXT,
                codes=_TEXT,
                excluded_codes=_TEXT,
                original_units=_TEXT,
                unit=_TEXT,
                conversion=_TEXT,
                choice=_TEXT,
                looked_at=_TEXT,
                assay=_TEXT,
                ascertainment=_TEXT,
                n_rows_read=_LONG,
                n_rows_used=_LONG,
                n_rows_set_aside=_LONG,
                n_people=_INT,
                n_people_known=_INT,
                n_people_looked_at=_INT,
            ),
        ),
        Table(
            "phenotype_sources",
            "site and source table; its rows are used, set aside, not asked for or not selected",
            ("site_id", "source_table"),
            _schema(
                site_id=_TEXT,
                source_table=_TEXT,
                source_file=_TEXT,
                code_system=_TEXT,
                assay=_TEXT,
                covers=_TEXT,  # "listed", "everyone" or the table with those who were looked at
                n_rows=_LONG,
                n_people=_INT,
                n_rows_used=_LONG,
                n_rows_set_aside=_LONG,
                n_rows_not_asked_for=_LONG,
                n_rows_not_selected=_LONG,
            ),
        ),
        Table(
            "unasked_codes",
            "site, source table and code that no phenotype asks for",
            ("site_id", "source_table", "code"),
            _schema(site_id=_TEXT, source_table=_TEXT, code=_TEXT, n_rows=_LONG, n_people=_INT),
        ),
        Table(
            "set_aside_counts",
            "site, source table, phenotype and rule; no phenotype where a row got to none",
            ("site_id", "source_table", "phenotype_id", "rule"),
            _schema(
                site_id=_TEXT,
                source_table=_TEXT,
                phenotype_id=_TEXT,
                rule=_TEXT,
                explanation=_TEXT,
                is_error=_FLAG,  # whether a strict ingest stops at it
                is_kept=_FLAG,  # whether the rows are used all the same
                n_rows=_LONG,
                n_people=_INT,
            ),
        ),
        Table(
            "phenotypes",
            "site, phenotype and row of a source table that is used",
            ("site_id", "phenotype_id", "source_table", "source_line"),
            _schema(
                site_id=_TEXT,
                person_id=_TEXT,
                phenotype_id=_TEXT,
                measured_on=pa.date32(),
                age_at=_REAL,
                value=_REAL,  # in the dictionary's unit
                category=_TEXT,  # yes or no for a binary phenotype
                code=_TEXT,
                original_value=_TEXT,
                original_unit=_TEXT,
                original_code=_TEXT,
                source_table=_TEXT,
                source_file=_TEXT,
                source_line=_LONG,
            ),
            folder="rows",
        ),
        Table(
            "phenotype_status",
            "site, person and phenotype that the site maps",
            ("site_id", "person_id", "phenotype_id"),
            _schema(
                site_id=_TEXT,
                person_id=_TEXT,
                phenotype_id=_TEXT,
                status=_TEXT,  # yes, no, measured, unknown or not_applicable
                is_looked_at=_FLAG,  # a prevalence is among these: others are known only if yes
                value=_REAL,  # the one that counts, by the phenotype's choice
                category=_TEXT,
                measured_on=pa.date32(),
                age_at=_REAL,
                n_readings=_INT,
            ),
            folder="rows",
        ),
        Table(
            "set_aside_rows",
            "row of a source table, phenotype and rule that it broke",
            (),
            _schema(
                site_id=_TEXT,
                source_table=_TEXT,
                source_file=_TEXT,
                source_line=_LONG,
                phenotype_id=_TEXT,
                person_id=_TEXT,
                rule=_TEXT,
                value=_TEXT,  # the value, unit, code, date or id that broke it
                is_kept=_FLAG,
            ),
            folder="rows",
        ),
    )
}
