"""A and B as an address says them: what makes no sense is told, with a way on."""

import pytest

from straits.store import Store, open_store
from straits.ui.frame import asked_pair
from straits.ui.frame.asked_pair import Choice
from tests.builders import call_sets_apart

OF = "group:ethnic_group/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(call_sets_apart.store(tmp_path_factory.mktemp("apart")))


def ids(choice: Choice) -> tuple[str, str]:
    return choice.a.population_id, choice.b.population_id


def test_without_a_choice_groups_are_compared_whole(store: Store) -> None:
    choice = asked_pair.chosen(store, {})
    assert ids(choice) == (f"{OF}Danish@dk_wgs", f"{OF}Chinese")
    assert not choice.notes
    assert choice.caution is None


def test_the_same_group_twice_is_told_and_others_are_offered(store: Store) -> None:
    choice = asked_pair.chosen(store, {"a": f"{OF}Malay", "b": f"{OF}Malay"})
    assert ids(choice) == (f"{OF}Malay", f"{OF}Chinese")
    (note,) = choice.notes
    assert note.sentence == (
        "A and B were both Malay · SG, 2 call sets pooled, and a group does not differ from "
        "itself. B is Chinese · SG, 2 call sets pooled instead."
    )
    assert note.ways == (("Danish · DK", {"b": f"{OF}Danish@dk_wgs"}),)


def test_a_group_of_an_unknown_call_set_is_shown_where_it_is(store: Store) -> None:
    choice = asked_pair.chosen(store, {"a": f"{OF}Malay@sg_old"})
    assert choice.a.population_id == f"{OF}Malay"
    (note,) = choice.notes
    assert "has no group 'ethnic_group/Malay@sg_old'" in note.sentence
    assert note.sentence.endswith("A is Malay · SG, 2 call sets pooled instead.")


def test_an_unknown_group_becomes_the_default(store: Store) -> None:
    choice = asked_pair.chosen(store, {"b": f"{OF}Xhosa"})
    assert ids(choice) == (f"{OF}Danish@dk_wgs", f"{OF}Chinese")
    assert "Choose A and B from the lists" in choice.notes[0].sentence


@pytest.mark.parametrize(("a", "b"), [("Chinese", "Chinese@sg_wes"), ("Chinese@sg_wes", "Chinese")])
def test_a_part_beside_its_whole_is_shown_with_a_caution_and_the_rest_is_offered(
    store: Store, a: str, b: str
) -> None:
    choice = asked_pair.chosen(store, {"a": OF + a, "b": OF + b})
    assert ids(choice) == (OF + a, OF + b)
    assert not choice.notes
    assert choice.caution is not None
    assert "its people are counted on both sides" in choice.caution.sentence
    whole = "a" if a == "Chinese" else "b"
    assert choice.caution.ways == (
        ("Compare it with Chinese · SG sg_wgs", {whole: f"{OF}Chinese@sg_wgs"}),
    )


def test_groups_of_two_groupings_of_the_same_people_are_cautioned_of(store: Store) -> None:
    pair = {"a": f"{OF}Chinese", "b": "group:ancestry/Southeast Asian"}
    caution = asked_pair.chosen(store, pair).caution
    assert caution is not None
    assert "of two groupings of the same people" in caution.sentence
    apart = {"a": f"{OF}Danish@dk_wgs", "b": "group:ancestry/Southeast Asian"}
    assert asked_pair.chosen(store, apart).caution is None
