"""The built editor is of the sources beside it, and asks no foreign host."""

import hashlib
import re
from pathlib import Path

from straits.ui.sql import sql_editor

FOLDER = Path(sql_editor.__file__).parent / "editor"
BUILT = (FOLDER / "built" / "editor.js").read_text(encoding="utf-8")


def test_the_built_editor_names_the_sources_that_lie_beside_it() -> None:
    build = (FOLDER / "build.mjs").read_text(encoding="utf-8")
    listed = re.search(r"const SOURCES = \[(.*?)\];", build, re.DOTALL)
    assert listed
    digest = hashlib.sha256()
    for name in re.findall(r'"([^"]+)"', listed[1]):
        digest.update((FOLDER / name).read_bytes())
    assert digest.hexdigest() in BUILT.splitlines()[0], 'run "npm ci && npm run build" there'


def test_the_built_editor_asks_nobody() -> None:
    addresses = set(re.findall(r"(?:https?|wss?)://[^\"'`\s)]+", BUILT))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts)\(", BUILT)


def test_every_package_of_the_lock_that_is_built_in_has_its_licence() -> None:
    licences = (FOLDER / "built" / "LICENCES.txt").read_text(encoding="utf-8")
    lock = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    built_in = {
        name
        for name in re.findall(r'"node_modules/((?:@[\w-]+/)?[\w-]+)"', lock)
        if not name.startswith("@esbuild/") and name != "esbuild"
    }
    assert {name for name in built_in if f"{name} " not in licences} == set()
    assert licences.count("Permission is hereby granted") >= len(built_in)
