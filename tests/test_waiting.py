"""A question that takes long: what stands on the page when its answer is there."""

import pytest
from streamlit.testing.v1 import AppTest

from straits.ui import waiting


def ask_slowly(is_refused: bool) -> None:
    """Ask for what takes longer than a reader notices, as a page does."""
    # The function is run as a script of its own.
    import time  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from straits.errors import QueryError  # noqa: PLC0415
    from straits.ui import waiting  # noqa: PLC0415

    def ask() -> str:
        time.sleep(0.2)
        if is_refused:
            raise QueryError("That cannot be asked.")
        return "42 people"

    try:
        st.markdown(waiting.answer(None, "slow", ask))  # type: ignore[arg-type]
    except QueryError as error:
        st.info(str(error))


@pytest.mark.parametrize(
    ("is_refused", "said"), [(False, ["42 people"]), (True, ["That cannot be asked."])]
)
def test_the_seconds_are_gone_once_the_answer_or_the_refusal_is_there(
    is_refused: bool, said: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(waiting, "PATIENCE", 0.01)
    app = AppTest.from_function(ask_slowly, args=(is_refused,), default_timeout=60).run()
    assert not app.exception
    assert [one.value for one in (*app.markdown, *app.info)] == said
    assert not app.button
