"""Words of the glossary have examples out of the open release, as far as its profile shows."""

import re
from pathlib import Path

import pytest

from straits.queries.cohorts import cohort_answers
from straits.store import open_store
from straits.ui.learn import glossary_view
from straits.ui.words import glossary
from tests.builders import demo_studies, inside_store, screens

# What the profile inside, with 20 people at least, does not show of the small study.
NOT_INSIDE = {"by_genotype"}
MALAY = "group:ethnic_group/malay@sg_wgs"


def examples(store: Path, monkeypatch: pytest.MonkeyPatch, **asked: str) -> dict[str, str]:
    """Return the examples of the page's words, by the word."""
    app = screens.opened("glossary", store, monkeypatch, **asked)
    assert not app.exception
    said = [part.value for part in app.markdown]
    words = {term["word"]: name for name, term in glossary.terms().items()}
    found: dict[str, str] = {}
    for before, part in zip(said, said[1:], strict=False):
        if part.startswith(":gray[Here:]"):
            name = words[before.split("**")[1].replace("\\", "")]
            found[name] = part.removeprefix(":gray[Here:]").replace("\\", "").strip()
    return found


@pytest.mark.parametrize("profile", ["open", "inside"])
def test_every_word_has_an_example(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    is_open = profile == "open"
    store = demo_studies.small_demo_store() if is_open else inside_store.inside_store()
    found = examples(store, monkeypatch)
    without = set(glossary.terms()) - set(found)
    if is_open:
        assert without == set()
        assert "copies of A and B together" in found["pooled_af"]
        # Of these three the first allele often shows nothing, so others are looked at.
        assert re.search(
            r", (none of [\d,]+ copies|not looked at|unknown: no record)", found["absence"]
        )
        assert re.search(r": [^:]+, |of one group|no allele was found", found["batch"])
        share = re.search(r"a share of ([\d.]+) of those calls is expected to be wrong", found["q"])
        assert share
        assert 0.01 < float(share[1]) <= 0.05
        # Neither none nor all, of which a reader learns least.
        told_little = re.compile(r"\b([\d,]+)( people)? of \1\b|\b[01]\.000\b|\b0 of\b")
        assert {name: said for name, said in found.items() if told_little.search(said)} == {}
        assert told_little.search("1,182 of 1,182 people")
    else:
        assert without >= NOT_INSIDE
        assert len(without) < len(found)


@pytest.mark.parametrize(("a", "b"), [("sex is XX", MALAY), ("sex is XX", "sex is XY")])
def test_beside_a_cohort_words_have_examples_too(
    a: str, b: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = demo_studies.small_demo_store()
    opened = open_store(store)
    written = {
        side: side
        if side.startswith("group:")
        else cohort_answers.written(opened, cohort_answers.read(opened, side), "link")
        for side in (a, b)
    }
    found = examples(store, monkeypatch, a=written[a], b=written[b])
    assert {"ac", "an", "difference", "faf95", "star_allele"} <= found.keys()


def test_only_what_is_looked_for_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(name: str) -> object:
        def make(_: object) -> dict[str, str]:
            asked.append(name)
            return {"cpic_level": "drug: level A"}

        return make

    subjects = {
        f"noted {name}": (noted(name), terms)
        for name, (_, terms) in glossary_view._SUBJECTS.items()
    }
    monkeypatch.setattr(glossary_view, "_SUBJECTS", subjects)
    found = examples(demo_studies.small_demo_store(), monkeypatch, find="CPIC level", r="")
    assert found["cpic_level"] == "drug: level A"
    assert asked == ["pharmacogenes"]
