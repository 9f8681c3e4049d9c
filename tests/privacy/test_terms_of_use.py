"""Data are used for what they were given for."""

from itertools import chain, combinations
from pathlib import Path

import pytest

from straits import duo_terms
from straits.errors import SettingError
from straits.privacy import why_left_out
from straits.store import Who
from straits.store.releases.data_use import VARIABLE, purposes_of
from straits.ui.access import access_file

# By hand, from the definitions of the ontology: permission -> purposes that it allows.
ALLOWED = {
    "GRU": "GRU HMB DS POA", "HMB": "HMB DS", "DS": "DS", "POA": "POA", "CC": "CC",
    "NRES": "GRU HMB DS POA CC",
}  # fmt: skip


@pytest.mark.parametrize("permission", ALLOWED)
@pytest.mark.parametrize("purpose", duo_terms.PURPOSES)
def test_one_purpose_is_allowed_by_what_holds_it(permission: str, purpose: str) -> None:
    assert (not why_left_out([permission], [purpose])) == (purpose in ALLOWED[permission].split())


@pytest.mark.parametrize("permission", ALLOWED)
def test_where_no_purpose_is_named_a_site_with_a_limit_is_left_out(permission: str) -> None:
    assert (not why_left_out([permission], [])) == (permission in ("GRU", "NRES"))


def test_no_ancestry_research_leaves_health_research_and_nothing_else() -> None:
    for permissions in (["NPOA"], ["NPOA", "GRU"], ["HMB", "NPOA"]):
        assert not why_left_out(permissions, ["HMB"])
        for purposes in ([], ["POA"], ["GRU"], ["HMB", "POA"]):
            assert "NPOA (population origins or ancestry research prohibited)" in why_left_out(
                permissions, purposes
            )


def test_more_purposes_never_bring_a_site_back() -> None:
    purposes = list(
        chain.from_iterable(combinations(duo_terms.PURPOSES, size) for size in (1, 2, 3))
    )
    for terms in (["HMB"], ["GRU"], ["DS", "POA"], ["GRU", "NPOA"], ["NCU", "HMB"]):
        for few in purposes:
            if why_left_out(terms, few):
                assert all(why_left_out(terms, more) for more in purposes if set(few) < set(more))


@pytest.mark.parametrize(
    ("permission", "purpose", "is_allowed"),
    [
        ("DS:MONDO:0005148", "DS:MONDO:0005148", True),
        ("DS:MONDO:0005148", "DS:MONDO:0005147", False),
        # Nobody said which disease is asked for.
        ("DS:MONDO:0005148", "DS", False),
        ("DS:MONDO:0005148", "HMB", False),
        # The site did not: that is for whoever gives the role.
        ("DS", "DS:MONDO:0005148", True),
        ("HMB", "DS:MONDO:0005148", True),
        ("POA", "DS:MONDO:0005148", False),
    ],
)
def test_data_for_one_disease_are_for_no_other(
    permission: str, purpose: str, is_allowed: bool
) -> None:
    assert (not why_left_out([permission], [purpose])) == is_allowed


@pytest.mark.parametrize("text", ["HMB:MONDO:0005148", "DS:diabetes", "DS:MONDO:5148"])
def test_a_disease_is_a_number_of_mondo_and_of_that_term_alone(text: str) -> None:
    with pytest.raises(ValueError, match="expected a disease after DS alone"):
        duo_terms.written(text)


def test_what_limits_nobody_and_what_is_for_people_to_heed_leaves_nothing_out() -> None:
    assert why_left_out([], []) == why_left_out(["NCU", "IRB"], []) == ""


def test_a_term_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"got 'HBM'; did you mean HMB \(health or medical"):
        duo_terms.named("HBM")
    with pytest.raises(ValueError, match=r"got 'DUO:0000043x'; did you mean DUO:0000043"):
        duo_terms.named("DUO:0000043x")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("HBM", r":2: `projects\.p\.duo\.0`: expected a term .* got 'HBM'; did you mean HMB"),
        (
            "NPOA",
            r":2: `projects\.p\.duo\.0`: NPOA .* limits how data are used; expected",
        ),
    ],
)
def test_a_project_has_a_purpose_that_is_one(tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "access.yaml"
    text = "projects:\n  p: {purpose: Heart, duo: HMB}\nroles:\n  - {name: r, who: {sub: a}}\n"
    path.write_text(text)
    assert access_file.read(path, ["overview"]).projects["p"].duo == ("HMB",)
    path.write_text(text.replace("HMB", written))
    with pytest.raises(SettingError, match=message):
        access_file.read(path, ["overview"])


def test_only_whoever_is_at_this_machine_has_the_purpose_of_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "hmb, POA")
    assert purposes_of(Who()) == ("HMB", "POA")
    assert purposes_of(Who("ada")) == ()
    assert purposes_of(Who("ada", purposes=("DS",))) == ("DS",)
    monkeypatch.setenv(VARIABLE, "everything")
    with pytest.raises(SettingError, match=r"STRAITS_PURPOSE \(serve --purpose\): expected a term"):
        purposes_of(Who())
