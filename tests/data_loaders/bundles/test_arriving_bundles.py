"""A partner's bundle stands in the release as it was sent, for as long as it may, or not at all."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.errors import QueryError
from straits.store import Store, open_store
from straits.store.releases.expired_bundles import without_expired
from straits.store.releases.release_files import find_release
from tests.builders import screens, studies
from tests.builders.partner_study import DENMARK, GROUPING, PartnerStudy, partner_study
from tests.builders.tiny_bundle import ALLELES, TODAY, WithPhenotypes
from tests.data_loaders.bundles.test_following_bundles import chain, revoking


@pytest.fixture
def study(tmp_path: Path) -> PartnerStudy:
    return partner_study(tmp_path)


def ids() -> list[str]:
    return ["-".join(str(part) for part in allele.values()) for allele in ALLELES]


def test_cells_of_a_bundle_stand_beside_those_of_the_study(study: PartnerStudy) -> None:
    study.receive()
    studies.ingest(study.write(), study.store)
    store = open_store(study.store)
    exact = queries.allele.variant_frequencies(store, ids()[0]).filter(call_set_id=DENMARK)
    ranges = queries.allele.variant_frequencies(store, ids()[1]).filter(call_set_id=DENMARK)
    assert exact.select("grouping", "group_id", "ac", "an", "hom_alt", "state").rows() == [
        (GROUPING, "danish", 30, 200, None, "shown"), (GROUPING, "faroese", 30, 200, None, "shown"),
    ]  # fmt: skip
    assert ranges.select("ac", "an", "ac_low", "ac_high", "state").rows() == [
        (None, 200, 0, 9, "censored"), (None, 200, 0, 9, "censored")
    ]  # fmt: skip
    # Whoever divides people by what they say of themselves stands beside whoever does so too.
    assert queries.groups.beside(store, GROUPING) == (GROUPING,)
    whose = queries.groups.of_cells(store, [(DENMARK, GROUPING, "danish")])
    assert f"Denmark's bundle 1 of {TODAY}, people of {TODAY}, signed" in whose
    assert "for GRU, profile inside: a count under 10, or that leaves fewer of AN, is a range" in (
        whose
    )
    # Both sides call a group Danish, and pages tell them apart.
    labels = queries.groups.populations(store).filter(pl.col("call_set_id").is_not_null())
    assert {"Danish", "Danish (Denmark)"} <= {*labels["label"]}
    danish = labels.filter(call_set_id=DENMARK, group_id="danish")["provenance"].item()
    assert danish.endswith("is a range; Self-reported: danish")
    both = [(DENMARK, GROUPING, group) for group in ("danish", "faroese")]
    assert queries.groups.of_cells(store, both).startswith("Danish (Denmark), Faroese · Denmark")


def test_groups_of_one_grouping_stand_side_by_side(study: PartnerStudy) -> None:
    study.receive()
    path = study.write(groupings={"self_reported": {"column": "sex"}})
    studies.ingest(path, study.store)
    store = open_store(study.store)
    assert queries.groups.beside(store, "self_reported") == ("self_reported", GROUPING)
    assert queries.groups.beside(store, GROUPING) == (GROUPING, "self_reported")
    pair = queries.groups.default_pair(store)
    with_partners = queries.comparison.panel_populations(store, *pair, with_partners=True)
    assert [each.site_id for each in with_partners] == ["here", "here", "denmark", "denmark"]
    assert len(queries.comparison.panel_populations(store, *pair)) == 2


def test_a_study_of_one_group_opens_beside_a_partner(study: PartnerStudy) -> None:
    study.receive()
    path = study.write(groupings={"self_reported": {"column": "sex", "missing": ["XY"]}})
    studies.ingest(path, study.store)
    store = open_store(study.store)
    a, b = queries.groups.default_pair(store)
    assert (a.site_id, b.site_id) == ("here", "denmark")
    assert a.group_id == "XX"
    assert "self-reported, as the partner says" in queries.groups.basis(
        b.is_inferred, b.is_panel, bool(b.provenance)
    )
    rows = queries.allele.variant_frequencies(
        store, ids()[0], groupings=queries.groups.beside(store, a.grouping)
    )
    known = queries.findings.groups_of_allele(rows).known
    assert [(each.label, each.ac_low, each.an) for each in known] == [
        ("XX", 20, 120), ("Danish of Denmark", 30, 200), ("Faroese of Denmark", 30, 200),
    ]  # fmt: skip
    assert rows["is_inferred"].to_list() == [False] * 3
    assert queries.groups.partner_groups(store)["definition"][0] == "Self-reported: danish"


def test_groups_that_genotypes_name_arrive_as_such(study: PartnerStudy) -> None:
    groups = study.bundle().manifest().groups
    inferred = [each.model_dump() | {"is_inferred": True} for each in groups]
    study.receive(study.bundle(said={"groups": inferred}))
    studies.ingest(study.write(), study.store)
    of_partner = queries.groups.populations(open_store(study.store)).filter(grouping=GROUPING)
    assert of_partner["is_inferred"].to_list() == [True, True]


def test_a_bundle_is_verified_opened_and_listed_by_command(study: PartnerStudy) -> None:
    path = study.write(partner={"bundles": "post/denmark.*.straits"})
    arrived = study.folder / "mail.straits"
    arrived.write_bytes(study.bundle().sealed())
    at = ("--study", path, "--store", study.store)
    done = studies.command("bundle", "verify", arrived, *at[:2])
    assert done.returncode == 0, done.stderr
    assert "Danish (self_reported of copenhagen wgs): 120 people" in done.stdout
    assert "cells: 2 exact, 2 as a range" in done.stdout
    assert "NOT CHECKED: whether a later one replaced it" in done.stdout
    assert not study.store.exists()
    done = studies.command("bundle", "open", arrived, *at, "--now")
    assert done.returncode == 0, done.stderr
    # Where the study looks for the partner's.
    assert (study.folder / "post" / "denmark.dk-sg.0001.straits").exists()
    assert open_store(study.store).query("partner_groups")["counted_on"].to_list() == [TODAY] * 2
    listed = studies.command("bundle", "list", "--store", study.store).stdout
    assert f"Denmark: dk-sg 1, made {TODAY}" in listed
    assert "in force" in listed
    arrived.write_bytes(arrived.read_bytes()[:-1])
    done = studies.command("bundle", "open", arrived, *at)
    assert done.returncode == 2
    assert "mail.straits of Denmark" in done.stderr


def test_past_its_day_nothing_of_a_partner_is_shown(study: PartnerStudy) -> None:
    study.receive()
    studies.ingest(study.write(), study.store)
    release = find_release(study.store, None)
    until = TODAY + timedelta(days=90)
    assert without_expired(release, until).left_out == ()
    (gone,) = without_expired(release, until + timedelta(days=1)).left_out
    assert gone.call_sets == (DENMARK,)
    assert str(until) in gone.why
    left = Store(without_expired(release, until + timedelta(days=1)))
    assert queries.allele.variant_frequencies(left, ids()[0])["site_id"].unique().to_list() == [
        "here"
    ]
    assert left.query("partner_groups").is_empty()
    (said_gone,) = queries.groups.gone_bundles(left)
    assert said_gone.startswith(f"Denmark: its bundle could be shown until {until}.")
    with pytest.raises(QueryError, match=f"which is left out: its bundle could .* {until}"):
        queries.groups.population(left, f"group:{GROUPING}/danish@{DENMARK}")


def test_what_a_partner_took_back_or_replaced_is_said(
    study: PartnerStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.write()
    made = chain(study, 1)
    study.receive(made[0], "1.straits")
    study.receive(revoking(study, made), "2.straits")
    said = {"lineage": "clinvar", "created": made[0].said["created"]}
    first = study.bundle(said=said)
    study.receive(first, "3.straits")
    after = {"sequence": 2, "previous": first.manifest().sha256}
    study.receive(study.bundle(said=said | after), "4.straits")
    studies.ingest(study.folder / "study.yaml", study.store)
    page = screens.opened("overview", study.store, monkeypatch)
    taken = f"Denmark took its bundles dk-sg back on {TODAY} (number 2): A wrong sheet."
    assert taken in screens.said(page)
    assert "It took the place of bundle 1 of clinvar" in screens.said(page)
    with pytest.raises(QueryError, match="The group is of Denmark.*A wrong sheet"):
        queries.groups.population(open_store(study.store), f"group:{GROUPING}/old@{DENMARK}")


def test_terms_keep_a_partner_out_of_what_they_forbid(
    study: PartnerStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = {"duo": ["HMB", "NPOA"], "text": "", "permit": "", "purpose": ""}
    study.receive(study.bundle(said={"terms": terms}))
    studies.ingest(study.write(), study.store)
    monkeypatch.setenv("STRAITS_PURPOSE", "HMB")
    assert open_store(study.store).left_out == ()
    monkeypatch.setenv("STRAITS_PURPOSE", "POA")
    (left_out,) = open_store(study.store).left_out
    assert left_out.name == "Denmark"
    assert "ancestry research prohibited" in left_out.why


def test_phenotypes_of_a_partner_stand_beside_those_of_the_study(study: PartnerStudy) -> None:
    study.receive(WithPhenotypes(sender=study.partner, recipients=[study.own]))
    path = study.write(groupings={"self_reported": {"column": "sex"}})
    studies.ingest(path, study.store)
    store = open_store(study.store)
    counts = queries.phenotypes.phenotype_counts(store, "gout", "self_reported")
    (row,) = queries.phenotypes.prevalence(counts).rows(named=True)
    assert (row["site_name"], row["group_label"], row["n_yes"], row["n_known"]) == (
        "Denmark", "Danish", 25, 100,
    )  # fmt: skip
    (row,) = queries.phenotypes.phenotype_numbers(store, "bmi", "self_reported").rows(named=True)
    assert (row["n_people"], row["median"], row["mean"]) == (100, 15 + 10 * 50 / 60, None)
    bins = queries.phenotypes.phenotype_bins(store, "bmi", "self_reported")
    assert bins["n_people"].to_list() == [60, 40]
    # Nobody divides people by this under that name.
    assert queries.phenotypes.phenotype_counts(store, "gout", "everyone").is_empty()
