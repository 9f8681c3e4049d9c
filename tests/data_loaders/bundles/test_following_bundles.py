"""Bundles of one lineage follow each other: the last counts, and no earlier one comes back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_loaders.bundles import received_bundles
from data_loaders.bundles.partner_counts import partner_call_sets
from data_loaders.bundles.received_bundles import Arrived, read_bundles
from data_loaders.study.study_reading import read_study
from straits.bundles import bundle_keys
from straits.errors import BundleError
from straits.store import SENT_FOLDER, SentBundle, SentLedger
from straits.tables import TABLES
from tests.builders import studies
from tests.builders.partner_study import PartnerStudy, partner_study
from tests.builders.tiny_bundle import TODAY, TinyBundle


@pytest.fixture
def study(tmp_path: Path) -> PartnerStudy:
    made = partner_study(tmp_path)
    made.write()
    return made


def chain(study: PartnerStudy, length: int, **said: Any) -> list[TinyBundle]:
    """Return bundles of which each names the one before. said: of the last."""
    # A bundle is made of its parts whenever it is asked for, and must be the same each time.
    created = datetime.now(UTC).replace(microsecond=0)
    made: list[TinyBundle] = []
    for number in range(1, length + 1):
        previous = made[-1].manifest().sha256 if made else None
        fields: dict[str, Any] = {"sequence": number, "previous": previous, "release": str(number)}
        fields |= {"created": created}
        made.append(study.bundle(said=fields | (said if number == length else {})))
    return made


def read(study: PartnerStudy, bundles: Sequence[TinyBundle]) -> Arrived:
    """Return what is read where these bundles, and no others, lie in the folder."""
    for path in (study.folder / "received").iterdir():
        path.unlink()
    for number, made in enumerate(bundles):
        study.receive(made, f"{number}.straits")
    return read_bundles(read_study(study.folder / "study.yaml"), study.store)


def remember(study: PartnerStudy, done: Arrived) -> None:
    """Make a store whose current release has read bundles."""
    path = TABLES["bundles"].path(study.store / "releases" / "r1")
    path.parent.mkdir(parents=True, exist_ok=True)
    done.rows.write_parquet(path)
    (study.store / "current").unlink(missing_ok=True)
    (study.store / "current").symlink_to("releases/r1")


def revoking(study: PartnerStudy, made: Sequence[TinyBundle]) -> TinyBundle:
    last = made[-1].manifest()
    revokes = {"sequence": last.sequence, "manifest": last.sha256, "reason": "A wrong sheet."}
    said = {"sequence": last.sequence + 1, "previous": last.sha256, "revokes": revokes}
    said |= {"created": last.created}
    nothing = dict.fromkeys(("groups", "call_sets", "lists", "budgets", "files", "sites"), ())
    return _Empty(sender=study.partner, recipients=[study.own], said=said | nothing)


class _Empty(TinyBundle):
    def tables(self) -> dict[str, Any]:
        return {}


def test_the_last_bundle_counts_whatever_lies_beside_it(study: PartnerStudy) -> None:
    done = read(study, [*reversed(chain(study, 3))])
    assert [each.manifest.sequence for each in done.in_force] == [3]
    assert done.rows.select("sequence", "state").rows() == [(3, "in force")]


def test_the_same_release_bundled_twice_is_one_after_the_other(study: PartnerStudy) -> None:
    made = chain(study, 2, release="1")
    assert [each.manifest.sequence for each in read(study, made).in_force] == [2]
    # The very same file twice is one bundle.
    assert len(read(study, [made[0], made[0]]).in_force) == 1


def test_two_histories_are_refused(study: PartnerStudy) -> None:
    first, second = chain(study, 2)
    other = study.bundle(said={"release": "another"})
    for pair in ([first, other], [other, second]):
        with pytest.raises(BundleError, match=r"does not follow .* another history"):
            read(study, pair)


def test_an_older_bundle_does_not_come_back(study: PartnerStudy) -> None:
    made = chain(study, 3)
    remember(study, read(study, made[:2]))
    assert read(study, made[1:2]).in_force
    with pytest.raises(BundleError, match=r"number 1 of dk-sg, and the store has read number 2"):
        read(study, made[:1])
    with pytest.raises(BundleError, match="another one"):
        read(study, [study.bundle(said=made[1].said | {"release": "another"})])
    with pytest.raises(BundleError, match="does not follow number 2"):
        read(study, [study.bundle(said=made[2].said | {"previous": "0" * 64})])
    assert read(study, made[2:]).in_force


def test_a_revocation_takes_a_bundle_away_for_good(study: PartnerStudy) -> None:
    made = chain(study, 2)
    revocation = revoking(study, made)
    done = read(study, [*made, revocation])
    assert done.in_force == ()
    assert done.rows.select("sequence", "state", "reason").rows() == [
        (3, "revoked", "A wrong sheet.")
    ]
    remember(study, done)
    with pytest.raises(BundleError, match="has read number 3"):
        read(study, made)
    # It is remembered where the revocation is no longer there either.
    assert read(study, []).rows["state"].to_list() == ["revoked"]


def test_what_was_sent_is_revoked_by_command(study: PartnerStudy, tmp_path: Path) -> None:
    (made,) = chain(study, 1)
    manifest = made.manifest()
    ledger = SentLedger(tmp_path / "state" / SENT_FOLDER)
    sent = SentBundle(
        "dk", manifest.lineage, 1, manifest.sha256, "", manifest.recipients, "", "", ()
    )
    ledger.note(sent, manifest.content, {})
    bundle_keys.write(study.partner, tmp_path / "state", "denmark")
    out = study.folder / "received" / "revoked.straits"
    asked = ("--name", "dk-sg", "--reason", "A wrong sheet.", "--state", tmp_path / "state")
    key = ("--key", tmp_path / "state" / "denmark.key")
    done = studies.command("bundle", "revoke", out, *asked, *key)
    assert done.returncode == 2
    assert "Name the keys of all of them" in done.stderr
    to = ("--to", study.folder / "own.pub")
    done = studies.command("bundle", "revoke", out, *asked, *key, *to)
    assert done.returncode == 0, done.stderr
    study.receive(made)
    read = read_bundles(read_study(study.folder / "study.yaml"), None)
    assert read.in_force == ()
    assert read.rows.select("sequence", "state", "reason").rows() == [
        (2, "revoked", "A wrong sheet.")
    ]
    assert ledger.last("dk-sg").revokes is not None


def test_a_newer_bundle_past_its_day_does_not_bring_the_older_back(study: PartnerStudy) -> None:
    made = chain(study, 2, valid_until=TODAY)
    for number, each in enumerate(made):
        study.receive(each, f"{number}.straits")
    late = made[0].manifest().created + timedelta(days=2)
    done = read_bundles(read_study(study.folder / "study.yaml"), None, late)
    assert done.in_force == ()
    assert done.rows.select("sequence", "state").rows() == [(2, "expired")]


def test_two_lineages_of_a_partner_are_two_call_sets(study: PartnerStudy) -> None:
    done = read(study, [study.bundle(), study.bundle(said={"lineage": "clinvar"})])
    call_sets = partner_call_sets(read_study(study.folder / "study.yaml"), done.in_force)
    assert [each.call_set_id for each in call_sets] == [
        "denmark.copenhagen.wgs.dk-sg", "denmark.copenhagen.wgs.clinvar",
    ]  # fmt: skip


def test_a_study_with_the_same_ids_is_told_apart(study: PartnerStudy) -> None:
    study.write(partner={"id": "here2", "name": "There"})
    made = study.bundle(said={"study": {"id": "A test", "name": "A test"}})
    done = read(study, [made])
    call_sets = partner_call_sets(read_study(study.folder / "study.yaml"), done.in_force)
    assert call_sets[0].site_id == "here2"
    assert {grouping for grouping, _ in call_sets[0].groups} == {"here2_self_reported"}


def test_a_folder_that_is_full_keeps_nothing(
    study: PartnerStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    (received,) = read(study, [study.bundle()]).in_force

    def full(path: Path, _: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    into = study.folder / "into"
    with pytest.raises(BundleError, match="No space left on device. Nothing has changed"):
        received_bundles.keep(received, into)
    assert [*into.iterdir()] == []
