"""Rows that are wrong on purpose, as every registry has some, each noted with its kind."""

import numpy as np
import polars as pl

from demo import populations
from demo.people import People
from demo.record_files import RecordFile
from demo.records import OTHER_CODES, OTHER_DRUGS

_EACH = 3
_DANISH = "denmark"

# Column names of what is spoiled: person, code, value, unit and date.
_COLUMNS = {
    ("denmark", "diagnoses"): ("cpr_pseudonym", "diagnosekode", "", "", "dato"),
    ("denmark", "laboratory"): ("cpr_pseudonym", "npu_kode", "resultat", "enhed", "proevedato"),
    ("denmark", "prescriptions"): ("cpr_pseudonym", "atc", "", "", "ekspeditionsdato"),
    ("denmark", "examinations"): ("cpr_pseudonym", "", "hoejde_cm", "", "dato"),
    ("singapore", "diagnoses"): ("subject_id", "icd10_code", "", "", "diagnosis_date"),
    ("singapore", "laboratory"): ("subject_id", "loinc_code", "value", "unit", "collected_on"),
    ("singapore", "prescriptions"): ("subject_id", "atc_code", "", "", "dispensed_on"),
    ("singapore", "examinations"): ("subject_id", "", "height_cm", "", "visit_date"),
}
_UNKNOWN_CODES = {
    ("denmark", "diagnoses"): "DZZ99X",
    ("denmark", "laboratory"): "NPU0000X",
    ("denmark", "prescriptions"): "X99XX99",
    ("singapore", "diagnoses"): "ZZ9.99",
    ("singapore", "laboratory"): "99999-9",
    ("singapore", "prescriptions"): "X99XX99",
}
_UNKNOWN_PEOPLE = {"denmark": "999999-X999", "singapore": "SGP99999"}
_UNREADABLE_DATES = {"denmark": "31-02-2015", "singapore": "2015-02-31"}
_UNREADABLE_VALUES = {
    "denmark": ("hæmolyseret", "<0,1"),
    "singapore": ("haemolysed", "<0.1"),
}
_NOT_ASKED_FOR = (
    *OTHER_CODES,
    *(f"D{code.replace('.', '')}" for code in OTHER_CODES),
    *OTHER_DRUGS,
)
_HBA1C = {"denmark": "NPU27300", "singapore": "4548-4"}
_CHOLESTEROL = {"denmark": "NPU01566", "singapore": "2093-3"}
_PROSTATE_CANCER = {"denmark": "DC619", "singapore": "C61"}


def plant_rows(
    seed: int, file: RecordFile, people: People, withdrawn: list[str]
) -> tuple[RecordFile, pl.DataFrame]:
    """Add wrong rows to a raw file and shuffle all rows.

    withdrawn
        Ids of people who are in no sheet any more; what registries have of them is wrong too.

    Returns the file and one row per wrong row: site, file, line (the header is line 1) and kind.
    """
    rng = populations.stream(seed, "planted", file.path)
    is_withdrawn = pl.col(_COLUMNS[file.site, file.kind][0]).is_in(withdrawn)
    right = file.rows.filter(~is_withdrawn)
    rows = pl.concat(
        [
            right.with_columns(kind=pl.lit(None, dtype=pl.String)),
            file.rows.filter(is_withdrawn).with_columns(kind=pl.lit("withdrawn_person")),
            *_spoiled(rng, file, right, people),
        ]
    )
    rows = rows[rng.permutation(rows.height)]
    listed = rows.with_row_index("line", offset=2).filter(pl.col("kind").is_not_null())
    planted = listed.select(
        pl.lit(file.site).alias("site"), pl.lit(file.path).alias("file"), "line", "kind"
    )
    return RecordFile(file.site, file.kind, file.path, file.separator, rows.drop("kind")), planted


def _spoiled(
    rng: np.random.Generator, file: RecordFile, right: pl.DataFrame, people: People
) -> list[pl.DataFrame]:
    site, key = file.site, (file.site, file.kind)
    person, code, value, unit, day = _COLUMNS[key]
    spoiled: list[pl.DataFrame] = []
    if code:
        # Nobody would notice what is wrong with a row that no phenotype asks for.
        right = right.filter(~pl.col(code).is_in(_NOT_ASKED_FOR))

    def spoil(kind: str, rows: pl.DataFrame, **texts: str | None) -> None:
        """Copy some rows with a field or two replaced; None leaves a field empty."""
        chosen = rows[rng.choice(rows.height, min(_EACH, rows.height), replace=False)]
        changed = [pl.lit(text, dtype=pl.String).alias(column) for column, text in texts.items()]
        spoiled.append(chosen.with_columns(*changed, kind=pl.lit(kind)))

    spoil("duplicate", right)
    spoil("unknown_person", right, **{person: _UNKNOWN_PEOPLE[site]})
    spoil("unreadable_date", right, **{day: _UNREADABLE_DATES[site]})
    if code:
        spoil("unknown_code", right, **{code: _UNKNOWN_CODES[key]})
    if file.kind == "examinations":
        spoil("impossible_value", right, **{value: "1,72" if site == _DANISH else "1.72"})
    if file.kind == "diagnoses":
        women = people.table.filter(
            (pl.col("sex") == "XX") & (pl.col("site") == site) & pl.col("is_female")
        )["person_id"]
        of_women = right.filter(pl.col(person).is_in(women.implode()))
        spoil("wrong_sex", of_women, **{code: _PROSTATE_CANCER[site]})
    if file.kind == "laboratory":
        hba1c = right.filter(pl.col(code) == _HBA1C[site])
        cholesterol = right.filter(pl.col(code) == _CHOLESTEROL[site])
        in_mmol = "mmol/mol"
        spoil("impossible_value", hba1c, **{value: "980", unit: in_mmol})
        minus = "-5,2" if site == _DANISH else "-200"
        spoil("impossible_value", cholesterol, **{value: minus})
        spoil("wrong_unit", cholesterol, **{unit: "U/L"})
        spoil("wrong_unit", hba1c, **{unit: "mmHg"})
        for text in _UNREADABLE_VALUES[site]:
            spoil("unreadable_value", right, **{value: text})
        spoil("missing_value", right, **{value: None})
        # Another value of the same analyte, of the same person on the same day.
        usual, other = ("mmol/L", "9,9") if site == _DANISH else ("mg/dL", "380")
        spoil("conflicting", cholesterol.filter(pl.col(unit) == usual), **{value: other})
    return spoiled
