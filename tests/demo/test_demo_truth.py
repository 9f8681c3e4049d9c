"""What was put into the demo study comes out of a store, count by count and value by value."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import polars as pl
import pytest
from scipy import stats

from data_loaders.harmonise.phenotype_reading import SitePhenotypes, read_phenotypes
from data_loaders.people.sheet import read_samples
from data_loaders.release.ingest import ingest
from data_loaders.study.study_reading import read_study
from demo.populations import GROUPS
from straits import queries, tables
from straits.queries.comparison import batch_signs
from straits.store import open_store
from tests.builders import studies
from tests.builders.demo_studies import small_demo

ALLELE = ["contig", "pos", "ref", "alt"]
SITES = ("denmark", "singapore")

# The rule that each kind of wrong row breaks.
RULES = {
    "impossible_value": {"within_range", "parts_within_range"},
    "missing_value": {"has_value"},
    "unknown_code": {"code_of_the_system"},
    "unknown_person": {"person_in_study"},
    "withdrawn_person": {"person_in_study"},
    "unreadable_date": {"readable_date"},
    "unreadable_value": {"is_a_number", "not_a_limit"},
    "wrong_sex": {"allowed_sex"},
    "wrong_unit": {"unit_of_the_quantity"},
}


@pytest.fixture(scope="module")
def release():
    """The release that ingest makes of the small demo study."""
    with TemporaryDirectory() as folder:
        ingest(read_study(small_demo() / "study.yaml"), Path(folder) / "store", jobs=1)
        yield Path(folder) / "store" / "current"


@pytest.fixture(scope="module")
def harmonised() -> dict[str, SitePhenotypes]:
    """The phenotypes of each site, by site."""
    study = read_study(small_demo() / "study.yaml")
    return {
        site.id: read_phenotypes(study, site, read_samples(study, site)) for site in study.sites
    }


def truth(name: str) -> pl.DataFrame:
    """Read a table of what was put in."""
    return pl.read_parquet(small_demo() / "truth" / f"{name}.parquet")


def table(release: Path, name: str, **partition: str) -> pl.DataFrame:
    """Read a table of a release."""
    values = {key: quote(value, safe="") for key, value in partition.items()}
    return pl.read_parquet(tables.TABLES[name].path(release, values))


def test_every_count_of_every_group_is_what_was_put_in(release):
    alleles = table(release, "alleles").select(ALLELE)
    counts = truth("counts")
    assert counts.height > 20_000
    of_call_set = ["call_set_id", "group_id", "sample_set"]
    for (call_set_id, group_id, sample_set), expected in counts.group_by(of_call_set):
        grouping = tables.EVERYONE if group_id == tables.EVERYONE else "ethnic_group"
        stored = table(
            release,
            "frequencies",
            call_set_id=call_set_id,
            grouping=grouping,
            group_id=group_id,
        )
        added = studies.added_up(stored, table(release, "alleles"), str(sample_set))
        named = pl.concat(
            [alleles, added.select(pl.all().name.suffix("_stored"))], how="horizontal"
        )
        both = expected.join(named, on=ALLELE, how="left")
        for count in tables.COUNTS:
            assert both[count].equals(both[f"{count}_stored"], check_names=False), count


def test_alleles_of_the_store_are_those_that_somebody_was_written_with(release):
    stored = set(table(release, "alleles").select(ALLELE).rows())
    assert stored == set(truth("counts").select(ALLELE).unique().rows())


def test_what_was_planted_among_the_genotypes_is_counted_as_dropped(release):
    planted = pl.read_csv(small_demo() / "truth/planted_genotypes.csv")
    kinds = dict(planted.group_by("kind").len().iter_rows())
    drops = {
        (call_set_id, reason): n
        for call_set_id, reason, n in table(release, "drop_counts")
        .select("call_set_id", "reason", "n_dropped")
        .iter_rows()
    }
    assert drops["dk_wgs", "not_in_sheet"] == kinds["not_in_sheet"]
    assert drops["dk_wgs", "not_in_any_vcf"] == kinds["not_in_vcf"]
    assert drops["sg_wgs", "symbolic_allele"] == kinds["symbolic_allele"]
    assert drops["sg_wgs", "duplicate_other_genotypes"] == kinds["duplicate_record"]


def test_group_frequencies_are_those_of_the_table_within_binomial_error():
    put_in = truth("frequencies").filter(pl.col("kind") == "anchor")
    counts = truth("counts").filter(
        (pl.col("sample_set") == "unrelated") & (pl.col("contig") != "chrX") & (pl.col("an") > 0)
    )
    p_values = []
    for group in GROUPS:
        both = counts.filter(pl.col("group_id") == group).join(
            put_in.select(*ALLELE, group), on=ALLELE
        )
        # Some people are of another group than they say.
        p_values += [
            stats.binomtest(ac, an, 0.97 * p + 0.03 * 0.2).pvalue
            for ac, an, p in both.select("ac", "an", group).iter_rows()
        ]
    assert len(p_values) > 200
    assert min(p_values) > 1e-4 / len(p_values)


def test_artefacts_are_seen_by_one_laboratory_only():
    made = truth("frequencies").filter(pl.col("kind") == "artefact")
    seen = truth("counts").join(made, on=ALLELE).filter(pl.col("group_id") == tables.EVERYONE)
    assert set(seen["call_set_id"]) == {"dk_wgs", "sg_exome"}
    assert (seen["call_set_id"] == seen["only_in"]).all()
    assert (seen["het"] / seen["n_called"] > 0.1).all()


@pytest.mark.parametrize("site", SITES)
def test_every_value_is_the_true_one_to_the_rounding_of_its_unit(harmonised, site):
    read = harmonised[site].phenotypes.rename(
        {"phenotype_id": "phenotype", "measured_on": "date", "value": "read"}
    )
    expected = truth("measurements").filter(pl.col("site") == site)
    compared = read.join(expected, on=["person_id", "phenotype", "date"]).join(
        _planted(site), on=["source_file", "source_line"], how="anti"
    )
    assert compared["phenotype"].n_unique() == 17
    off = (pl.col("read") - pl.col("value")).abs() / pl.col("step")
    # Half a step, and a little for constants that are themselves rounded.
    assert compared.filter(off > 0.52).is_empty()


@pytest.mark.parametrize("site", SITES)
def test_no_measurement_of_somebody_in_the_study_is_lost(harmonised, site):
    kept = harmonised[site].phenotypes.select("person_id", "phenotype_id", "measured_on")
    expected = truth("measurements").filter(
        (pl.col("site") == site) & ~pl.col("person_id").is_in(_withdrawn())
    )
    assert expected.height > 2000
    missing = expected.join(
        kept,
        left_on=["person_id", "phenotype", "date"],
        right_on=["person_id", "phenotype_id", "measured_on"],
        how="anti",
    )
    assert missing.is_empty()


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("kind", ["diagnoses", "prescriptions"])
def test_who_has_a_diagnosis_or_a_drug_is_who_was_given_it(harmonised, site, kind):
    expected = truth(kind).filter(
        (pl.col("site") == site) & ~pl.col("person_id").is_in(_withdrawn())
    )
    status = harmonised[site].phenotype_status.filter(
        pl.col("phenotype_id").is_in(expected["phenotype"].unique().implode())
    )
    found = status.filter(pl.col("status") == "yes").select("person_id", "phenotype_id")
    assert set(found.iter_rows()) == set(expected.select("person_id", "phenotype").iter_rows())


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("kind", RULES)
def test_every_wrong_row_is_set_aside_by_the_rule_it_breaks(harmonised, site, kind):
    planted = _planted(site).filter(pl.col("kind") == kind)
    if site == "singapore" and kind == "withdrawn_person":
        assert planted.is_empty()
        return
    assert not planted.is_empty()
    set_aside = harmonised[site].set_aside_rows.filter(~pl.col("is_kept"))
    # Of the rows that break a rule in a file the first are listed; all are counted.
    listed = set_aside.join(planted, on=["source_file", "source_line"])
    rules = set(listed["rule"])
    assert rules & RULES[kind]
    assert rules <= RULES[kind] | {"not_repeated"}
    counted = harmonised[site].set_aside_counts.filter(pl.col("rule").is_in(RULES[kind]))
    of_rule = [other for other in RULES if RULES[other] & RULES[kind]]
    expected = _planted(site).filter(pl.col("kind").is_in(of_rule)).height
    assert counted["n_rows"].sum() >= expected


@pytest.mark.parametrize("site", SITES)
def test_nothing_is_set_aside_but_what_was_planted(harmonised, site):
    set_aside = harmonised[site].set_aside_rows.filter(
        ~pl.col("is_kept") & (pl.col("rule") != "not_repeated")
    )
    unplanted = set_aside.join(_planted(site), on=["source_file", "source_line"], how="anti")
    assert unplanted.is_empty()


def _planted(site: str) -> pl.DataFrame:
    planted = pl.read_csv(small_demo() / "truth/planted_phenotype_rows.csv")
    return planted.filter(pl.col("site") == site).select(
        pl.col("file").str.split("/").list.last().alias("source_file"),
        pl.col("line").alias("source_line"),
        "kind",
    )


def _withdrawn() -> list[str]:
    planted = pl.read_csv(small_demo() / "truth/planted_genotypes.csv")
    return planted.filter(pl.col("kind") == "not_in_sheet")["person_id"].to_list()


def test_the_artefact_of_a_laboratory_looks_like_a_batch_effect(release: Path):
    store = open_store(release.parent)
    alleles = queries.allele.alleles_in(store, (0, 10**9))
    planted = truth("frequencies").filter(kind="artefact").select(*ALLELE, "only_in")
    expected = alleles.join(planted.cast({"pos": pl.Int32}), on=ALLELE)
    suspected = batch_signs.batch_warnings(
        store, alleles, ["ethnic_group", "ancestry"], "unrelated"
    )
    assert set(expected["only_in"]) == {"dk_wgs", "sg_exome"}
    assert set(expected["allele_index"]) == set(suspected["allele_index"])
    # Danes are in one call set, so that only the panel can tell of their laboratory.
    of_danes = expected.filter(only_in="dk_wgs")["allele_index"].implode()
    signs = suspected.filter(pl.col("allele_index").is_in(of_danes))["sign"]
    assert set(signs) == {batch_signs.WITH_PANEL}


def test_the_panel_of_the_store_says_what_was_put_into_it(release: Path):
    told = truth("panel").cast({"pos": pl.Int32})
    assert told["ac_low"].is_not_null().sum() > 0
    listed = table(release, "alleles").select("allele_index", *ALLELE)
    ranges = table(release, "censored_counts")
    for (group,), part in told.group_by("group_id"):
        counts = table(
            release, "frequencies", call_set_id="panel", grouping="panel", group_id=str(group)
        ).select("allele_index", "ac", "an", "hom_alt")
        joined = part.join(listed, on=ALLELE).join(counts, on="allele_index", suffix="_stored")
        exact = joined.filter(pl.col("ac").is_not_null())
        for name in ("ac", "an"):
            assert exact[name].to_list() == exact[f"{name}_stored"].to_list()
        # Where nobody has the allele, nobody has two copies, whatever is published of them.
        hom_alt = exact.select(pl.when(pl.col("ac") == 0).then(0).otherwise("hom_alt")).to_series()
        assert hom_alt.to_list() == exact["hom_alt_stored"].to_list()
        hidden = joined.filter(pl.col("ac").is_null()).sort("allele_index")
        columns = ["allele_index", "an", "ac_low", "ac_high"]
        assert hidden.select(columns).equals(
            ranges.filter(group_id=str(group)).select(columns), null_equal=True
        )
