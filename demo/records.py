"""What registries and laboratories would have of each person, before any site writes it its way."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import populations
from demo.people import People
from demo.populations import SITES

ANALYTES = pl.read_csv(Path(__file__).parent / "analytes.tsv", separator="\t", glob=False)

FIRST_DAY = {"denmark": date(2004, 1, 1), "singapore": date(2010, 1, 1)}
LAST_DAY = date(2023, 12, 31)
_STATIN_EFFECT = 0.68
# The share of visits at which a person was examined; an analyte was measured at as many.
_EXAMINED = 0.55

# ICD-10 codes of each disease, and others that no phenotype asks for.
DISEASE_CODES = {
    "type_2_diabetes": ("E11.0", "E11.2", "E11.3", "E11.4", "E11.9"),
    "hypercholesterolaemia": ("E78.0",),
    "hypertension": ("I10",),
    "ischaemic_heart_disease": ("I20.0", "I20.9", "I21.0", "I21.4", "I21.9", "I25.1", "I25.9"),
    "gout": ("M10.0", "M10.9"),
    "venous_thromboembolism": ("I26.9", "I80.1", "I80.2", "I82.9"),
    "haemochromatosis": ("E83.1",),
    "thalassaemia": ("D56.0", "D56.1", "D56.3", "D56.9"),
    "g6pd_deficiency": ("D55.0",),
    "asthma": ("J45.0", "J45.9"),
    "breast_cancer": ("C50.1", "C50.4", "C50.9"),
    "prostate_cancer": ("C61",),
}
OTHER_CODES = ("J06.9", "M54.5", "Z00.0", "K21.9", "S52.5")
DRUG_CODES = {
    "statin": ("C10AA01", "C10AA05", "C10AA07"),
    "metformin": ("A10BA02",),
    "insulin": ("A10AB05", "A10AE04"),
    "ace_inhibitor_or_arb": ("C09AA05", "C09CA01"),
    "amlodipine": ("C08CA01",),
    "allopurinol": ("M04AA01",),
    "warfarin": ("B01AA03",),
    "clopidogrel": ("B01AC04",),
    "azathioprine": ("L04AX01",),
    "omeprazole": ("A02BC01",),
}
OTHER_DRUGS = ("N02BE01", "J01CA04")


@dataclass(frozen=True)
class Records:
    """Everything on record, in SI units, of both sites; `person` is a row of `People.table`.

    measurements
        person, date, analyte, value: one row per analyte measured at a visit.
    examinations
        person, date, height (cm), weight (kg), systolic_bp, diastolic_bp, smoking (never, former,
        current), alcohol (g/week).
    diagnoses
        person, date, disease (null where no phenotype asks for the code), code (ICD-10).
    prescriptions
        person, date, drug (null where no phenotype asks for the code), code (ATC).
    """

    measurements: pl.DataFrame
    examinations: pl.DataFrame
    diagnoses: pl.DataFrame
    prescriptions: pl.DataFrame


def keep_records(seed: int, people: People, traits: dict[str, NDArray[np.float64]]) -> Records:
    """Send people to doctors over the years and note what was found."""
    rng = populations.stream(seed, "records")
    first = _first_days(people)
    last = LAST_DAY.toordinal()
    statin_from = np.where(traits["statin"] > 0, rng.integers(first, last), last + 1)
    person = np.repeat(np.arange(len(first)), rng.integers(1, 7, len(first)))
    day = rng.integers(first[person], last)
    # One visit a day: whoever came twice came once.
    visits = np.unique(np.stack([person, day], axis=1), axis=0)
    person, day = visits[:, 0], visits[:, 1]
    values = _at_visits(rng, traits, person, day >= statin_from[person])
    measurements = []
    for analyte in ANALYTES["analyte"]:
        measured = np.flatnonzero(rng.random(len(person)) < _EXAMINED)
        frame = _dated(person[measured], day[measured])
        measurements.append(
            frame.with_columns(analyte=pl.lit(analyte), value=pl.Series(values[analyte][measured]))
        )
    return Records(
        pl.concat(measurements),
        _examinations(rng, traits, person, day),
        _coded(rng, traits, DISEASE_CODES, OTHER_CODES, first, None).rename({"what": "disease"}),
        _coded(rng, traits, DRUG_CODES, OTHER_DRUGS, first, statin_from).rename({"what": "drug"}),
    )


def _first_days(people: People) -> NDArray[np.int64]:
    """Return the day from which each person is on record, at 18 years at the earliest."""
    opened = {site: FIRST_DAY[site].toordinal() for site in set(SITES.values())}
    grown = [born.toordinal() + 18 * 365 + 5 for born in people.table["born"]]
    start = [opened[site] for site in people.table["site"]]
    return np.minimum(np.maximum(grown, start), LAST_DAY.toordinal() - 700)


def _at_visits(
    rng: np.random.Generator,
    traits: dict[str, NDArray[np.float64]],
    person: NDArray[np.int64],
    on_statin: NDArray[np.bool_],
) -> dict[str, NDArray[np.float64]]:
    """Return each analyte at each visit: the person's own level and what varies from day to day."""
    values = {}
    for analyte, sd, scale in ANALYTES.select("analyte", "within_sd", "within_scale").iter_rows():
        if analyte == "total_cholesterol":
            continue
        noise = sd * rng.standard_normal(len(person))
        level = traits[analyte][person]
        values[analyte] = level + noise if scale == "linear" else level * np.exp(noise)
    values["ldl_cholesterol"] = np.maximum(
        values["ldl_cholesterol"] * np.where(on_statin, _STATIN_EFFECT, 1), 0.4
    )
    values["hba1c"] = np.maximum(values["hba1c"], 18)
    # Friedewald 1972 (Clin Chem 18:499), in mmol/L.
    values["total_cholesterol"] = (
        values["ldl_cholesterol"] + values["hdl_cholesterol"] + values["triglycerides"] / 2.2
    )
    return values


def _examinations(
    rng: np.random.Generator,
    traits: dict[str, NDArray[np.float64]],
    person: NDArray[np.int64],
    day: NDArray[np.int64],
) -> pl.DataFrame:
    examined = np.flatnonzero(rng.random(len(person)) < _EXAMINED)
    person, day = person[examined], day[examined]
    noise = rng.standard_normal((4, len(person)))
    height = traits["height"][person] + 0.4 * noise[0]
    ever, now = traits["smoking_ever"][person] > 0, traits["smoking_now"][person] > 0
    return _dated(person, day).with_columns(
        height=pl.Series(height),
        weight=pl.Series(traits["bmi"][person] * np.exp(0.03 * noise[1]) * (height / 100) ** 2),
        systolic_bp=pl.Series(traits["systolic_bp"][person] + 7 * noise[2]),
        diastolic_bp=pl.Series(traits["diastolic_bp"][person] + 4 * noise[3]),
        smoking=pl.Series(np.where(ever, np.where(now, "current", "former"), "never")),
        alcohol=pl.Series(traits["drinks"][person] * traits["alcohol_amount"][person]),
    )


def _coded(
    rng: np.random.Generator,
    traits: dict[str, NDArray[np.float64]],
    codes: dict[str, tuple[str, ...]],
    others: tuple[str, ...],
    first: NDArray[np.int64],
    statin_from: NDArray[np.int64] | None,
) -> pl.DataFrame:
    """Return one row per contact or purchase; others are what many people have now and then."""
    last = LAST_DAY.toordinal()
    frames = []
    for what, choices in [*codes.items(), *((None, (other,)) for other in others)]:
        if what is None:
            having = np.flatnonzero(rng.random(len(first)) < 0.25)
        else:
            having = np.flatnonzero(traits[what] > 0)
        start = rng.integers(first[having], last)
        if what == "statin" and statin_from is not None:
            start = statin_from[having]
        n_times = rng.integers(1, 5, len(having))
        at = np.repeat(np.arange(len(having)), n_times)
        # The first time is the start; the others follow within three years.
        later = np.where(np.diff(at, prepend=-1) > 0, 0, rng.integers(1, 1100, len(at)))
        day = start[at] + later
        at, day = at[day <= last], day[day <= last]
        frame = _dated(having[at], day).with_columns(
            pl.lit(what, dtype=pl.String).alias("what"),
            code=pl.Series(np.array(choices)[rng.integers(0, len(choices), len(at))]),
        )
        frames.append(frame)
    return pl.concat(frames).unique(maintain_order=True)


def _dated(person: NDArray[np.int64], ordinal: NDArray[np.int64]) -> pl.DataFrame:
    epoch = date(1970, 1, 1).toordinal()
    days = pl.Series((ordinal - epoch).astype(np.int32)).cast(pl.Date)
    return pl.DataFrame({"person": person}).with_columns(date=days)
