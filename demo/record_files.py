"""The records of each site in its own codes, units, words and number formats."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from demo import populations
from demo.people import People
from demo.records import ANALYTES, Records

# Until then Danish laboratories reported HbA1c as a percentage, under another code.
_HBA1C_IN_PERCENT_UNTIL = date(2010, 1, 1)
_OLD_HBA1C = "NPU03835"
# The share of Singapore's laboratory rows that are in SI units.
_IN_SI_UNITS = 0.05
_GRAMS = {"denmark": 12, "singapore": 10}


@dataclass(frozen=True)
class RecordFile:
    """One raw file: where it lies, how its fields are divided, and its rows as text."""

    site: str
    kind: str
    path: str
    separator: str
    rows: pl.DataFrame


def number(value: pl.Expr, decimals: int, point: str = ".") -> pl.Expr:
    """Write a number that is not negative with a fixed number of decimals.

    >>> pl.select(number(pl.lit(5.45), 1, ",")).item()
    '5,5'
    """
    ones = int(10**decimals)
    scaled = (value * ones + 0.5).floor().cast(pl.Int64)
    if decimals == 0:
        return scaled.cast(pl.String)
    whole = (scaled // ones).cast(pl.String)
    part = (scaled % ones).cast(pl.String).str.zfill(decimals)
    return whole + point + part


def describe_records(
    seed: int, people: People, records: Records
) -> tuple[list[RecordFile], pl.DataFrame]:
    """Return the raw files of both sites, and the true values of what they measure.

    The values are one row per site, person_id, date and phenotype, in the unit of the dictionary
    (urate in µmol/L, haemoglobin in g/L, alcohol in g/week), not rounded, with the `step` that the
    site rounded to.
    """
    keys = people.table.select("site", "person_id").with_row_index("person").cast({"person": int})
    measured = _with_units(seed, records.measurements.join(keys, on="person"))
    examined = records.examinations.join(keys, on="person", maintain_order="left")
    diagnosed = records.diagnoses.join(keys, on="person", maintain_order="left")
    prescribed = records.prescriptions.join(keys, on="person", maintain_order="left")
    rng = populations.stream(seed, "record files")
    dk, sg = pl.col("site") == "denmark", pl.col("site") == "singapore"
    n_dk, n_sg = diagnosed.filter(dk).height, diagnosed.filter(sg).height
    danish_type = pl.Series(rng.choice(["A", "B"], n_dk, p=[0.7, 0.3]))
    setting = pl.Series(rng.choice(["primary_care", "outpatient", "inpatient"], n_sg))
    danish_day = pl.col("date").dt.strftime("%d-%m-%Y")
    day = pl.col("date").dt.strftime("%Y-%m-%d")
    words = {"never": "aldrig", "former": "tidligere", "current": "dagligt"}
    n_packs = pl.Series(rng.integers(1, 4, prescribed.filter(dk).height)).cast(pl.String)
    n_days = pl.Series(rng.choice(["30", "60", "90"], prescribed.filter(sg).height))
    files = [
        _danish(
            "diagnoses",
            "diagnoser",
            diagnosed.filter(dk).select(
                cpr_pseudonym="person_id",
                # SKS adds a zero to a category that has no subdivision in Denmark.
                diagnosekode="D"
                + pl.col("code")
                .str.replace(".", "", literal=True)
                .replace({"C61": "C619", "I10": "I109"}),
                diagnosetype=danish_type,
                dato=danish_day,
            ),
        ),
        _danish("laboratory", "laboratorie", _danish_laboratory(measured.filter(dk), danish_day)),
        _danish(
            "prescriptions",
            "medicin",
            prescribed.filter(dk).select(
                cpr_pseudonym="person_id",
                atc="code",
                varenavn=pl.col("code").replace_strict(DRUG_NAMES),
                ekspeditionsdato=danish_day,
                antal_pakninger=n_packs,
            ),
        ),
        _danish(
            "examinations",
            "helbredsundersoegelse",
            examined.filter(dk).select(
                cpr_pseudonym="person_id",
                dato=danish_day,
                hoejde_cm=number(pl.col("height"), 1, ","),
                vaegt_kg=number(pl.col("weight"), 1, ","),
                blodtryk_sys=number(pl.col("systolic_bp"), 0),
                blodtryk_dia=number(pl.col("diastolic_bp"), 0),
                rygning=pl.col("smoking").replace_strict(words),
                genstande_uge=number(pl.col("alcohol") / _GRAMS["denmark"], 0),
            ),
        ),
        _english(
            "diagnoses",
            "diagnoses",
            diagnosed.filter(sg).select(
                subject_id="person_id", icd10_code="code", setting=setting, diagnosis_date=day
            ),
        ),
        _english("laboratory", "laboratory", _english_laboratory(measured.filter(sg), day)),
        _english(
            "prescriptions",
            "medications",
            prescribed.filter(sg).select(
                subject_id="person_id",
                atc_code="code",
                drug_name=pl.col("code").replace_strict(DRUG_NAMES),
                dispensed_on=day,
                days_supplied=n_days,
            ),
        ),
        _english(
            "examinations",
            "health_screening",
            examined.filter(sg).select(
                subject_id="person_id",
                visit_date=day,
                height_cm=number(pl.col("height"), 1),
                weight_kg=number(pl.col("weight"), 1),
                systolic_bp=number(pl.col("systolic_bp"), 0),
                diastolic_bp=number(pl.col("diastolic_bp"), 0),
                smoking="smoking",
                drinks_per_week=number(pl.col("alcohol") / _GRAMS["singapore"], 0),
            ),
        ),
    ]
    return files, pl.concat([_true_values(measured), _true_examinations(examined)])


def write_records(folder: Path, file: RecordFile) -> None:
    """Write a raw file; its rows are in the order of the frame, below one header line."""
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    file.rows.write_csv(path, separator=file.separator)


DRUG_NAMES = {
    "C10AA01": "simvastatin", "C10AA05": "atorvastatin", "C10AA07": "rosuvastatin",
    "A10BA02": "metformin", "A10AB05": "insulin aspart", "A10AE04": "insulin glargine",
    "C09AA05": "ramipril", "C09CA01": "losartan", "C08CA01": "amlodipine",
    "M04AA01": "allopurinol", "B01AA03": "warfarin", "B01AC04": "clopidogrel",
    "L04AX01": "azathioprine", "A02BC01": "omeprazole", "N02BE01": "paracetamol",
    "J01CA04": "amoxicillin",
}  # fmt: skip


def _danish(kind: str, name: str, rows: pl.DataFrame) -> RecordFile:
    return RecordFile("denmark", kind, f"denmark/fenotyper/{name}.csv", ";", rows)


def _english(kind: str, name: str, rows: pl.DataFrame) -> RecordFile:
    return RecordFile("singapore", kind, f"singapore/phenotypes/{name}.csv", ",", rows)


def _with_units(seed: int, measured: pl.DataFrame) -> pl.DataFrame:
    """Add in what unit each value is reported, and to what step in that of the dictionary."""
    rng = populations.stream(seed, "units")
    measured = measured.sort("person", "date", "analyte").join(
        ANALYTES, on="analyte", maintain_order="left"
    )
    in_si = pl.Series(rng.random(measured.height) < _IN_SI_UNITS)
    is_danish = pl.col("site") == "denmark"
    is_old = (
        is_danish
        & (pl.col("analyte") == "hba1c")
        & (pl.col("date") < pl.lit(_HBA1C_IN_PERCENT_UNTIL))
    )
    return measured.with_columns(
        is_si=pl.when(is_danish).then(~is_old).otherwise(in_si), is_old=is_old
    )


def _reported(point: str) -> pl.Expr:
    """Write each value in its unit; the decimals differ between analytes and systems of units."""
    converted = pl.col("value") * pl.col("factor") + pl.col("offset")
    value = pl.when(pl.col("is_si")).then(pl.col("value")).otherwise(converted)
    decimals = _decimals()
    text = number(value, 0, point)
    for places in (1, 2):
        text = pl.when(decimals == places).then(number(value, places, point)).otherwise(text)
    return text


def _decimals() -> pl.Expr:
    return (
        pl.when(pl.col("is_si"))
        .then(pl.col("danish_decimals"))
        .otherwise(pl.col("traditional_decimals"))
    )


def _unit() -> pl.Expr:
    return (
        pl.when(pl.col("is_si")).then(pl.col("danish_unit")).otherwise(pl.col("traditional_unit"))
    )


def _danish_laboratory(measured: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    return measured.select(
        cpr_pseudonym="person_id",
        npu_kode=pl.when(pl.col("is_old")).then(pl.lit(_OLD_HBA1C)).otherwise(pl.col("npu")),
        analyse="danish_name",
        resultat=_reported(","),
        enhed=_unit(),
        proevedato=day,
    )


def _english_laboratory(measured: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    return measured.select(
        subject_id="person_id",
        loinc_code="loinc",
        test_name="english_name",
        value=_reported("."),
        unit=_unit(),
        collected_on=day,
    )


def _true_values(measured: pl.DataFrame) -> pl.DataFrame:
    step = pl.lit(10.0).pow(-_decimals()) / pl.when("is_si").then(1.0).otherwise(pl.col("factor"))
    return measured.select(
        "site",
        "person_id",
        "date",
        phenotype="analyte",
        value=pl.col("value") * pl.col("harmonised_factor"),
        step=step * pl.col("harmonised_factor"),
    )


def _true_examinations(examined: pl.DataFrame) -> pl.DataFrame:
    steps = {"height": 0.1, "weight": 0.1, "systolic_bp": 1.0, "diastolic_bp": 1.0}
    grams = pl.col("site").replace_strict(_GRAMS, return_dtype=pl.Float64)
    return pl.concat(
        examined.select(
            "site",
            "person_id",
            "date",
            phenotype=pl.lit(name),
            value=pl.col(name),
            step=pl.lit(steps[name]) if name in steps else grams,
        )
        for name in (*steps, "alcohol")
    )
