"""Two bundles do not tell who left between them, and a group is told anew once enough changed.

Control: with exact counts each time, the genome of each of 60 people tells that they left, and
once enough left that a group is told anew its manifest says so. So do a group and an allele that
are missing, where what was sent of them does not go again.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from straits import queries
from straits.bundles.bundle_manifest import Override
from straits.queries.sending import told_again
from straits.store import Membership, Sending, SentLedger, Store, open_store
from tests.builders import studies
from tests.builders.tiny_bundle import TODAY, key

N_PEOPLE, N_ALLELES = 60, 30  # of each of two groups
N_CARRIERS = 12  # enough to be told exactly, and too few for a group to be told anew without them
KEYS = key("here"), key("there")
ALLELE = ["contig", "pos", "ref", "alt"]
Copies = NDArray[np.int8]


@pytest.fixture(scope="module")
def copies() -> Copies:
    """Return how many copies each person has of each allele, shape (people, alleles).

    Of the last one the first person alone has a copy, of the one before it the first carriers.
    """
    rng = np.random.default_rng(21)
    af = rng.uniform(0.2, 0.8, N_ALLELES)
    drawn = rng.binomial(2, af, (2 * N_PEOPLE, N_ALLELES)).astype(np.int8)
    drawn[:, -1] = np.arange(2 * N_PEOPLE) == 0
    drawn[:, -2] = np.arange(2 * N_PEOPLE) < N_CARRIERS
    return drawn


def ingested(folder: Path, copies: Copies, people: Sequence[int]) -> Store:
    """Read a study of some people, under the profile inside, and open it."""
    folder.mkdir(exist_ok=True)
    calls = np.array(["0/0", "0/1", "1/1"])[copies[list(people)]]
    lines = [
        studies.record(f"chr1 {1_000_000 * (place + 1)} A G", " ".join(calls[:, place]))
        for place in copies[list(people)].any(axis=0).nonzero()[0]
    ]
    names = [f"S{person}" for person in people]
    (folder / "calls.vcf").write_text(studies.vcf_text(names, lines))
    sexes = {f"S{person}": "XX" if person < N_PEOPLE else "XY" for person in people}
    study = studies.one_call_set(
        folder, ["calls.vcf"], sexes, profile="inside",
        groupings={"ethnic_group": {"column": "sex", "labels": {"XX": "Malay", "XY": "Danish"}}},
    )  # fmt: skip
    studies.ingest(study, folder / "store")
    return open_store(folder / "store")


def planned(store: Store, ledger: SentLedger, **other: object):
    text = queries.sending.of_text(store, "all", "chr1:1-200000000")
    wish = queries.sending.Wanted((text,), "ethnic_group", "all", False, None, {})
    return queries.sending.plan(store, ledger, replace(wish, **other))


def drafted(store: Store, ledger: SentLedger, **other: object) -> queries.sending.BundleDraft:
    plan = planned(store, ledger, **other)
    until = TODAY.replace(year=TODAY.year + 1)
    sender, recipient = KEYS
    to = queries.sending.Addressed("x", "", sender.public, (recipient.public,), until, "", "")
    return queries.sending.draft(store, ledger, plan, to)


def sent(store: Store, ledger: SentLedger) -> pl.DataFrame:
    """Send a bundle; returns its cells."""
    made = drafted(store, ledger)
    queries.sending.signed(made, KEYS[0], ledger)
    return made.tables["cells"].sort(*ALLELE, "group_id")


@pytest.fixture(scope="module")
def first(
    copies: Copies, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, SentLedger, pl.DataFrame]:
    """Return the folder of a study, the ledger of what it sent, and the cells that went."""
    folder = tmp_path_factory.mktemp("departures")
    ledger = SentLedger(folder / "state")
    return folder, ledger, sent(ingested(folder, copies, range(2 * N_PEOPLE)), ledger)


def test_who_leaves_alone_is_not_told(
    first: tuple[Path, SentLedger, pl.DataFrame], copies: Copies
) -> None:
    folder, ledger, before = first
    store = open_store(folder / "store")
    [bundle] = ledger.bundles()
    told = {group.group: group.membership for group in bundle.groups}
    identified = 0
    for person in range(N_PEOPLE):

        def gone(self, grouping, counted, keys, ledger, person=person):
            found = {}
            for call_set, group, sex in keys:
                people = ledger.people(told[group])
                left = people - ledger.hashed([f"wgs S{person}"])
                changed = {told[group]: len(people ^ left)}
                name = ledger.name_of(left)
                found[call_set, group, sex] = Membership(name, left, changed, 0)
            assert sum(each.n_changed[told[key[1]]] for key, each in found.items()) == 1
            return found

        with mock.patch.object(Sending, "memberships", gone):
            plan = planned(store, ledger)
        after = plan.cells.sort(*ALLELE, "group_id")
        malay = next(group for group in plan.groups if group.part.group == "XX")
        assert not malay.is_anew
        identified += not after.select("ac").equals(before.select("ac"))
    assert identified == 0


def test_who_leaves_alone_is_told_by_exact_counts(copies: Copies) -> None:
    malay = copies[:N_PEOPLE]
    identified = 0
    for person in range(N_PEOPLE):
        after = np.delete(malay, person, axis=0)
        difference = malay.sum(axis=0) - after.sum(axis=0)
        identified += (malay == difference).all(axis=1).nonzero()[0].tolist() == [person]
    assert identified == N_PEOPLE


def said(made: queries.sending.BundleDraft) -> dict[str, Any]:
    """Return all that a manifest says but when it was made, and how many it follows."""
    said = made.manifest.model_dump(mode="json")
    for name in ("sequence", "previous", "created", "release"):
        del said[name]
    for budget in said["budgets"]:
        # What was told here for the first time was told before by the next one.
        before = budget.pop("independent_variants_before")
        budget["independent_variants_here"] += before
    return said


def test_the_manifest_says_nothing_of_who_is_there_now_until_enough_left(
    copies: Copies, tmp_path: Path
) -> None:
    ledger = SentLedger(tmp_path / "state")
    first = drafted(ingested(tmp_path, copies, range(2 * N_PEOPLE)), ledger)
    queries.sending.signed(first, KEYS[0], ledger)
    # All carriers of an allele left, so that the release has no record of it.
    store = ingested(tmp_path, copies, range(N_CARRIERS, 2 * N_PEOPLE))
    gone = {"contig": "chr1", "pos": 1_000_000 * (N_ALLELES - 1)}
    assert store.sending.table("alleles").filter(**gone).is_empty()
    assert first.tables["cells"].filter(**gone, state="exact")["ac"].to_list() == [N_CARRIERS]
    as_sent = said(first)
    as_sent["groups"][0]["n_unrelated"] = None  # not told again
    # Of each table it says the SHA-256.
    assert said(drafted(store, ledger)) == as_sent
    with mock.patch.object(told_again, "with_alleles_sent", lambda ledger, lists, store: lists):
        assert drafted(store, ledger).tables["cells"].filter(**gone).is_empty()  # the control
    twenty_left = said(drafted(ingested(tmp_path, copies, range(20, 2 * N_PEOPLE)), ledger))
    for part in ("groups", "budgets", "files"):
        assert twenty_left[part] != said(first)[part]
    assert [each["n_people"] for each in twenty_left["budgets"]] == [40, 60]


def test_a_group_that_becomes_too_small_goes_again_as_it_was_sent(
    copies: Copies, tmp_path: Path
) -> None:
    few = copies[:, :12]
    ledger = SentLedger(tmp_path / "state")
    first = drafted(ingested(tmp_path, few, range(22, 2 * N_PEOPLE)), ledger)
    queries.sending.signed(first, KEYS[0], ledger)
    assert [group.n_people for group in first.manifest.groups] == [38, 60]
    # 19 of 38 leave: of 19 people nothing is told, nor is what would follow from the others.
    store = ingested(tmp_path, few, range(41, 2 * N_PEOPLE))
    as_sent, second = said(first), drafted(store, ledger)
    for group, now in zip(as_sent["groups"], second.manifest.groups, strict=True):
        if now.n_unrelated is None:
            group["n_unrelated"] = None
    assert said(second) == as_sent
    plan = planned(store, ledger)
    assert [group.why_not for group in plan.groups][0] == told_again.TOO_FEW
    # The control. Of the other group nothing is shown either, since all others would follow.
    with mock.patch.object(told_again, "would_be_missed", lambda now, _: now.n_people > 19):
        assert {group.id for group in drafted(store, ledger).manifest.groups} == {"XY"}
    # Somebody may decide so, by name; and where 20 left, that it is missing tells of none of them.
    decided = {("wgs", "XX"): Override(by="A. Jensen", reason="the ward was closed")}
    without = drafted(store, ledger, withdrawn=decided)
    assert {group.id for group in without.manifest.groups} == {"XY"}
    [said_why] = [each.reason for each in without.manifest.withheld]
    assert said_why == "wgs/XX left out by A. Jensen: the ward was closed"
    now = Sending.memberships

    def twenty_left(self, *asked):
        found = now(self, *asked)
        return {
            (call_set, group, sex): replace(each, n_changed=dict.fromkeys(each.n_changed, 20))
            if group == "XX"
            else each
            for (call_set, group, sex), each in found.items()
        }

    with mock.patch.object(Sending, "memberships", twenty_left):
        assert {group.part.group for group in planned(store, ledger).groups} == {"XY"}


@pytest.mark.long
def test_what_was_sent_goes_again_dated_until_enough_changed(
    first: tuple[Path, SentLedger, pl.DataFrame], copies: Copies
) -> None:
    folder, ledger, before = first
    # One of the Malay withdrew.
    store = ingested(folder, copies, range(1, 2 * N_PEOPLE))
    plan = planned(store, ledger)
    malay, danish = sorted(plan.groups, key=lambda group: group.part.group)
    assert (malay.is_anew, malay.n_changed, malay.n_people, malay.n_told) == (False, 1, 59, 60)
    assert (danish.is_anew, danish.n_changed) == (True, 0)
    assert sent(store, ledger).equals(before)
    # So did 19 more: the group is told anew, and nobody who withdrew is in it.
    store = ingested(folder, copies, range(20, 2 * N_PEOPLE))
    again = planned(store, ledger)
    malay = min(again.groups, key=lambda group: group.part.group)
    assert (malay.is_anew, malay.n_changed, malay.n_told) == (True, 20, 40)
    cells = again.cells.filter(group_id="XX", state="exact").sort("pos")
    places = (cells["pos"].to_numpy() // 1_000_000) - 1
    assert cells["ac"].to_list() == copies[20:N_PEOPLE].sum(axis=0)[places].tolist()
    # What was told of those who were there counts as well.
    assert malay.n_before > 0
    assert malay.n_here > 0
