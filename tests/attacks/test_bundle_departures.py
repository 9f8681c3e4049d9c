"""Two bundles do not tell who left between them, and a group is told anew once enough changed.

Control: with exact counts each time, the genome of each of 60 people tells that they left, and
once enough left that a group is told anew its manifest says so.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from straits import queries
from straits.store import Membership, Sending, SentLedger, Store, open_store
from tests.builders import studies
from tests.builders.tiny_bundle import TODAY, key

N_PEOPLE, N_ALLELES = 60, 30  # of each of two groups
KEYS = key("here"), key("there")
ALLELE = ["contig", "pos", "ref", "alt"]
Copies = NDArray[np.int8]


@pytest.fixture(scope="module")
def copies() -> Copies:
    """Return how many copies each person has of each allele, shape (people, alleles).

    Of the last one the first person alone has a copy.
    """
    rng = np.random.default_rng(21)
    af = rng.uniform(0.2, 0.8, N_ALLELES)
    drawn = rng.binomial(2, af, (2 * N_PEOPLE, N_ALLELES)).astype(np.int8)
    drawn[:, -1] = np.arange(2 * N_PEOPLE) == 0
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


def planned(store: Store, ledger: SentLedger):
    text = queries.sending.of_text(store, "all", "chr1:1-200000000")
    wish = queries.sending.Wanted((text,), "ethnic_group", "all", False, None, {})
    return queries.sending.plan(store, ledger, wish)


def drafted(store: Store, ledger: SentLedger) -> queries.sending.BundleDraft:
    plan = planned(store, ledger)
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
                found[call_set, group, sex] = Membership(ledger.keep(left), len(left), changed, 0)
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
    five_left = drafted(ingested(tmp_path, copies, range(5, 2 * N_PEOPLE)), ledger)
    as_sent = said(first)
    as_sent["groups"][0]["n_unrelated"] = None  # not told again
    # Of each table it says the SHA-256.
    assert said(five_left) == as_sent
    twenty_left = said(drafted(ingested(tmp_path, copies, range(20, 2 * N_PEOPLE)), ledger))
    for part in ("groups", "budgets", "files"):
        assert twenty_left[part] != said(first)[part]
    assert [each["n_people"] for each in twenty_left["budgets"]] == [40, 60]


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
