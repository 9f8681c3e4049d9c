"""The presenter asks nobody, whatever is pressed in it."""

import re

from straits.ui.stories import presenter_view

SCRIPT = (
    presenter_view._HERE / "presenter" / "presenter.js"
).read_text(encoding="utf-8")  # fmt: skip
ASKING = re.compile(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts|import|setTriggerValue|"
                    r"setStateValue|EventSource|sendBeacon)\b")  # fmt: skip


def test_the_presenter_asks_nobody_and_tells_the_server_nothing() -> None:
    assert ASKING.findall(SCRIPT) == []
    assert ASKING.findall("fetch('/x')") == ["fetch"]
    assert "http" not in SCRIPT.replace("image/svg+xml", "")
