"""The page Stories: what is pinned, shown, changed and said in the place of what is not there."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from straits.errors import QueryError
from straits.store import PinnedView, SavedStories, Story, StoryView, open_store
from straits.ui.address import links, story_link
from straits.ui.figures import pin_dialog
from straits.ui.stories import coming_stories, moved_numbers
from tests.builders import demo_studies, screens, tiny_store
from tests.builders.screens import said

STUDY = "Two sites"
RARE = StoryView("variant", {"v": "rs4988235"}, "groups", sentence="Milk.")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("stories"))


@pytest.fixture(scope="module")
def study(store: Path) -> str:
    return open_store(store).study.name


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SavedStories:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path / "state"))
    return SavedStories(tmp_path / "state")


Open = Callable[..., AppTest]


@pytest.fixture
def opened(store: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    def visit(noun: str = "stories", **address: str) -> AppTest:
        app = screens.opened(noun, store, monkeypatch, **address)
        assert not app.exception
        return app

    return visit


def press(app: AppTest, label: str, number: int = 0) -> AppTest:
    [*found] = [button for button in app.button if button.label == label]
    found[number].click().run()
    assert not app.exception
    return app


def test_a_figure_is_pinned_and_stands_in_its_story_as_it_was(
    opened: Open, shelf: SavedStories, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PinnedView] = []
    monkeypatch.setattr(pin_dialog, "_ask", asked.append)
    page = press(opened("variant", v="rs4988235"), "Pin")
    (pinned,) = asked
    assert (pinned.page, pinned.figure) == ("variant", "groups")
    assert pinned.title in said(page)
    # Danish 150 of 200 copies, as the page says.
    danish = next(row for row in json.loads(pinned.rows) if "Danish" in row.values())
    assert (danish["ac"], danish["an"]) == (150, 200)
    told = replace(RARE, params=pinned.params, view_id=shelf.pin(pinned))
    app = opened(s=shelf.save(Story("Ours", study, (told,))))
    assert pinned.title in said(app)
    assert "As pinned on" in said(app)
    assert len(app.get("vega_lite_chart")) == 1
    for label, *_ in pinned.light.keys:
        assert label in said(app)
    # An address that names the numbers of another view is not given them.
    other = opened(views=story_link.packed(Story("Ours", study, (replace(told, page="gene"),))))
    assert "The numbers that it names are of another view" in said(other)


def test_a_view_without_numbers_of_its_own_is_drawn_as_its_page_draws_it(
    opened: Open, study: str
) -> None:
    page = opened("variant", v="rs4988235")
    told = Story("Ours", study, (RARE, StoryView("gene", {"g": "MCM6"}, "lollipops")))
    charts = opened(views=story_link.packed(told)).get("vega_lite_chart")
    assert len(charts) == 2
    assert charts[0].proto.alt in said(page)


def test_what_is_not_there_is_said_in_its_place_and_the_rest_is_shown(
    opened: Open, study: str
) -> None:
    views = (
        StoryView("gene", {"g": "NOSUCH"}, "lollipops"), StoryView("gone", {}, "map"),
        StoryView("variant", {"v": "rs4988235"}, "no-such-figure"), RARE,
    )  # fmt: skip
    app = opened(views=story_link.packed(Story("Ours", study, views)))
    text = said(app)
    assert "NOSUCH" in text
    assert "There is no page 'gone' any more" in text
    assert "The page has no such figure" in text
    assert "Milk." in text
    assert len(app.get("vega_lite_chart")) == 1


def test_links_that_lead_to_no_story_are_said(opened: Open, shelf: SavedStories) -> None:
    word = story_link.packed(Story("Ours", STUDY, (RARE,)))
    assert "part of it was lost on the way" in said(opened(views=word[: len(word) // 2]))
    assert "not kept on this server" in said(opened(s="0" * 16))
    assert "No story 'x' comes with Straits" in said(opened(story="x"))
    elsewhere = opened(views=story_link.packed(Story("Theirs", "Elsewhere", (RARE,))))
    assert "of another study, Elsewhere" in said(elsewhere)
    assert not elsewhere.get("vega_lite_chart")


def test_a_story_is_reordered_edited_duplicated_and_deleted_with_undo(
    opened: Open, shelf: SavedStories, study: str
) -> None:
    gene = StoryView("gene", {"g": "MCM6"}, "lollipops")
    story_id = shelf.save(Story("Ours", study, (RARE, gene)))

    def views() -> list[str]:
        found = shelf.find(story_id)
        assert found is not None
        return [view.page for view in found.views]

    app = press(opened(s=story_id), "Down")
    assert views() == ["gene", "variant"]
    assert re.search("“rs4988235 .*” is view 2 of 2 now", said(app))
    press(app, "Undo last change")
    assert "is view 2 of 2 now" not in said(app)
    assert views() == ["variant", "gene"]
    press(app, "Duplicate", 1)
    assert views() == ["variant", "variant", "gene"]
    app.text_input[1].set_value("As I say")
    press(app, "Keep", 1)
    assert "As I say" in said(app)
    press(app, "Remove", 1)
    press(app, "Duplicate")
    assert [story.name for story in shelf.listed()] == ["Ours (copy)", "Ours"]
    press(opened(s=story_id), "Delete")
    assert [story.name for story in shelf.listed()] == ["Ours (copy)"]
    gone = opened(s=story_id)
    assert "is deleted" in said(gone)
    press(gone, "Undo")
    assert {story.name for story in shelf.listed()} == {"Ours", "Ours (copy)"}


def test_a_story_of_more_views_than_an_address_holds_is_refused() -> None:
    with pytest.raises(QueryError, match="Up to 8 views"):
        story_link.packed(Story("Ours", STUDY, (RARE,) * 9))
    eight = Story("Ours", STUDY, tuple(StoryView(f"p{n}", sentence=f"{n}") for n in range(8)))
    assert story_link.unpacked(story_link.packed(eight)) == eight


def test_a_row_is_the_same_whatever_method_made_its_interval() -> None:
    then = '[{"label": "Malay", "interval_method": "exact", "ac": 4}]'
    now = '[{"label": "Malay", "interval_method": "Wilson", "ac": 10}]'
    moves = moved_numbers.moves(then, now)
    assert (moves.sentence, moves.told) == (
        "1 of 1 number moved", ("copies of the allele (AC) of Malay: 4 then, 10 now",)
    )  # fmt: skip


def test_moves_are_told_by_size_and_rows_that_came_or_left_are_counted() -> None:
    then = [{"group": "A", "af": 0.1, "an": 10}, {"group": "B", "af": 0.2, "an": None}]
    now = [{"group": "A", "af": 0.1, "an": 12}, {"group": "B", "af": 0.4, "an": 4}]
    gone, new = {"group": "C", "af": 0.5, "an": 2}, {"group": "D", "af": 0.5, "an": 2}
    moves = moved_numbers.moves(json.dumps([*then, gone]), json.dumps([*now, new]))
    assert moves.sentence == "3 of 4 numbers moved, 1 row left, 1 row came"
    assert moves.told == (
        "allele frequency of B: 0.2 then, 0.4 now",
        "alleles called (AN) of B: none then, 4 now",
        "alleles called (AN) of A: 10 then, 12 now",
    )


def test_moves_begin_with_the_difference_and_say_whether_it_holds() -> None:
    then = {
        "variant": "rs1", "p_minimum": 1e-9, "detectable": 0.1, "an_a": 100, "ac_a": 50,
        "difference": 0.20, "difference_low": 0.1, "difference_high": 0.3,
    }  # fmt: skip
    now = then | {
        "p_minimum": 1e-3, "detectable": 0.9, "an_a": 102, "ac_a": 52, "difference": 0.21,
        "difference_low": 0.12,
    }  # fmt: skip

    def of(row: dict[str, object]) -> moved_numbers.Moves:
        return moved_numbers.moves(json.dumps([then]), json.dumps([row]))

    told = of(now).told
    assert [sentence.split(":")[0] for sentence in told[:4]] == [
        "AF of A less AF of B of rs1",
        "lower end of Newcombe's 95 % interval of the difference of rs1",
        "copies of the allele (AC) in A of rs1",
        "alleles called (AN) in A of rs1",
    ]
    assert len(told) == 6
    assert "p_minimum" not in " ".join(told)
    assert of(now).holds.startswith("Still more in A")
    assert of(now | {"difference_low": -0.01}).holds.startswith("No longer more in A")


def test_rows_that_moved_are_named_whole() -> None:
    then = {"group_label": "Danish", "phenotype": "Poor metaboliser", "n_certain": 3}
    now = then | {"n_certain": 4}
    (told,) = moved_numbers.moves(json.dumps([then]), json.dumps([now])).told
    assert "of Danish, Poor metaboliser: 3 then, 4 now" in told


@pytest.mark.long
def test_the_story_of_the_demo_shows_all_its_views(monkeypatch: pytest.MonkeyPatch) -> None:
    app = screens.opened(
        "stories", demo_studies.small_demo_store(), monkeypatch, story="two_countries"
    )
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 5, said(app)
    assert "cannot be drawn" not in said(app)


def test_stories_that_come_with_a_study_name_pages_that_there_are() -> None:
    for name in ("two_countries", "thousand_genomes"):
        views = coming_stories.story(name).views
        assert len(views) == 5
        assert {view.page for view in views} <= set(links.PAGES)
