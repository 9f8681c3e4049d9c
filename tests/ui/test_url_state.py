"""The address is the only truth of the widgets."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Opened = Callable[..., AppTest]


def choices() -> None:
    """A page with one widget of each kind."""
    import streamlit as st  # noqa: PLC0415

    from straits.ui.address import url_state  # noqa: PLC0415

    order = url_state.choice("Order", ["size", "name"], "order", "size")
    gene = url_state.text("Gene", "gene")
    least = url_state.whole_number("Least", "least", 1, 1)
    passed = url_state.switch("Passed", "passed", True)
    kinds = url_state.several("Kinds", ["snv", "deletion"], "kinds")
    st.text(f"{order}|{gene}|{least}|{passed}|{','.join(kinds)}")


@pytest.fixture
def opened() -> Opened:
    def at(**params: str) -> AppTest:
        app = AppTest.from_function(choices)
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return at


def test_without_an_address_every_widget_has_its_default(opened: Opened) -> None:
    assert opened().text[0].value == "size||1|True|"


def test_the_address_sets_the_widgets(opened: Opened) -> None:
    app = opened(order="name", gene="LCT", least="20", passed="no", kinds="snv,deletion")
    assert app.text[0].value == "name|LCT|20|False|snv,deletion"


@pytest.mark.parametrize(
    "params",
    [
        {"order": "colour"},  # no such option
        {"least": "-3"},  # below the least
        {"least": "1e9"},  # no whole number
        {"least": "9" * 400},  # larger than any browser's
        {"passed": "perhaps"},
        {"kinds": "inversion,,"},
    ],
)
def test_nonsense_in_the_address_becomes_the_default(
    opened: Opened, params: dict[str, str]
) -> None:
    app = opened(**params)
    assert not app.exception
    assert app.text[0].value == "size||1|True|"


def test_a_change_is_written_to_the_address(opened: Opened) -> None:
    app = opened()
    app.selectbox[0].set_value("name").run()
    app.text_input[0].set_value("  LCT ").run()
    app.number_input[0].set_value(5).run()
    app.checkbox[0].set_value(False).run()
    app.multiselect[0].set_value(["deletion"]).run()
    assert dict(app.query_params) == {
        "order": "name",
        "gene": "LCT",
        "least": "5",
        "passed": "no",
        "kinds": "deletion",
    }


def test_going_back_to_the_default_takes_the_name_out_of_the_address(opened: Opened) -> None:
    app = opened(order="name", other="kept")
    app.selectbox[0].set_value("size").run()
    assert dict(app.query_params) == {"other": "kept"}


def test_the_address_wins_over_what_a_widget_held_before(opened: Opened) -> None:
    # As after Back: the browser brings the old address, the session still holds the new choice.
    app = opened()
    app.selectbox[0].set_value("name").run()
    del app.query_params["order"]
    app.run()
    assert app.text[0].value.startswith("size|")
