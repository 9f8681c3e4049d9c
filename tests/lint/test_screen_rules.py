"""Rules of what reaches the screen that a machine can check."""

import ast
import re
from collections.abc import Iterator

import pytest
import yaml

from straits.ui.words import glossary
from tests.lint.source import ROOT, Rule, Source, breaches, sources

SCREEN = sources("dashboard.py", "pages/*.py", "straits/ui/**/*.py", "straits/shell.py")
# The modules that may keep something between runs, and what: see the comments there.
KEEPERS = {
    "straits/ui/access/require.py",
    "straits/ui/address/url_state.py",
    "straits/ui/figures/picks.py",
    "straits/ui/learn/case_progress.py",
    "straits/ui/figures/pin_tray.py",
    "straits/ui/stories/drawn_views.py",
    "straits/ui/stories/last_move.py",
    "straits/ui/stories/page_drawing.py",
    "straits/ui/sql/session_answers.py",
    *(f"straits/ui/frame/{name}.py" for name in ("newer_release", "pair_picker", "waiting")),
}
ADDRESS = "straits/ui/address/url_state.py"
WRITES = re.compile(r"query_params(?:\[|\.(?:update|from_dict|clear|pop))")
# Draws words of its own file, by names that stand in the code.
OWN_HTML = "straits/ui/words/glossary.py"
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def lines_of(source: Source, pattern: str | re.Pattern[str]) -> Iterator[int]:
    """Yield the number of each line in which a pattern is found."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if re.search(pattern, line):
            yield number


def data_as_html(source: Source) -> Iterator[str]:
    for call in source.calls:
        for keyword in call.keywords:
            if (keyword.arg or "").startswith("unsafe_allow"):
                yield source.at(call.lineno, f"uses {keyword.arg}")
        # st.html takes a file of ours, as _HERE / "name", and never a text made from data.
        is_file = call.args and isinstance(call.args[0], ast.BinOp)
        if called(call) == "html" and source.name != OWN_HTML and not is_file:
            yield source.at(call.lineno, "draws HTML; give st.html a file of ours")


def address_written(source: Source) -> Iterator[str]:
    for call in source.calls:
        if called(call) == "switch_page":
            yield source.at(call.lineno, "switches the page, which spoils Back; draw a link")
        if any(keyword.arg == "bind" for keyword in call.keywords):
            yield source.at(
                call.lineno,
                "binds a widget to the address, which spoils Back; use ui/address/url_state.py",
            )
    if source.name != ADDRESS:
        for line in lines_of(source, WRITES):
            yield source.at(line, "writes the address; use straits.ui.address.url_state")


def session_touched(source: Source) -> Iterator[str]:
    if source.name not in KEEPERS:
        for line in lines_of(source, "session_state"):
            yield source.at(
                line,
                "touches session_state; state that a colleague should see goes into the address "
                "through straits.ui.address.url_state, the rest is a widget's key",
            )


def emoji(source: Source) -> Iterator[str]:
    for line in lines_of(source, EMOJI):
        yield source.at(line, "holds an emoji; say it in words")


def unknown_term(source: Source) -> Iterator[str]:
    for call in source.calls:
        if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
            continue
        if call.func.value.id != "glossary":
            continue
        for argument in call.args:
            if isinstance(argument, ast.Constant) and argument.value not in glossary.terms():
                yield source.at(
                    call.lineno, f"explains {argument.value!r}, which glossary.yaml does not hold"
                )


def test_no_data_is_ever_drawn_as_html() -> None:
    found = breaches(data_as_html, SCREEN)
    assert found == [], "\n".join(found)


def test_only_url_state_writes_the_address() -> None:
    found = breaches(address_written, SCREEN)
    assert found == [], "\n".join(found)


def test_only_the_keepers_touch_the_session() -> None:
    found = breaches(session_touched, SCREEN)
    assert found == [], "\n".join(found)


def test_every_keeper_is_a_file_of_the_screen() -> None:
    assert {source.name for source in SCREEN} >= {*KEEPERS, ADDRESS, OWN_HTML}


def test_there_is_no_emoji_on_screen() -> None:
    found = breaches(emoji, SCREEN)
    assert found == [], "\n".join(found)


def test_every_word_that_is_explained_is_in_the_glossary() -> None:
    found = breaches(unknown_term, SCREEN)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (data_as_html, "st.markdown(text, unsafe_allow_html=True)"),
        (data_as_html, "st.html(text)"),
        (data_as_html, "st.html(body=text)"),
        (address_written, "st.switch_page(page)"),
        (address_written, "st.selectbox(label, bind='query-params')"),
        (address_written, "st.query_params['g'] = gene"),
        (address_written, "st.query_params.update(g=gene)"),
        (session_touched, "st.session_state['g'] = gene"),
        (emoji, "st.write('Done \U0001f389')"),
        (unknown_term, "glossary.words('no_such_term')"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_rule_finds_its_breach(rule: Rule, line: str) -> None:
    found = breaches(rule, [Source("straits/ui/sample.py", f"\n{line}")])
    assert [breach.split(" ")[0] for breach in found] == ["straits/ui/sample.py:2"]


def test_the_words_of_a_page_are_text_and_not_html(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    term = {"word": "AF <b>", "meaning": "<script>alert('&')</script>"}
    monkeypatch.setattr(glossary, "terms", lambda: {"af": term})
    monkeypatch.setattr(glossary.st, "html", drawn.append)
    glossary.words("af")
    assert "AF &lt;b&gt;" in drawn[0]
    assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in drawn[0]
    assert "<script" not in drawn[0]


def test_every_term_has_a_word_and_a_meaning_that_ends_as_a_sentence() -> None:
    terms = yaml.safe_load((ROOT / "straits" / "ui" / "words" / "glossary.yaml").read_text())
    for name, term in terms.items():
        assert {"word", "meaning"} <= set(term) <= {"word", "meaning", "also"}, name
        assert term["meaning"].endswith("."), name
