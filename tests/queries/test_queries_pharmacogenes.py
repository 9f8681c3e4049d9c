"""Phenotypes of pharmacogenes by group: ranges, their test, and what a profile withholds."""

from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from data_loaders.pharmacogenes.definition_tables import read_pharmacogenes
from straits import cohorts, queries
from straits.errors import QueryError
from straits.popgen import contingency, differences
from straits.store import Store, open_store
from straits.store.releases.release_files import find_release
from tests.builders import screens, studies
from tests.builders.studies import record

# People of a group by what they have at *2 of CYP2C19, all else being covered; "." is missing at
# the only position of *17, and "half" has one of the two changes of *2, which has no name.
GROUPS = {
    "many": ["0/0"] * 60 + ["0/1"] * 40 + ["1/1"] * 25,
    "open": ["0/0"] * 40 + ["."] * 30,
    "rare": ["0/0"] * 60 + ["0/1"] * 30 + ["1/1"] * 4,
    "barely": ["0/0"] * 40 + ["1/1"] * 25 + ["."] * 5,
    "unnamed": ["0/0"] * 40 + ["1/1"] * 25 + ["."] * 5 + ["half"] * 25,
    "enough": ["0/0"] * 40 + ["1/1"] * 25 + ["."] * 30,
    # Two of them, of more than a few together: one alone would follow from everybody.
    "few": ["0/0"] * 12,
    "fewer": ["0/0"] * 11,
}


def store(folder: Path, profile: str) -> Store:
    calls = [call for group in GROUPS.values() for call in group]
    people = {f"p{number}": "XX" for number in range(len(calls))}
    star_2 = " ".join(call if "/" in call else "0/0" for call in calls)
    other_2 = " ".join({".": "0/0", "half": "1/1"}.get(call, call) for call in calls)
    star_17 = " ".join("./." if call == "." else "0/0" for call in calls)
    nearby = " ".join("0/1" for _ in calls)
    records = [
        record("chr10 94761900 C T", star_17.replace("0/0", "0/1", 1)),
        record("chr10 94775367 A G", star_2),
        record("chr10 94781859 G A", other_2),
        record("chr10 94842866 A G", nearby.replace("0/1", "1/1")),
    ]
    gene = next(gene for gene in read_pharmacogenes("GRCh38") if gene.symbol == "CYP2C19")
    bed = [f"{gene.contig}\t{pos - 1}\t{pos + len(ref) - 1}\n" for pos, ref, _ in gene.changes]
    (folder / "callable.bed").write_text("".join(bed))
    (folder / "calls.vcf").write_text(studies.vcf_text(list(people), records))
    study = studies.one_call_set(
        folder, ["calls.vcf"], people, callable="callable.bed", profile=profile,
        groupings={"group": {"column": "group", "label": "Group"}},
    )  # fmt: skip
    of_people = [name for name, group in GROUPS.items() for _ in group]
    studies.write_sheet(
        folder / "sheet.csv",
        [
            {"sample": person, "sex": "XX", "group": group}
            for person, group in zip(people, of_people, strict=True)
        ],
    )
    studies.ingest(study, folder / "store")
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    return {name: store(tmp_path_factory.mktemp(name), name) for name in ("open", "inside")}


def counts(store: Store, group: str) -> dict[str, tuple[int | None, int | None]]:
    """Return certain and possible people of each phenotype of CYP2C19 in a group."""
    rows = queries.pharmacogenes.phenotypes(store, "CYP2C19", "group").filter(group_id=group)
    told = rows.select("phenotype", "n_certain", "n_possible").iter_rows()
    return {name.split(" M")[0]: (low, high) for name, low, high in told}


def test_certain_and_possible_are_told_apart(stores: dict[str, Store]) -> None:
    found = counts(stores["open"], "many")
    assert found["Intermediate"] == (40, 40)
    assert found["Poor"] == (25, 25)
    # The first has *17.
    assert (found["Normal"], found["Rapid"]) == ((59, 59), (1, 1))
    found = counts(stores["open"], "open")
    assert (found["Normal"], found["Rapid"]) == ((40, 70), (0, 30))
    assert found["Ultrarapid"] == (0, 30)


def test_a_group_of_a_few_is_withheld_in_every_class(stores: dict[str, Store]) -> None:
    assert set(counts(stores["inside"], "few").values()) == {(None, None)}
    # The control: the same group is there without a minimum.
    assert counts(stores["open"], "few")["Normal"] == (12, 12)


def test_what_is_hidden_does_not_follow_from_the_rest(stores: dict[str, Store]) -> None:
    exact, shown = (counts(stores[name], "rare") for name in ("open", "inside"))
    assert exact["Poor"] == (4, 4)
    hidden = {name for name, (certain, _) in shown.items() if certain is None}
    assert hidden >= {"Poor", "Intermediate"}
    assert sum(exact[name][0] or 0 for name in hidden) >= 20
    assert shown["Normal"][0] == 60


def test_a_drug_does_not_tell_of_a_phenotype_that_is_hidden(stores: dict[str, Store]) -> None:
    def drug(name: str, of: str) -> int | None:
        rows = queries.pharmacogenes.drugs(stores[of], "group")
        row = rows.filter(group_id="rare", drug=name).row(0, named=True)
        certain: int | None = row["n_certain"]
        return certain

    # Of voriconazole poor metabolisers alone differ here, of clopidogrel intermediate ones too.
    assert drug("voriconazole", "open") == 4
    assert drug("voriconazole", "inside") is None
    assert drug("clopidogrel", "open") == drug("clopidogrel", "inside") == 34


def test_the_difference_of_certain_and_possible_is_judged(stores: dict[str, Store]) -> None:
    assert counts(stores["inside"], "open")["Normal"] == (40, 70)
    assert counts(stores["inside"], "many")["Normal"][1] is None


def test_p_is_a_range_where_counts_are() -> None:
    a = {"n_certain": 10, "n_possible": 20, "n_covered": 100}
    b = {"n_certain": 40, "n_possible": 40, "n_covered": 100}
    test = queries.pharmacogenes.contrast(a, b)
    assert test is not None
    expected = [contingency.difference_test([n], [100], [40], [100])[0][0] for n in (10, 20)]
    assert (test.least, test.most) == pytest.approx(tuple(expected))
    alike = queries.pharmacogenes.contrast({**a, "n_possible": 45}, b)
    assert alike is not None
    assert alike.most == 1.0
    assert queries.pharmacogenes.contrast({**a, "n_possible": None}, b) is None


def test_a_difference_is_a_range_where_counts_are() -> None:
    a = {"n_certain": 10, "n_possible": 20, "n_covered": 100}
    b = {"n_certain": 40, "n_possible": 40, "n_covered": 100}
    away = queries.pharmacogenes.difference(a, b)
    assert away is not None
    assert away.difference == pytest.approx((-0.3, -0.2))
    ends = [differences.newcombe_interval([n], [100], [40], [100]) for n in (10, 20)]
    assert away.interval == pytest.approx((ends[0][0][0], ends[1][1][0]))
    assert away.ratio == pytest.approx((0.25, 0.5))
    nobody = {"n_certain": 0, "n_possible": 40, "n_covered": 100}
    assert queries.pharmacogenes.difference(a, nobody)[2] == (0.25, None)  # type: ignore[index]


def test_genes_that_are_not_called_are_refused_with_those_that_are(
    stores: dict[str, Store],
) -> None:
    with pytest.raises(QueryError, match="copies and hybrids.*CYP2C19"):
        queries.pharmacogenes.phenotypes(stores["open"], "CYP2D6", "group")
    with pytest.raises(QueryError, match="give group, or site,group"):
        queries.pharmacogenes.phenotypes(stores["open"], "CYP2C19", "group", by=["sex"])


def test_the_command_prints_what_the_question_answers(stores: dict[str, Store]) -> None:
    folder = stores["open"].folder
    done = studies.command("pgx", "--store", folder, "--gene", "CYP2C19", "--by", "group",
                           "--format", "csv")  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = pl.read_csv(done.stdout.encode())
    asked = rows.filter(group_id="many", phenotype="Poor Metabolizer")
    assert asked.select("n_certain", "n_possible").row(0) == (25, 25)
    assert "not for prescribing" in done.stderr


def test_people_of_a_phenotype_are_a_cohort_where_enough_have_it(stores: dict[str, Store]) -> None:
    of_group = "group is {} and {}pgx CYP2C19 is {}"

    def n_members(group: str, phenotype: str, possibly: str = "") -> int:
        tree = cohorts.parse(of_group.format(group, possibly, phenotype))
        return stores["open"].cohorts.members(tree).height

    assert n_members("many", "poor metaboliser") == 25
    assert n_members("open", "Normal Metabolizer") == 40
    assert n_members("open", "normal metabolizer", "possibly ") == 70
    # Who may be the one or the other of these surely is one of them.
    three = "one of normal metabolizer, rapid metabolizer, ultrarapid metabolizer"
    assert n_members("open", three) == 70
    inside = stores["inside"].cohorts
    poor = cohorts.parse("pgx CYP2C19 is poor metabolizer")
    assert inside.refusal(poor) == ""
    for rare in ("{}", "possibly {}", "not {}", "sex is XX or {}"):
        tree = cohorts.parse(rare.format("pgx CYP2C19 is rapid metabolizer"))
        for ask in (inside.attrition, inside.enter, lambda tree: inside.composition([tree])):
            with pytest.raises(QueryError, match="cannot be asked under the profile 'inside'"):
                ask(tree)
    # The control: without a minimum the one person is described.
    assert n_members("many", "rapid metabolizer") == 1


def normal(store: Store, group: str) -> tuple[int | None, int | None]:
    """Return how many a cohort of normal metabolisers of a group has, certain and possible."""
    asked = "group is {} and {}pgx CYP2C19 is normal metabolizer"
    certain, possible = (
        store.cohorts.sizes(store.cohorts.enter(cohorts.parse(asked.format(group, possibly))))
        for possibly in ("", "possibly ")
    )
    return certain["n_people"].sum() or None, possible["n_people"].sum() or None


@pytest.mark.parametrize(("group", "possible"), [("barely", 45), ("unnamed", 70)])
def test_two_cohorts_do_not_tell_of_whom_a_phenotype_is_open(
    stores: dict[str, Store], group: str, possible: int
) -> None:
    """Of the unnamed the difference is 30, and the page tells of 25 that they have no name."""
    assert normal(stores["inside"], group) == (40, None)
    inside = stores["inside"].cohorts
    within = cohorts.parse(f"group is {group} and possibly pgx CYP2C19 is normal metabolizer")
    assert inside.attrition(within).n_people is None
    of_group = {"breakdown": "group", "part": group}
    both = cohorts.parse(
        f"group is one of {group}, enough and possibly pgx CYP2C19 is normal metabolizer"
    )
    shown = inside.composition([both]).filter(**of_group)
    assert shown["n_1"].to_list() == [None]
    surely = cohorts.parse(f"group is {group} and pgx CYP2C19 is normal metabolizer")
    assert inside.attrition(surely).n_unknown is None
    # The control: without the rule both cohorts are told, and their difference is of five.
    with mock.patch("straits.store.cohorts.left_open.LeftOpen.areas", return_value=[]):
        unguarded = Store(find_release(stores["inside"].folder, None))
        assert normal(unguarded, group) == (40, possible)
        shown = unguarded.cohorts.composition([both]).filter(**of_group)
        assert shown["n_1"].to_list() == [possible]


def test_two_cohorts_of_whom_enough_are_open_are_both_told(stores: dict[str, Store]) -> None:
    assert normal(stores["inside"], "enough") == (40, 70)
    # Nobody of them is open, which the tables of the release do not tell of a cohort.
    assert normal(stores["inside"], "many") == (59, None)


@pytest.mark.parametrize("profile", ["open", "inside"])
def test_the_page_shows_certain_and_possible(
    stores: dict[str, Store], profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = screens.opened(
        "pharmacogenes", stores[profile].folder, monkeypatch, g="CYP2C19", by="group"
    )
    assert not app.exception
    text = screens.said(app)
    assert "For research, not for prescribing" in text
    assert "34 of 34" in text
    assert "CYP2D6" in text
    assert "Of whom it is certain, as a cohort" in text
    app = screens.opened(
        "pharmacogenes", stores[profile].folder, monkeypatch, g="CYP2C19", by="group",
        **{"with": "Rapid Metabolizer"},
    )  # fmt: skip
    assert ("They cannot be a cohort under the profile" in screens.said(app)) == (
        profile == "inside"
    )
