"""Widgets whose only truth is the address, so that Back, Forward, reload and a link all agree.

The address sets a widget before it is drawn; a change that the reader commits is written back as
one history entry. Streamlit's own binding (`bind="query-params"`, `switch_page(query_params=)`)
leaves entries behind that spoil Back.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from straits.exports.visible_text import visible
from straits.ui.address import address_values
from straits.ui.address.address_values import AND

# The page of a ranking, and what leaves its rows as they are.
PAGE = "page"
_SAME_ROWS = ("view", "drawn", "zoom")
# Page and parameters of the run before, to know a link from a page to itself.
_LAST = "address-of-the-run-before"


def get(name: str) -> str | None:
    """Return what the address says under a name; None where it says nothing."""
    text = st.query_params.get(name)
    return text if text else None


def all_of_it() -> dict[str, str]:
    """Return everything that the address says."""
    return st.query_params.to_dict()


def page() -> str | None:
    """Return the page that was asked for last; None before the first."""
    last = st.session_state.get(_LAST)
    return last[0] if last else None


def put(changes: Mapping[str, str | None]) -> None:
    """Write to the address in one history entry; None takes a name out.

    What changes which rows there are, or their order, leads back to the first page of them.
    """
    params = {**st.query_params.to_dict(), **changes}
    if changes.keys() - {PAGE, *_SAME_ROWS}:
        params.pop(PAGE, None)
    st.query_params.from_dict({name: text for name, text in params.items() if text is not None})


def follow(page: str) -> None:
    """Make the address bar say what the page was asked for.

    Streamlit follows a link that leads to the page it stands on, with other parameters, but leaves
    the address bar as it was. The browser takes no notice where the two agree already, and makes
    no new history entry while it goes back or forward.
    """
    here = (page, st.query_params.to_dict())
    before = st.session_state.get(_LAST)
    st.session_state[_LAST] = here
    if before is not None and before[0] == page and before != here:
        put({})


def key(name: str, *scope: object) -> str:
    """Return a widget's key that holds everything its value depends on.

    A key without the release and the filters keeps the old selection when the data change, and row
    3 of one table silently becomes row 3 of another.
    """
    return "-".join((name, *(str(part) for part in scope)))


def choice(
    label: str,
    options: Sequence[str],
    name: str,
    default: str,
    show: Callable[[str], str] = str,
    **more: Any,
) -> str:
    """Draw a select box for one option; what the address cannot mean becomes the default."""
    value = address_values.one_of(all_of_it(), name, options, default)
    bound = _bound(name, value, default)
    chosen: str = st.selectbox(label, options, format_func=_seen(show), **bound, **more)
    return chosen


def choice_of_many(
    label: str,
    options: Mapping[str, Mapping[str, str | None]],
    name: str,
    here: str,
    show: Callable[[str], str] = str,
    **more: Any,
) -> None:
    """Draw a select box of which each option stands for what several names of the address say.

    name
        Of the box alone: the address has no such name.
    here
        The option that the address says now.
    What an option says as None is taken out of the address.
    """
    at = key("url", name)
    st.session_state[at] = here
    st.selectbox(
        label, list(options), format_func=_seen(show), key=at, on_change=_write_many,
        args=(at, options), **more,
    )  # fmt: skip


def _seen(show: Callable[[str], str]) -> Callable[[str], str]:
    """Return what an option is called where nothing in a name turns or hides the rest."""
    return lambda option: visible(show(option))


def text(label: str, name: str, **more: Any) -> str:
    """Draw a box for a line of text; an empty one is not in the address."""
    typed: str = st.text_input(label, **_bound(name, get(name) or "", "", str.strip), **more)
    return typed.strip()


def whole_number(label: str, name: str, default: int, least: int, **more: Any) -> int:
    """Draw a box for a whole number of at least `least`."""
    value = address_values.whole_number(all_of_it(), name, default, least)
    bound = _bound(name, value, default)
    chosen: int = st.number_input(label, min_value=least, step=1, **bound, **more)
    return chosen


def switch(label: str, name: str, default: bool, **more: Any) -> bool:
    """Draw a check box; the address says yes or no where it is not as by default."""
    value = address_values.is_on(all_of_it(), name, default)
    bound = _bound(name, value, default, lambda on: "yes" if on else "no")
    chosen: bool = st.checkbox(label, **bound, **more)
    return chosen


def several(
    label: str,
    options: Sequence[str],
    name: str,
    show: Callable[[str], str] = str,
    default: Sequence[str] = (),
    **more: Any,
) -> tuple[str, ...]:
    """Draw a box for any of the options, in the order in which they were chosen."""
    here = address_values.some_of(all_of_it(), name, options, default)
    bound = _bound(name, list(here), list(default), AND.join)
    chosen: list[str] = st.multiselect(
        label, options, format_func=_seen(show), wrap=True, **bound, **more
    )
    return tuple(chosen)


def segments(
    label: str, options: Sequence[str], name: str, show: Callable[[str], str] = str, **more: Any
) -> str:
    """Draw a row of options of which one holds, the first by default."""
    value = address_values.one_of(all_of_it(), name, options, options[0])
    bound = _bound(name, value, options[0])
    chosen: str = st.segmented_control(
        label,
        options,
        format_func=_seen(show),
        required=True,
        label_visibility="collapsed",
        **bound,
        **more,
    )
    return chosen


def page_number(name: str, n_pages: int) -> int:
    """Draw the pages of a list and return the one that is shown, from 1; nothing where it is one.

    A number beyond the last is the last.
    """
    if n_pages < 2:
        return 1
    text = get(name) or ""
    number = int(text) if text.isdecimal() and len(text) < 10 else 1
    number = min(max(number, 1), n_pages)
    # It takes its value as a default alone, so each value has a widget of its own.
    at = key("url", name, number, n_pages)
    st.pagination(n_pages, default=number, key=at, on_change=_write, args=(name, at, 1, str))
    return number


def tabs(labels: Sequence[str], name: str) -> list[Any]:
    """Draw tabs of which one is open, the first by default; those drawn tell by `open` which.

    The address holds the words of the label in small letters, with a stroke between them.
    """
    spelt = {_slug(label): label for label in labels}
    open_now = spelt.get(get(name) or "", labels[0])
    return list(st.tabs(labels, **_bound(name, open_now, labels[0], _slug)))


def _bound(
    name: str, value: object, default: object, spell: Callable[[Any], str] = str
) -> dict[str, Any]:
    """Set a widget to a value and return what makes it write its next one to the address."""
    at = key("url", name)
    st.session_state[at] = value
    return {"key": at, "on_change": _write, "args": (name, at, default, spell)}


def _slug(label: str) -> str:
    return re.sub(r"\W+", "_", label.lower()).strip("_")


def _write_many(at: str, options: Mapping[str, Mapping[str, str | None]]) -> None:
    put(options[st.session_state[at]])


def _write(name: str, at: str, default: object, spell: Callable[[Any], str]) -> None:
    value = st.session_state[at]
    put({name: None if value == default or not spell(value) else spell(value)})
