"""Where the study says that sites share ids, a person at two of them counts once."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from straits import queries
from straits.errors import StudyError
from straits.store import open_store
from tests.builders import studies
from tests.builders.studies import Record

PLACE = Record("chr1", 100, "A", "G", "")
# person: sample, sex, group, mother at each site. P2 and P3 are at both; P4 is P1's child.
NORTH = {
    "P1": ("n1", "XX", "A", ""), "P2": ("n2", "XY", "A", ""), "P3": ("n3", "XX", "B", ""),
}  # fmt: skip
SOUTH = {
    "P2": ("s2", "XY", "A", ""), "P3": ("s3", "XX", "B", ""), "P4": ("s4", "XX", "B", "P1"),
}  # fmt: skip
CALLS = {"P1": "0/0", "P2": "0/1", "P3": "1/1", "P4": "0/1"}


def write(
    folder: Path,
    shared_ids: Any,
    preferred: str | None = "north",
    south: dict[str, tuple[str, ...]] | None = None,
    records: dict[str, list[int]] | None = None,
    **more: Any,
) -> Path:
    """Write a study of two sites, one call set each; people have the calls of CALLS, else 0/1.

    records
        The positions that each call set has a record of; 100 for both.
    """
    sites = []
    for name, people in (("north", NORTH), ("south", south or SOUTH)):
        calls = " ".join(CALLS.get(person, "0/1") for person in people)
        lines = [Record("chr1", pos, "A", "G", calls) for pos in (records or {}).get(name, [100])]
        names = [sample for sample, *_ in people.values()]
        (folder / f"{name}.vcf").write_text(studies.vcf_text(names, lines))
        rows = [
            {"sample": sample, "person": person, "sex": sex, "g": group, "mother": mother}
            for person, (sample, sex, group, mother) in people.items()
        ]
        studies.write_sheet(folder / f"{name}.csv", rows)
        samples = {"file": f"{name}.csv", "id": "sample", "person": "person", "mother": "mother"}
        call_set = {"files": f"{name}.vcf", **({"preferred": True} if name == preferred else {})}
        sites.append({"id": name, "samples": samples, "call_sets": [call_set]})
    keys = {} if shared_ids is None else {"shared_ids": shared_ids}
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "groupings": {"g": {}}}
    return studies.write_study(folder, study | keys | more | {"sites": sites})


def with_diagnoses(folder: Path, rows: dict[str, str]) -> Path:
    """Write the study with shared ids, and for each of some sites its table of diagnoses."""
    written = yaml.safe_load(write(folder, True).read_text())
    for site, of_site in rows.items():
        (folder / f"{site}_diagnoses.csv").write_text(f"who,code\n{of_site}\n")
        mapping = {
            "tables": {
                "diagnoses": {
                    "file": f"{site}_diagnoses.csv",
                    "columns": {"person": "who", "code": "code"},
                    "code_system": "icd10", "covers": "everyone",
                }
            },
            "phenotypes": {"type_2_diabetes": [{"table": "diagnoses"}]},
        }  # fmt: skip
        (folder / f"{site}.yaml").write_text(yaml.safe_dump(mapping))
    for site in written["sites"]:
        if site["id"] in rows:
            site["phenotypes"] = f"{site['id']}.yaml"
    return studies.write_study(folder, written)


def sizes(store: Path) -> dict[tuple[str, str], int]:
    """Return how many people each call set and group has."""
    rows = studies.table(store, "group_sizes").group_by("call_set_id", "group_id")
    summed = rows.agg(pl.col("n_people").sum()).iter_rows()
    return {(call_set, group): n for call_set, group, n in summed}


def noted(store: Path) -> set[tuple[str, str]]:
    rows = studies.table(store, "set_aside_samples").select("sample_id", "reason").rows()
    return set(rows)


def pooled(store: Path, *more: str) -> list[tuple[int, int]]:
    """Return AC and AN of everyone, all sites added up."""
    asked = ("--region", "chr1:1-999", "--by", "group", "--grouping", "everyone", "--pool-sites")
    return studies.asked(store, *asked, *more).select("ac", "an").rows()


@pytest.mark.parametrize("shared_ids", [True, ["south", "north"]])
@pytest.mark.parametrize(("preferred", "n_north", "n_south"), [("north", 3, 1), ("south", 1, 3)])
def test_a_person_at_two_sites_counts_in_the_preferred_call_set(
    tmp_path, shared_ids, preferred, n_north, n_south
):
    printed = studies.ingest(write(tmp_path, shared_ids, preferred), tmp_path / "store")
    counted = sizes(tmp_path / "store")
    assert (counted["north", "everyone"], counted["south", "everyone"]) == (n_north, n_south)
    assert pooled(tmp_path / "store") == [(4, 8)]  # 0, 1, 2 and 1 copies of four people
    assert "another site" not in printed
    assert noted(tmp_path / "store") == set()


@pytest.mark.parametrize("shared_ids", [None, False])
def test_ids_may_be_alike_by_chance_where_the_study_does_not_say_otherwise(tmp_path, shared_ids):
    printed = studies.ingest(write(tmp_path, shared_ids, None), tmp_path / "store")
    assert pooled(tmp_path / "store") == [(7, 12)]
    assert noted(tmp_path / "store") == {(s, "id_of_another_site") for s in ("s2", "s3")}
    assert "shared_ids: true" in " ".join(printed.split())


def test_a_person_of_whom_the_preferred_call_set_has_no_record_is_not_counted_elsewhere(tmp_path):
    """At 200 only south has a record: of its people only P4 counts there, and nobody of north."""
    study = write(tmp_path, True, records={"north": [100], "south": [100, 200]})
    studies.ingest(study, tmp_path / "store")
    assert pooled(tmp_path / "store") == [(4, 8), (1, 2)]


def test_groups_of_two_sites_add_up_to_each_person_once(tmp_path):
    studies.ingest(write(tmp_path, True), tmp_path / "store")
    store = open_store(tmp_path / "store")
    populations = queries.groups.populations(store)
    group = populations.filter(pl.col("population_id") == "group:g/B").row(0, named=True)
    assert (group["n_people"], group["call_set_ids"]) == (2, ["north", "south"])
    asked = ("--region", "chr1:1-999", "--by", "group", "--pool-sites")
    rows = studies.asked(tmp_path / "store", *asked).select("group", "ac", "an").rows()
    assert rows == [("A", 1, 4), ("B", 3, 4)]


def test_cohorts_principal_components_and_totals_count_the_person_once(tmp_path):
    studies.ingest(write(tmp_path, True), tmp_path / "store")
    store = open_store(tmp_path / "store")
    assert queries.study.study_totals(store).n_people == 4
    done = studies.command("cohort", "count", "sex is XX", "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert [line.split()[-1] for line in done.stdout.splitlines()[1:]] == ["4", "3", "3"]
    people = studies.table(tmp_path / "store", "samples").filter("is_counted")
    assert sorted(people["person_id"]) == ["P1", "P2", "P3", "P4"]
    bins = studies.table(tmp_path / "store", "sample_metric_bins")
    counted = bins.filter(pl.col("metric") == "call_rate")
    assert counted["n_people"].sum() == 4


def test_who_is_in_both_is_told_beside_numbers(tmp_path):
    studies.ingest(write(tmp_path, True), tmp_path / "store")
    store = open_store(tmp_path / "store")
    told = "Each person counts once: of people in two call sets, 2 samples are not counted here."
    assert queries.study.counted_once(store, ["north", "south"]) == told
    assert queries.study.counted_once(store, ["south"]) == told
    assert queries.study.counted_once(store, ["north"]) == ""
    asked = ("frequencies", "--store", tmp_path / "store", "--region", "chr1:1-999")
    assert told in studies.command(*asked, "--by", "group", "--pool-sites").stderr


def test_a_sex_or_group_that_is_stated_otherwise_is_told_and_the_preferred_holds(tmp_path):
    south = SOUTH | {"P2": ("s2", "XX", "B", ""), "P3": ("s3", "", "", "")}
    printed = studies.ingest(write(tmp_path, True, south=south), tmp_path / "store")
    assert noted(tmp_path / "store") == {
        ("s2", "sex_stated_otherwise"), ("s2", "group_stated_otherwise")
    }  # fmt: skip
    assert "of another sex where the person is counted" in " ".join(printed.split())
    counted = sizes(tmp_path / "store")
    assert (counted["north", "A"], counted["north", "B"], counted["south", "B"]) == (2, 1, 1)


def test_relatives_are_looked_for_over_sites_that_share_ids(tmp_path):
    """P4's mother P1 is at the other site, whose sheet names no parents: nobody says so of her."""
    for name, shared_ids, of_child in (("a", True, False), ("b", False, True)):
        folder = tmp_path / name
        folder.mkdir()
        studies.ingest(write(folder, shared_ids), folder / "store")
        people = studies.table(folder / "store", "samples").sort("call_set_id", "sample_index")
        at_both = True if shared_ids else None
        assert people["is_unrelated"].to_list() == [None, at_both, at_both, True, True, of_child]
    assert pooled(tmp_path / "a" / "store", "--sample-set", "unrelated") == [(3, 6)]


@pytest.mark.parametrize(
    ("shared_ids", "preferred", "message"),
    [
        (True, None, r"2 people of sites with shared ids are in two call sets \(for example P2 in "
         r"north and south\), and a person is counted once\. Put `preferred: true`"),
        (["north", "suth"], "north", r"study\.yaml:\d+: there is no site 'suth' \(did you mean "
         r"`south`\?\)"),
        (["north"], "north", r"study\.yaml:\d+: names one site, north, which shares its ids with "
         r"none"),
    ],
)  # fmt: skip
def test_a_study_that_does_not_say_enough_is_refused(tmp_path, shared_ids, preferred, message):
    study = write(tmp_path, shared_ids, preferred)
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode != 0
    with pytest.raises(StudyError, match=message):
        raise StudyError(" ".join((done.stdout + done.stderr).split()))
    checked = studies.command("check", study)
    assert checked.returncode != 0


def test_a_check_counts_the_person_once_too(tmp_path):
    done = studies.command("check", write(tmp_path, True))
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    # call set, in the sheet, in the files, counted
    assert ["north", "3", "3", "3"] in [row[:4] for row in rows]
    assert ["south", "3", "3", "1"] in [row[:4] for row in rows]


def test_of_exomes_and_genomes_at_one_site_and_genomes_at_another_one_counts(tmp_path):
    """P1 is in all three, P2 in both of north, P3 in both genomes, P4 in the exomes of north alone.

    Of several that are preferred the first of the study file counts the person, and of several
    that are not, the first of these.
    """
    in_call_sets = {"genomes": "P1 P2 P3", "exomes": "P4 P2 P1", "abroad": "P1 P3"}
    for name, people in in_call_sets.items():
        calls = " ".join(CALLS[person] for person in people.split())
        text = studies.vcf_text(people.split(), [Record("chr1", 100, "A", "G", calls)])
        (tmp_path / f"{name}.vcf").write_text(text)
    studies.write_sheet(tmp_path / "sheet.csv", [{"sample": person} for person in CALLS])
    for preferred, expected in (
        ({"genomes"}, {"genomes": 3, "exomes": 1, "abroad": 0}),
        ({"exomes"}, {"genomes": 1, "exomes": 3, "abroad": 0}),
        ({"exomes", "abroad"}, {"genomes": 0, "exomes": 3, "abroad": 1}),
        ({"abroad"}, {"genomes": 1, "exomes": 1, "abroad": 2}),
    ):
        call_sets = [
            {"id": name, "files": f"{name}.vcf", "preferred": name in preferred}
            for name in in_call_sets
        ]
        samples = {"file": "sheet.csv"}
        sites = [
            {"id": "north", "samples": samples, "call_sets": call_sets[:2]},
            {"id": "south", "samples": samples, "call_sets": call_sets[2:]},
        ]
        study = {"name": "Two", "build": "GRCh38", "profile": "open", "shared_ids": True}
        store = tmp_path / "-".join(sorted(preferred))
        studies.ingest(studies.write_study(tmp_path, study | {"sites": sites}), store)
        counted = studies.table(store, "call_sets").select("call_set_id", "n_counted").rows()
        assert dict(counted) == expected
        assert pooled(store) == [(4, 8)]


def test_phenotypes_count_the_person_once_by_the_site_that_counts_them(tmp_path):
    """P2 has diabetes in both tables, P3 in the south's alone, P4 in the south's."""
    rows = {"north": "P2,E11.9", "south": "P2,E11.9\nP3,E11.9\nP4,E11.9"}
    written = with_diagnoses(tmp_path, rows)
    studies.ingest(written, tmp_path / "store")
    (of_study,) = studies.table(tmp_path / "store", "phenotype_dictionary").iter_rows(named=True)
    assert (of_study["n_people"], of_study["n_people_known"]) == (2, 4)  # P2 and P4 of four
    asked = ("cohort", "count", "ever type_2_diabetes", "--store", tmp_path / "store")
    done = studies.command(*asked)
    assert done.stdout.splitlines()[-1].split()[-1] == "2", done.stdout + done.stderr


@pytest.mark.parametrize("other", ["p2", "\uff30\uff12", "\u04202"])  # full width, Cyrillic
def test_an_id_in_other_letters_counts_as_another_person_and_is_told(tmp_path, other):
    south = {other if person == "P2" else person: row for person, row in SOUTH.items()}
    study = write(tmp_path, True, south=south)
    printed = studies.ingest(study, tmp_path / "store")
    assert pooled(tmp_path / "store") == [(5, 10)]
    assert noted(tmp_path / "store") == {("s2", "id_in_other_letters")}
    words = "1 with another person's id in other capitals or with letters drawn alike"
    assert words in " ".join(printed.split())
    assert words in " ".join(studies.command("check", study).stdout.split())
    # Where sites share no ids, it is no other site's business.
    studies.ingest(write(tmp_path, False, south=south), tmp_path / "apart")
    assert noted(tmp_path / "apart") == {("s3", "id_of_another_site")}


@pytest.mark.parametrize(
    ("site", "rows", "expected"),
    [
        # ever, never and unknown of P1 to P4, of whom north counts P1 to P3
        ("south", "P2,E11.9\nP3,I10\nP4,E11.9", (1, 0, 3)),
        ("north", "P2,E11.9\nP3,I10", (1, 2, 1)),
    ],
)
def test_where_the_site_that_counts_a_person_has_no_phenotypes_they_are_unknown(
    tmp_path, site, rows, expected
):
    studies.ingest(with_diagnoses(tmp_path, {site: rows}), tmp_path / "store")
    counted = []
    for sentence in ("ever", "never", "unknown whether"):
        asked = f"{sentence} type_2_diabetes"
        done = studies.command("cohort", "count", asked, "--store", tmp_path / "store")
        counted.append(int(done.stdout.splitlines()[-1].split()[-1]))
    assert tuple(counted) == expected
