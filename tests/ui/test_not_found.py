"""Where a search finds nothing: what could be opened instead stands there as links."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from straits import queries

FOUND = {
    "nothing": queries.search.Resolution(
        "nothing", "*2", reason="A star allele.", offers=("CYP2C19", "rs4244285")
    ),
    "region": queries.search.Resolution("region", "chr1:1-5"),
}


def page(kind: str) -> Callable[[], None]:
    def nothing() -> None:
        from straits.ui.frame import not_found  # noqa: PLC0415
        from tests.ui.test_not_found import FOUND  # noqa: PLC0415

        not_found.draw(FOUND["nothing"])

    def region() -> None:
        from straits.ui.frame import not_found  # noqa: PLC0415
        from tests.ui.test_not_found import FOUND  # noqa: PLC0415

        not_found.draw(FOUND["region"], "This is no gene, but it can be opened.")

    return {"nothing": nothing, "region": region}[kind]


@pytest.mark.parametrize(
    ("kind", "reason", "links"),
    [
        ("nothing", "A star allele.", ["CYP2C19", "rs4244285"]),
        ("region", "This is no gene, but it can be opened.", ["chr1:1-5"]),
    ],
)
def test_what_can_be_opened_instead_is_named(kind: str, reason: str, links: list[str]) -> None:
    app = AppTest.from_function(page(kind)).run()
    assert not app.exception
    assert [text.value.replace("\\", "") for text in app.info] == [reason]
    # A page alone has no shell, so its links stand there as text.
    assert [text.value.replace("\\", "") for text in app.markdown] == ["Open:", *links]
