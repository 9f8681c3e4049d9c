"""A custodian sees what would leave before it is signed; nobody else does."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from straits import queries
from straits.bundles.bundle_manifest import Revocation
from straits.store import SentLedger
from straits.ui.access import known_readers
from tests.builders import inside_store, screens
from tests.builders.screens import said
from tests.builders.tiny_bundle import TODAY
from tests.queries.sending.test_bundles_made import DENMARK, drafted, store, wanted


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentLedger:
    """Return the ledger of the folder that the server saves to, where one bundle was sent."""
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    found = SentLedger(tmp_path / "bundles")
    queries.sending.signed(drafted(found, wanted()), DENMARK, found)
    return found


def test_a_draft_is_shown_with_what_it_tells_risks_and_changes(
    ledger: SentLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    genes = queries.sending.of_genes(store(), ["CYP2C19", "SLCO1B1", "MTHFR"])
    made = drafted(ledger, wanted(genes))
    queries.sending.write_draft(made, ledger.folder / "second.draft")
    page = screens.opened("bundles", inside_store.inside_store(), monkeypatch)
    assert not page.exception
    assert "Bundle 2 of dk-sg" in said(page)
    assert "for Singapore" in said(page)
    assert "1 draft" not in said(page)
    groups, sent = (element.value for element in page.dataframe[:2])
    rows = dict(zip(groups["row_label"], groups.to_dict("records"), strict=True))
    cells = made.tables["cells"].filter(call_set="dk_wgs")
    danish = rows["dk_wgs · Danish"]
    assert danish["exact"] == cells.filter(state="exact").height
    assert danish["range"] == cells.filter(state="range").height
    budget = made.manifest.budgets[0]
    assert danish["definition"].startswith("Self-reported: Ethnic group is Danish")
    assert danish["power"] == round(budget.power, 4)
    before = ledger.told(ledger.bundles()[0]).filter(call_set="dk_wgs")
    assert danish["n_new"] == cells.height - before.height > 0
    assert (danish["n_changed"], danish["n_gone"]) == (0, 0)
    assert sent["sequence"].to_list() == [1]
    assert sent["recipients"][0].startswith("Singapore (")
    bar = screens.chart(page)
    assert "limit" in bar.spec
    assert "bundle sign" in page.code[0].value
    # Once it is signed it says so, after what took it back too.
    queries.sending.signed(made, DENMARK, ledger)
    revokes = Revocation(sequence=2, manifest=made.manifest.sha256, reason="A wrong sheet.")
    update = {"sequence": 3, "previous": made.manifest.sha256, "revokes": revokes}
    taken = made.manifest.model_copy(update=update)
    ledger.note(replace(made.sent, sequence=3, manifest=taken.sha256, groups=()), taken.content, {})
    page = screens.opened("bundles", inside_store.inside_store(), monkeypatch)
    told = page.info[0].value.replace("\\", "")
    assert f"This draft was signed: it is bundle 2 of dk-sg, made on {TODAY}" in told
    assert "Nothing of it has left" not in said(page)
    assert not page.code
    assert page.dataframe[1].value["revokes"].to_list() == ["bundle 2: A wrong sheet.", "", ""]


def test_a_draft_that_does_not_fit_says_that_it_cannot_be_signed(
    ledger: SentLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "chr1:1-240000000 chr2:1-240000000 chr10:1-130000000"
    every = queries.sending.of_text(store(), "everything", text)
    queries.sending.write_draft(drafted(ledger, wanted(every)), ledger.folder / "all.draft")
    page = screens.opened("bundles", inside_store.inside_store(), monkeypatch, draft="all")
    assert "It cannot be signed" in page.error[0].value
    assert not page.code
    made = drafted(ledger, wanted(every))
    queries.sending.write_draft(made, ledger.folder / "first.draft")
    (ledger.folder / "all.draft").write_bytes(b"something else")
    page = screens.opened("bundles", inside_store.inside_store(), monkeypatch, draft="all")
    assert "It is not a bundle" in page.error[0].value
    assert "all: cannot be read (below)" in said(page)
    assert f"first: of {TODAY}, waits to be signed" in said(page)


def test_where_nothing_is_saved_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRAITS_STATE", raising=False)
    page = screens.opened("bundles", inside_store.inside_store(), monkeypatch)
    assert not page.exception
    assert "This server saves nothing" in said(page)


@pytest.mark.parametrize("pages", [None, "[overview, audit]", "[overview, bundles]"])
def test_a_role_sees_bundles_where_its_pages_name_them(
    pages: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "" if pages is None else f", pages: {pages}"
    path = tmp_path / "access.yaml"
    path.write_text(f"roles:\n  - {{name: heart, who: {{sub: eve}}{named}}}\n")
    monkeypatch.setenv(known_readers.VARIABLE, str(path))
    now = int(time.time())
    claims = {"sub": "eve", "iat": now, "exp": now + 600, "auth_time": now}
    monkeypatch.setattr(known_readers.SITTINGS, "why_over", lambda *_: "")
    may_see = pages is not None and "bundles" in pages
    assert isinstance(known_readers.judged(claims, "bundles"), known_readers.Reader) == may_see
    other = known_readers.judged(claims, "overview")
    assert isinstance(other, known_readers.Reader)
    assert other.signs_bundles == may_see
