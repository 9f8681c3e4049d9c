"""The effects that the demo study's phenotypes were made with can be found again."""

import numpy as np
import polars as pl
import pytest
from scipy import optimize

from demo import people, populations, records, traits
from demo.loci import read_anchors
from demo.populations import GROUPS, SCALES
from demo.record_files import number
from demo.traits import read_effects


@pytest.fixture(scope="module")
def cohort():
    """People of the default study with anchors drawn at their frequencies, and their traits."""
    everybody = people.invent_people(3, SCALES["default"])
    rng = np.random.default_rng(3)
    group = everybody.table["genetic_group"].to_list()
    copies = {
        anchor["rsid"]: rng.binomial(2, [anchor[one] for one in group])
        for anchor in read_anchors().iter_rows(named=True)
    }
    return everybody, copies, traits.draw_traits(3, everybody, copies)


def size(trait: str, term: str) -> float:
    """The effect that was put in."""
    return read_effects().filter((pl.col("trait") == trait) & (pl.col("term") == term))["size"][0]


@pytest.mark.parametrize(
    ("trait", "rsid"),
    [
        ("ldl_cholesterol", "rs7412"),
        ("ldl_cholesterol", "rs429358"),
        ("urate", "rs2231142"),
        ("hba1c", "rs7903146"),
        ("haemoglobin", "rs33950507"),
    ],
)
def test_the_effect_of_an_anchor_on_a_measurement_is_found_again(cohort, trait, rsid):
    everybody, copies, drawn = cohort
    columns, terms = _design(everybody, copies, drawn, trait)
    fitted, residuals, _, _ = np.linalg.lstsq(columns, drawn[trait], rcond=None)
    variance = residuals[0] / (len(columns) - columns.shape[1])
    error = np.sqrt(np.diag(np.linalg.inv(columns.T @ columns) * variance))
    at = terms.index(rsid)
    assert abs(fitted[at] - size(trait, rsid)) < 4 * error[at]


@pytest.mark.parametrize(("trait", "rsid"), [("type_2_diabetes", "rs7903146"), ("drinks", "rs671")])
def test_the_effect_of_an_anchor_on_a_disease_or_a_habit_is_found_again(cohort, trait, rsid):
    everybody, copies, drawn = cohort
    columns, terms = _design(everybody, copies, drawn, trait)

    def loss(sizes):
        odds = columns @ sizes
        return np.sum(np.logaddexp(0, odds) - drawn[trait] * odds)

    fitted = optimize.minimize(loss, np.zeros(columns.shape[1]), method="BFGS")
    at = terms.index(rsid)
    assert abs(fitted.x[at] - size(trait, rsid)) < 4 * np.sqrt(fitted.hess_inv[at, at])


def test_every_term_is_something_that_is_known_of_people_by_then():
    known = {"intercept", "sd", "age", "male", *GROUPS}
    rsids = set(read_anchors()["rsid"])
    for (trait,), model in read_effects().group_by("trait", maintain_order=True):
        for term in model["term"]:
            assert term.split("@")[0] in known or term.split(":")[0] in rsids, (trait, term)
        known.add(str(trait))


def test_every_disease_and_drug_has_a_model():
    modelled = set(read_effects()["trait"])
    assert set(records.DISEASE_CODES) | set(records.DRUG_CODES) <= modelled
    assert set(records.ANALYTES["analyte"]) - {"total_cholesterol"} <= modelled


def test_only_women_have_breast_cancer_and_only_men_prostate_cancer(cohort):
    everybody, _, drawn = cohort
    female = everybody.table["is_female"].to_numpy()
    assert drawn["breast_cancer"][female].any()
    assert not drawn["breast_cancer"][~female].any()
    assert drawn["prostate_cancer"][~female].any()
    assert not drawn["prostate_cancer"][female].any()


def test_nobody_is_on_record_twice_a_day_nor_before_the_registry_opened(cohort):
    everybody, _, drawn = cohort
    kept = records.keep_records(3, everybody, drawn)
    assert kept.measurements.select("person", "date", "analyte").is_unique().all()
    assert kept.examinations.select("person", "date").is_unique().all()
    site = everybody.table.select("site").with_row_index("person").cast({"person": pl.Int64})
    for frame in (kept.measurements, kept.diagnoses, kept.prescriptions):
        for (name,), of_site in frame.join(site, on="person").group_by("site"):
            assert of_site["date"].min() >= records.FIRST_DAY[str(name)]
            assert of_site["date"].max() <= records.LAST_DAY


def test_statins_lower_ldl(cohort):
    everybody, _, drawn = cohort
    kept = records.keep_records(3, everybody, drawn)
    ldl = kept.measurements.filter(pl.col("analyte") == "ldl_cholesterol")
    started = kept.prescriptions.filter(pl.col("drug") == "statin").group_by("person")
    both = ldl.join(started.agg(pl.col("date").min().alias("start")), on="person")
    before = both.filter(pl.col("date") < pl.col("start"))["value"].mean()
    after = both.filter(pl.col("date") >= pl.col("start"))["value"].mean()
    assert after / before == pytest.approx(0.68, abs=0.05)


@pytest.mark.parametrize(
    ("value", "decimals", "point", "text"),
    [
        (5.44, 1, ",", "5,4"),
        (5.45, 1, ",", "5,5"),
        (5.0, 2, ".", "5.00"),
        (0.07, 2, ",", "0,07"),
        (99.5, 0, ".", "100"),
        (9.96, 1, ".", "10.0"),
    ],
)
def test_numbers_are_written_with_all_their_decimals(value, decimals, point, text):
    assert pl.select(number(pl.lit(value), decimals, point)).item() == text


def test_streams_of_chance_do_not_depend_on_each_other():
    first = populations.stream(1, "trait", "height").random(3)
    assert (first == populations.stream(1, "trait", "height").random(3)).all()
    assert (first != populations.stream(1, "trait", "bmi").random(3)).all()
    assert (first != populations.stream(2, "trait", "height").random(3)).all()


def _design(everybody, copies, drawn, trait):
    """The columns of the model of a trait, and their names."""
    table = everybody.table
    terms = [
        term for term in read_effects().filter(pl.col("trait") == trait)["term"] if term != "sd"
    ]
    # All groups and the intercept together would be one column too many.
    if set(GROUPS) <= set(terms):
        terms.remove(GROUPS[-1])
    columns = []
    for term in terms:
        name, _, centre = term.partition("@")
        rsid, _, zygosity = term.partition(":")
        if term == "intercept":
            columns.append(np.ones(table.height))
        elif term == "age":
            columns.append((table["age"].to_numpy() - 50) / 10)
        elif term == "male":
            columns.append((~table["is_female"]).to_numpy().astype(float))
        elif term in GROUPS:
            columns.append((table["ethnic_group"] == term).to_numpy().astype(float))
        elif rsid in copies:
            columns.append((copies[rsid] == 2) * 1.0 if zygosity else copies[rsid] * 1.0)
        else:
            columns.append(drawn[name] - float(centre or 0))
    kept = [at for at, column in enumerate(columns) if column.any()]
    return np.stack([columns[at] for at in kept], axis=1), [terms[at] for at in kept]
