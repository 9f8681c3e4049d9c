"""Of a site whose data may not be used for what a reader asks, nothing is told.

Control: the same pages, routes and questions tell of it to whoever asks for what it allows.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.applications import Starlette
from starlette.testclient import TestClient

import dashboard
from straits import cohorts, queries
from straits.errors import QueryError, StraitsError
from straits.store import Asked, Store, Who, asked_by, open_store
from straits.store.releases.data_use import VARIABLE
from straits.ui.access import known_readers, session_cookie, sign_in_file
from tests.attacks.test_routes_alone import SIGN_IN
from tests.builders import phenotype_study, screens, studies
from tests.builders.made_once import made_once
from tests.store.public_walk import COMPARISON

# What the site Denmark has and Singapore has not: its call set, the number of its people, and an
# allele that nobody else has.
OF_THE_SITE = re.compile(r"dk_wgs|'dk'|\b(120|300)\b|chr1-200-C-T")
ACCESS = """
projects:
  heart: {purpose: Heart failure, duo: HMB}
  origins: {purpose: Where people came from, duo: POA}
  nothing: {purpose: Whatever there is}
roles:
  - {name: heart, who: {email: ada@x.org}, project: heart}
  - {name: origins, who: {email: eve@x.org}, project: origins}
  - {name: nothing, who: {email: bob@x.org}, project: nothing}
"""
PAIR = "a=group:ethnic_group/Danish@dk_wgs&b=group:ethnic_group/Chinese@sg_wgs"
READERS = {
    "heart": Who("ada", "heart", "", ("HMB",)),
    "origins": Who("eve", "origins", "", ("POA",)),
    "nothing": Who("bob", "nothing"),
}


@pytest.fixture(scope="module")
def store() -> Path:
    """Two sites, of which Denmark's data are for health research and not for ancestry."""

    def make(folder: Path) -> None:
        folder.mkdir()
        study = phenotype_study.write(folder, "inside")
        content = yaml.safe_load(study.read_text())
        content["sites"][0]["data_use"] = {"terms": ["hmb", "DUO:0000044"], "words": "Not to sell."}
        study.write_text(yaml.safe_dump(content))
        calls = folder / "dk" / "calls.vcf"
        record = calls.read_text().splitlines()[-1].split("\t")
        with calls.open("a") as out:
            print("chr1", "200", "rs77", "C", "T", *record[5:], sep="\t", file=out)
        studies.ingest(study, folder / "store")

    return made_once("data-use", make) / "store"


def opened(store: Path, name: str) -> Store:
    with asked_by(READERS[name]):
        return open_store(store)


def everything(store: Store) -> dict[str, str]:
    """Return what a reader is told, by what was asked; of a refusal that it was one."""
    danish = Asked("dk_wgs", "ethnic_group", "Danish", "all")
    everybody = cohorts.parse("age at least 40")
    shared = {"grouping": "ethnic_group", "sample_set": "all"}
    asks: dict[str, Callable[[], Any]] = {
        **{
            name: lambda name=name: store.query(name).rows()
            for name in ("call_sets", "sites", "group_sizes", "all_group_sizes", "source_files",
                         "drop_counts", "study_totals", "age_pyramid")
        },
        "phenotypes": lambda: store.query("phenotype_counts", phenotype_id="gout", **shared).rows(),
        "numbers": lambda: store.query("phenotype_numbers", phenotype_id="hba1c", **shared).rows(),
        "cohort": lambda: store.cohorts.sizes(store.cohorts.enter(everybody)).rows(),
        "steps": lambda: store.cohorts.attrition(everybody),
        "composition": lambda: store.cohorts.composition([everybody]).rows(),
        "names": lambda: store.cohorts.names,
        "carriers": lambda: store.carriers([danish], [0]).rows(),
        "alleles": lambda: store.query("alleles_in_range", first_allele=0, last_allele=9).rows(),
        "allele": lambda: queries.search.search(store, "chr1-200-C-T").variant_ids,
        "rsid": lambda: queries.search.search(store, "rs77").variant_ids,
        "listed": lambda: store.alleles.at([("chr1", 200, "C", "T")]).rows(),
        "listed_rsid": lambda: store.alleles.of_rsids(["rs77"]).rows(),
        "linkage": lambda: store.linkage(danish, [0], [0]).rows(),
    }  # fmt: skip
    told = {}
    for name, ask in asks.items():
        try:
            told[name] = str(ask())
        except StraitsError:
            told[name] = "refused"
    return told


@pytest.mark.parametrize("name", ["origins", "nothing"])
def test_a_store_that_is_opened_for_another_purpose_knows_nothing_of_the_site(
    store: Path, name: str
) -> None:
    told = everything(opened(store, name))
    assert {ask for ask, answer in told.items() if OF_THE_SITE.search(answer)} == set()
    # What stays usable.
    assert "sg_wgs" in told["call_sets"]
    assert "134" in told["cohort"]
    assert "80" in told["group_sizes"]
    assert "chr1-100-A-G" in told["alleles"]
    assert told["listed_rsid"] == "[]"


def test_a_purpose_that_the_site_allows_is_answered(store: Path) -> None:
    told = everything(opened(store, "heart"))
    of_site = {ask for ask, answer in told.items() if OF_THE_SITE.search(answer)}
    assert of_site > {
        "call_sets", "group_sizes", "cohort", "phenotypes", "numbers", "carriers", "alleles",
        "allele", "rsid", "listed",
    }  # fmt: skip
    assert "rs77" in told["listed_rsid"]


def test_a_comparison_with_the_site_is_refused_and_one_without_it_is_not(store: Path) -> None:
    assert opened(store, "heart").comparisons.ranked(COMPARISON, "abs_difference", 5, 0).height == 1
    refused = opened(store, "origins")
    with pytest.raises(QueryError, match=r"no group|not there|dk_wgs"):
        refused.comparisons.ranked(COMPARISON, "abs_difference", 5, 0)
    cohort = cohorts.parse("call set is dk_wgs")
    with pytest.raises(QueryError):
        refused.cohorts.enter(cohort)


def test_two_readers_of_one_server_have_what_is_theirs(store: Path) -> None:
    first = opened(store, "heart")
    other = opened(store, "origins")
    assert first is not other
    assert first is opened(store, "heart")
    assert first.opening != other.opening
    assert [(site.name, site.call_sets) for site in other.left_out] == [("Denmark", ("dk_wgs",))]
    assert "POA" in other.left_out[0].why
    assert first.left_out == ()


@pytest.fixture
def routes(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], TestClient]:
    (tmp_path / "sign_in.toml").write_text(SIGN_IN)
    (tmp_path / "access.yaml").write_text(ACCESS)
    monkeypatch.setenv(sign_in_file.VARIABLE, str(tmp_path / "sign_in.toml"))
    monkeypatch.setenv(known_readers.VARIABLE, str(tmp_path / "access.yaml"))
    monkeypatch.setenv("STRAITS_STORE", str(store))

    def of(name: str) -> TestClient:
        claims = {"sub": name, "email": f"{name}@x.org", "iat": time.time()}
        monkeypatch.setattr(session_cookie, "claims_of", lambda *_: claims)
        return TestClient(Starlette(routes=dashboard.ROUTES), follow_redirects=False)

    return of


def test_a_file_has_the_site_for_its_purpose_alone(routes: Callable[[str], TestClient]) -> None:
    answer = routes("ada").get(f"/differences.csv?{PAIR}")
    assert answer.status_code == 200
    assert b"chr1-100-A-G" in answer.content
    for name in ("eve", "bob"):
        answer = routes(name).get(f"/differences.csv?{PAIR}")
        assert answer.status_code in (400, 404)
        assert not OF_THE_SITE.search(answer.text.replace("dk_wgs", "", 1))


@pytest.mark.parametrize("page", ["overview", "frequencies", "cohorts"])
def test_a_page_has_the_site_for_its_purpose_alone(
    store: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "POA")
    app = screens.opened(page, store, monkeypatch)
    assert not app.exception
    said = screens.said(app) + "".join(str(frame.value) for frame in app.dataframe)
    assert not OF_THE_SITE.search(said)
    assert "Denmark is left out of this page: its data are under NPOA" in said
    monkeypatch.setenv(VARIABLE, "HMB")
    assert "left out of this page" not in screens.said(screens.opened(page, store, monkeypatch))
