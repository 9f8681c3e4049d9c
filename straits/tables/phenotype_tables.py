"""Phenotypes: what a site said of whom, in one vocabulary."""

from straits.tables.table import DATE, FLAG, INT, LONG, REAL, TEXT, Table, schema

TABLES = (
    Table(
        "phenotype_dictionary",
        "phenotype",
        ("phenotype_id",),
        schema(
            phenotype_id=TEXT,
            label=TEXT,
            description=TEXT,
            kind=TEXT,  # continuous, binary, categorical or date
            domain=TEXT,
            unit=TEXT,
            lowest=REAL,  # in that unit; null where any value can be true
            highest=REAL,
            categories=TEXT,  # in order, with "; " between them, as are the codes
            icd10=TEXT,
            loinc=TEXT,
            npu=TEXT,
            atc=TEXT,
            omop=TEXT,
            hpo=TEXT,
            choice=TEXT,
            sex=TEXT,  # XX or XY where it is asked of one sex alone
            source=TEXT,
            is_core=FLAG,  # false where the study defines it
            sort_order=INT,
            n_sites=INT,
            n_people=INT,  # with a value, or with yes
            n_people_known=INT,  # the same and those with no
        ),
    ),
    Table(
        "phenotype_mappings",
        "site and phenotype",
        ("site_id", "phenotype_id"),
        schema(
            site_id=TEXT,
            phenotype_id=TEXT,
            source_tables=TEXT,
            code_systems=TEXT,
            codes=TEXT,
            excluded_codes=TEXT,
            original_units=TEXT,
            unit=TEXT,
            conversion=TEXT,
            choice=TEXT,
            looked_at=TEXT,
            assay=TEXT,
            ascertainment=TEXT,
            n_rows_read=LONG,
            n_rows_used=LONG,
            n_rows_set_aside=LONG,
            n_people=INT,
            n_people_known=INT,
            n_people_looked_at=INT,
        ),
    ),
    Table(
        "phenotype_sources",
        "site and source table; its rows are used, set aside, not asked for or not selected",
        ("site_id", "source_table"),
        schema(
            site_id=TEXT,
            source_table=TEXT,
            source_file=TEXT,
            code_system=TEXT,
            assay=TEXT,
            covers=TEXT,  # "listed", "everyone" or the table with those who were looked at
            n_rows=LONG,
            n_people=INT,
            n_rows_used=LONG,
            n_rows_set_aside=LONG,
            n_rows_not_asked_for=LONG,
            n_rows_not_selected=LONG,
        ),
    ),
    Table(
        "unasked_codes",
        "site, source table and code that no phenotype asks for",
        ("site_id", "source_table", "code"),
        schema(site_id=TEXT, source_table=TEXT, code=TEXT, n_rows=LONG, n_people=INT),
    ),
    Table(
        "set_aside_counts",
        "site, source table, phenotype and rule; no phenotype where a row got to none",
        ("site_id", "source_table", "phenotype_id", "rule"),
        schema(
            site_id=TEXT,
            source_table=TEXT,
            phenotype_id=TEXT,
            rule=TEXT,
            explanation=TEXT,
            is_error=FLAG,  # whether a strict ingest stops at it
            is_kept=FLAG,  # whether the rows are used all the same
            n_rows=LONG,
            n_people=INT,
        ),
    ),
    Table(
        "phenotypes",
        "site, phenotype and row of a source table that is used, with a code or value of it",
        ("site_id", "phenotype_id", "source_table", "source_line", "code", "original_value"),
        schema(
            site_id=TEXT,
            person_id=TEXT,
            phenotype_id=TEXT,
            measured_on=DATE,
            age_at=REAL,
            value=REAL,  # in the dictionary's unit
            category=TEXT,  # yes or no for a binary phenotype
            code=TEXT,
            original_value=TEXT,
            original_unit=TEXT,
            original_code=TEXT,
            source_table=TEXT,
            source_file=TEXT,
            source_line=LONG,
        ),
        folder="rows",
    ),
    Table(
        "phenotype_status",
        "site, person and phenotype that the site maps",
        ("site_id", "person_id", "phenotype_id"),
        schema(
            site_id=TEXT,
            person_id=TEXT,
            phenotype_id=TEXT,
            status=TEXT,  # yes, no, measured, unknown or not_applicable
            is_looked_at=FLAG,  # a prevalence is among these: others are known only if yes
            value=REAL,  # the one that counts, by the phenotype's choice
            category=TEXT,
            measured_on=DATE,
            age_at=REAL,
            n_readings=INT,  # rows that count
            n_unread=INT,  # rows that may say yes, or have a value, and cannot be read
        ),
        folder="rows",
    ),
    Table(
        "set_aside_rows",
        "row of a source table, phenotype and rule that it broke",
        (),
        schema(
            site_id=TEXT,
            source_table=TEXT,
            source_file=TEXT,
            source_line=LONG,
            phenotype_id=TEXT,
            person_id=TEXT,
            rule=TEXT,
            value=TEXT,  # the value, unit, code, date or id that broke it
            is_kept=FLAG,
        ),
        folder="rows",
    ),
)
