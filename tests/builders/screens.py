"""Pages opened on their own, as links to them do on a server that has just started."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

# Seconds for a page: a machine that is busy with something else is no reason to fail.
PATIENCE = 300
PAGES = Path(__file__).resolve().parents[2] / "pages"

# Opens a page by its noun, or a page of a test's choice, with what stands in the address.
Visit = Callable[..., AppTest]


def opened(
    noun: str, store: Path, monkeypatch: pytest.MonkeyPatch, **address: str | None
) -> AppTest:
    """Open a page of the dashboard over a store; what is None does not stand in the address."""
    monkeypatch.setenv("STRAITS_STORE", str(store))
    app = AppTest.from_file(str(PAGES / f"{noun}.py"), default_timeout=PATIENCE)
    for name, value in address.items():
        if value is not None:
            app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return all that a page says, as it is read: without the marks of Markdown."""
    elements = [*app.title, *app.header, *app.markdown, *app.info, *app.caption]
    return re.sub(r"\\(.)", r"\1", "\n".join(element.value for element in elements))


def marks_of_frame(app: AppTest) -> list[str]:
    """Return the colours in which the frame shows A and B."""
    marks = (re.fullmatch(r':color\[.\]\{foreground="(#\w+)"\}', it.value) for it in app.markdown)
    return [mark[1] for mark in marks if mark]


def chart(app: AppTest, number: int = 0) -> Any:
    """Return a chart of a page as it is sent to the browser."""
    return app.get("vega_lite_chart")[number].proto
