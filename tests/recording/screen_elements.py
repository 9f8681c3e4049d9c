"""What pages show: each element that a browser would be sent, in the order of the page."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import streamlit
from streamlit.testing.v1 import AppTest

from tests.recording import plain

ROOT = Path(__file__).resolve().parents[2]
_TIME_LIMIT = 300  # seconds; a page that takes longer hangs
# Streamlit's number for it, the name of a container that style sheets know.
_KEY = re.compile(r"\$\$ID-[0-9a-f]{32}-(.*)")
_COMMENT = re.compile(r"^\s*--.*$|\s+", re.MULTILINE)

Said = list[list[Any]]


def shown(page: str, address: Mapping[str, str], with_pictures: bool = False) -> Said:
    """Return what a page shows: pairs of the kind of an element and what it says.

    page
        Its file in pages/, without ending.
    with_pictures
        Whether the charts are drawn into files too, which takes a while.
    """
    files: list[dict[str, Any]] = []
    paths = {path.stem: str(path) for path in sorted((ROOT / "pages").glob("*.py"))}
    app = AppTest.from_function(_shell, args=(paths, page), default_timeout=_TIME_LIMIT)
    for name, value in address.items():
        app.query_params[name] = value
    draw = streamlit.download_button
    with mock.patch.object(streamlit, "download_button", _watched(draw, files)):
        app.run()
    said = [pair for block in (app.main, app.sidebar) for pair in _elements(block)]
    said += [["file", _file(file, with_pictures)] for file in files]
    where = {name: plain.value(value) for name, value in sorted(app.query_params.items())}
    return [*said, ["address", where]]


def _shell(paths: dict[str, str], page: str) -> None:
    """Open one of the pages, with the others there to be linked to."""
    # The function is run as a script of its own.
    import streamlit as st  # noqa: PLC0415

    pages = [st.Page(path, url_path=name, default=name == page) for name, path in paths.items()]
    st.navigation(pages, position="hidden").run()


def _elements(node: Any) -> Iterator[list[Any]]:
    proto = getattr(node, "proto", None)
    children = getattr(node, "children", None)
    if proto is not None and node.type != "empty":
        said = plain.message(proto)
        if key := _KEY.fullmatch(getattr(proto, "id", "")) if children is not None else None:
            said["key"] = plain.text(key[1])
        if said.get("language") == "sql":
            # The file itself is there to be read; what counts is that it does the same.
            body = _COMMENT.sub("", said["code_text"])
            said["code_text"] = f"SQL {hashlib.sha256(body.encode()).hexdigest()[:16]}"
        yield [node.type, said]
    for _, child in sorted((children or {}).items()):
        yield from _elements(child)


def _watched(draw: Callable[..., Any], files: list[dict[str, Any]]) -> Callable[..., Any]:
    def download_button(label: str, data: Any, **more: Any) -> Any:
        files.append({"label": label, "data": data, "name": more.get("file_name")})
        return draw(label, data, **more)

    return download_button


def _file(file: dict[str, Any], with_pictures: bool) -> dict[str, Any]:
    said = {"label": file["label"], "name": plain.value(file["name"])}
    ending = str(file["name"]).rpartition(".")[2]
    if ending not in ("csv", "svg") or (ending == "svg" and not with_pictures):
        # A picture holds the time of its making, and is the SVG in another form.
        return said
    content = file["data"]() if callable(file["data"]) else file["data"]
    decoded = content.decode() if isinstance(content, bytes) else content
    rows = plain.text(decoded).splitlines()
    if ending == "svg":
        return {**said, "content": plain.value("\n".join(rows).encode())}
    return {**said, **plain.lines(rows)}
