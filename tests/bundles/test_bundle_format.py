"""A bundle is opened as it was sealed, by those it is for; its keys stay whose they are."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from straits.__main__ import main
from straits.bundles import bundle_keys, bundle_manifest, bundle_opening, canonical_json
from straits.errors import BundleError
from tests.builders.tiny_bundle import TODAY, TinyBundle, key


def test_what_was_sealed_is_opened_by_each_recipient() -> None:
    made = TinyBundle(recipients=[key("singapore"), key("estonia")])
    content = made.sealed()
    assert b"chr10" not in content
    for recipient in made.recipients:
        pinned = [key("other").public, made.sender.public]
        bundle = bundle_opening.opened(content, recipient, pinned)
        assert bundle.manifest == made.manifest()
        assert bundle.sender == made.sender.public
        assert bundle.tables["cells"].rows() == made.tables()["cells"].sort("pos").rows()


def test_what_is_open_is_opened_without_a_key() -> None:
    made = TinyBundle(recipients=[])
    bundle = bundle_opening.opened(made.sealed(), None, [made.sender.public])
    assert bundle.manifest.recipients == ()


def test_the_same_bundle_is_the_same_bytes_but_for_what_encrypts_it() -> None:
    made = TinyBundle(recipients=[])
    assert made.sealed() == made.sealed()


def test_a_manifest_is_read_as_it_was_written_and_in_no_other_spelling() -> None:
    manifest = TinyBundle().manifest()
    assert bundle_manifest.read(manifest.content) == manifest
    with pytest.raises(BundleError, match="not in the form that Straits writes"):
        bundle_manifest.read(json.dumps(json.loads(manifest.content)).encode())


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # The examples of RFC 8785 that a manifest can hold.
        ({"€": 1, "\r": 2, "1": 3}, '{"\\r":2,"1":3,"€":1}'),
        ([1e0, 4.50, 2e-3, 0.00001], "[1,4.5,0.002,0]"),
        (["\u000f\n'\\\"/"], '["\\u000f\\n\'\\\\\\"/"]'),
    ],
)
def test_json_has_one_spelling(value: object, written: str) -> None:
    assert canonical_json.written(value) == written.encode()


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(BundleError, match="manifest is not in the form"):
        canonical_json.read(b'{"a":1,"a":1}', "manifest")


def test_keys_are_written_once_and_for_their_owner_alone(tmp_path: Path, capsys) -> None:
    assert main(["keys", "new", str(tmp_path / "dk"), "--owner", "Rigshospitalet"]) == 0
    spelt = capsys.readouterr().out.splitlines()[-1].strip()
    secret = bundle_keys.read_secret(tmp_path / "dk.key")
    public = bundle_keys.read_public(tmp_path / "dk.pub")
    assert public == secret.public == bundle_keys.read_public((tmp_path / "dk.pub").read_text())
    assert public.name == "Rigshospitalet"
    assert bundle_keys.same_fingerprint(spelt, public.fingerprint)
    assert (tmp_path / "dk.key").stat().st_mode & 0o777 == 0o600
    assert secret.opens not in repr(secret)
    assert main(["keys", "fingerprint", str(tmp_path / "dk.pub")]) == 0
    assert spelt in capsys.readouterr().out
    assert main(["keys", "new", str(tmp_path / "dk")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("The key cannot be used.")
    assert "is there already" in said
    (tmp_path / "dk.key").chmod(0o640)
    with pytest.raises(BundleError, match="chmod 600"):
        bundle_keys.read_secret(tmp_path / "dk.key")


def test_a_key_is_followed_by_another_while_both_are_pinned() -> None:
    recipient, old, new = key("singapore"), key("denmark"), key("denmark")
    first, second = (
        TinyBundle(sender=sender, recipients=[recipient]).sealed() for sender in (old, new)
    )
    pinned = [old.public, new.public]
    assert bundle_opening.opened(first, recipient, pinned).sender == old.public
    assert bundle_opening.opened(second, recipient, pinned).sender == new.public
    # The old one was lost to somebody else: nothing that it signed is taken any more.
    with pytest.raises(BundleError, match="None of the keys that are pinned"):
        bundle_opening.opened(first, recipient, [new.public])
    # What was sealed to a key that is lost opens with no other.
    with pytest.raises(BundleError, match="cannot be decrypted"):
        bundle_opening.opened(second, key("singapore"), pinned)


def test_a_public_key_that_was_changed_has_another_fingerprint(tmp_path: Path) -> None:
    made = key()
    longer = canonical_json.written(
        {**made.public.content, "valid_until": (TODAY + timedelta(days=9999)).isoformat()}
    )
    assert bundle_keys.read_public(longer.decode()).fingerprint != made.public.fingerprint
    with pytest.raises(BundleError, match="not one of Straits"):
        bundle_keys.read_public(longer.decode().replace("age1", "age2"))
