"""Errors on screen: a title and a message for a person, never a traceback or a place on disk."""

from streamlit.testing.v1 import AppTest


def asked_in_vain() -> None:
    """A page whose question cannot be answered."""
    from straits.errors import QueryError  # noqa: PLC0415
    from straits.ui.frame import messages  # noqa: PLC0415

    messages.show_uncaught(QueryError("There is no group [Martian](http://elsewhere)."))


def broken() -> None:
    """A page with a fault of ours."""
    from straits.ui.frame import messages  # noqa: PLC0415

    messages.show_uncaught(KeyError("NA12878 at /data/private"))


def test_an_error_for_a_person_shows_its_title_and_its_message_as_text() -> None:
    app = AppTest.from_function(asked_in_vain).run()
    assert [element.value for element in app.markdown] == [
        "### The question cannot be answered",
        "There is no group \\[Martian\\]\\(http\u2060\\:\\/\\/elsewhere\\)\\.",
    ]


def test_a_fault_of_ours_shows_no_value_and_no_place() -> None:
    app = AppTest.from_function(broken).run()
    text = " ".join(element.value for element in app.markdown)
    assert "NA12878" not in text
    assert "private" not in text
    assert "Reload the page" in text
