"""Bundles that were damaged, swapped, replayed or made to deceive: none goes in, each says why.

The control: of a bundle whose tables nobody held to a manifest, a changed one would be read.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_loaders.bundles.received_bundles import Arrived, read_bundles
from data_loaders.study.study_reading import read_study
from straits.bundles import bundle_opening
from straits.errors import BundleError
from tests.builders.damaged_bundles import DAMAGES, encrypted, noise, packed, parts, swapped
from tests.builders.partner_study import PartnerStudy, partner_study
from tests.builders.tiny_bundle import TODAY, TinyBundle

# Of a signature that no pinned key made nothing more is known.
ALIKE = {"another's signature": "signed by a key of the same name"}
_said: dict[str, str] = {}

_FILES = ("manifest.json", "signature", "alleles.parquet", "cells.parquet")
_NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> PartnerStudy:
    made = partner_study(tmp_path_factory.mktemp("study"))
    made.write()
    return made


def arrived(study: PartnerStudy, content: bytes | TinyBundle, **keys: Any) -> Arrived:
    """Return what is read where one bundle lies in the folder."""
    sealed = content.sealed() if isinstance(content, TinyBundle) else content
    (study.folder / "received" / "one.straits").write_bytes(sealed)
    return read_bundles(read_study(study.folder / "study.yaml"), study.store, **keys)


def refused(study: PartnerStudy, content: bytes | TinyBundle, why: str, **keys: Any) -> str:
    """Require that a bundle is refused for a reason; returns what is said."""
    with pytest.raises(BundleError, match=why) as error:
        arrived(study, content, **keys)
    assert str(error.value).startswith("one.straits of Denmark: ")
    assert not study.store.exists()
    return str(error.value)


def test_the_bundle_that_nobody_touched_is_read(study: PartnerStudy) -> None:
    assert len(arrived(study, study.bundle()).in_force) == 1


@pytest.mark.parametrize("name", _FILES)
@pytest.mark.parametrize("place", [0, 0.5, -1])
def test_a_bit_that_flipped_in_any_file_is_found(
    study: PartnerStudy, name: str, place: float
) -> None:
    files = parts(study, study.bundle())
    changed = bytearray(files[name])
    changed[int(place * len(changed)) if place != -1 else -1] ^= 1
    refused(study, packed(study, files | {name: bytes(changed)}), "pinned|not what was signed")


def test_a_bundle_that_was_cut_anywhere_is_found(study: PartnerStudy) -> None:
    # Long enough for age to end a chunk of 64 KiB within it.
    words = dict.fromkeys(("text", "permit", "purpose"), noise())
    said = {"terms": {"duo": ["GRU"], **words}, "country": noise()}
    sealed = study.bundle(said=said).sealed()
    tar = study.own.opened(sealed)
    edges = range(65_536, len(sealed), 65_536)
    assert len(edges) >= 1
    for edge in (0, 1, 100, *edges, *(16 + edge for edge in edges), len(sealed) - 1):
        refused(study, sealed[:edge], "not a bundle|decrypted")
    for edge in (*range(512, len(tar), 8_192), len(tar) - 1, len(tar) - 512):
        refused(study, encrypted(study, tar[:edge]), "not a bundle|not packed")


def test_a_bit_that_flipped_in_what_is_sealed_is_found(study: PartnerStudy) -> None:
    sealed = study.bundle().sealed()
    for place in range(30, len(sealed), len(sealed) // 12):
        changed = bytearray(sealed)
        changed[place] ^= 1
        refused(study, bytes(changed), "decrypted|not a bundle")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_bundle_is_refused_with_the_reason(study: PartnerStudy, damage: str) -> None:
    make, why = DAMAGES[damage]
    said = refused(study, make(study), why)
    # It says whom to ask for what, or what to do; and no two damages are told alike.
    assert re.search(r"\. (Ask|Set|Name|Update) ", said)
    assert _said.setdefault(said, ALIKE.get(damage, damage)) == ALIKE.get(damage, damage)


def test_without_the_checksums_of_the_manifest_aswapped_table_would_be_read(
    study: PartnerStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_opening, "_require_files", lambda *_: None)
    arrived(study, swapped(study))


def test_a_bundle_past_its_last_day_is_no_failure_and_shows_nothing(study: PartnerStudy) -> None:
    until = TODAY + timedelta(days=10)
    made = study.bundle(said={"valid_until": until})
    assert len(arrived(study, made, now=_NOW + timedelta(days=10)).in_force) == 1
    late = arrived(study, made, now=_NOW + timedelta(days=11))
    assert late.in_force == ()
    assert late.rows["state"].to_list() == ["expired"]


def test_a_key_past_its_last_day_shows_nothing(study: PartnerStudy) -> None:
    until = study.partner.public.valid_until
    made = study.bundle(said={"valid_until": until + timedelta(days=99)})
    assert arrived(study, made, now=_NOW + timedelta(days=300)).in_force
    late = arrived(study, made, now=_NOW + timedelta(days=366))
    assert late.in_force == ()
    assert "Pin the sender's new key" in late.rows["reason"][0]


def test_a_key_that_is_not_the_one_read_out_is_refused(tmp_path: Path) -> None:
    other = partner_study(tmp_path)
    other.write(partner={"fingerprint": "0123 " * 10})
    other.receive()
    with pytest.raises(BundleError, match="by phone which of them is right"):
        read_bundles(read_study(other.folder / "study.yaml"), None)
