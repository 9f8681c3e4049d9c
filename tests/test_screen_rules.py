"""Rules of what reaches the screen that a machine can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from straits.ui import glossary

ROOT = Path(__file__).resolve().parents[1]
SCREEN = sorted(
    [
        *(ROOT / "pages").glob("*.py"),
        *(ROOT / "straits" / "ui").glob("*.py"),
        ROOT / "straits" / "shell.py",
    ]
)
# The modules that may keep something between runs, and what: see the comments there.
KEEPERS = {"url_state.py", "people.py", "picks.py", "release.py", "waiting.py"}
# Draws words of its own file, by names that stand in the code.
OWN_HTML = "glossary.py"
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls_of(path: Path) -> Iterator[ast.Call]:
    yield from (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_no_data_is_ever_drawn_as_html(path: Path) -> None:
    for call in calls_of(path):
        unsafe = [k.arg for k in call.keywords if (k.arg or "").startswith("unsafe_allow")]
        assert not unsafe, f"{name_of(path)}:{call.lineno} uses {unsafe[0]}"
        # st.html takes a file of ours, as _HERE / "name", and never a text made from data.
        if called(call) == "html" and path.name != OWN_HTML:
            assert isinstance(call.args[0], ast.BinOp), f"{name_of(path)}:{call.lineno} draws HTML"


def test_the_words_of_a_page_are_text_and_not_html(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    term = {"word": "AF <b>", "meaning": "<script>alert('&')</script>"}
    monkeypatch.setattr(glossary, "terms", lambda: {"af": term})
    monkeypatch.setattr(glossary.st, "html", drawn.append)
    glossary.words("af")
    assert "AF &lt;b&gt;" in drawn[0]
    assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in drawn[0]
    assert "<script" not in drawn[0]


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_only_url_state_writes_the_address(path: Path) -> None:
    for call in calls_of(path):
        assert called(call) != "switch_page", f"{name_of(path)}:{call.lineno}: draw a link instead"
        assert "bind" not in {k.arg for k in call.keywords}, f"{name_of(path)}:{call.lineno}"
    writes = re.findall(r"query_params(?:\[|\.(?:update|from_dict|clear|pop))", path.read_text())
    assert path.name == "url_state.py" or not writes, f"{name_of(path)} writes the address itself"


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_only_the_keepers_touch_the_session(path: Path) -> None:
    assert path.name in KEEPERS or "session_state" not in path.read_text()


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_there_is_no_emoji_on_screen(path: Path) -> None:
    assert not EMOJI.search(path.read_text())


@pytest.mark.parametrize("path", SCREEN, ids=name_of)
def test_every_word_that_is_explained_is_in_the_glossary(path: Path) -> None:
    tree = ast.parse(path.read_text())
    asked = [
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "glossary"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]
    missing = [term for term in asked if term not in glossary.terms()]
    assert not missing, (
        f"{name_of(path)} explains {missing[0]!r}, which glossary.yaml does not hold"
    )


def test_every_term_has_a_word_and_a_meaning_that_ends_as_a_sentence() -> None:
    terms = yaml.safe_load((ROOT / "straits" / "ui" / "glossary.yaml").read_text())
    for name, term in terms.items():
        assert set(term) == {"word", "meaning"}, name
        assert term["meaning"].endswith("."), name
