"""A list that is pasted or read from a file, behind a button of the row of filters."""

import streamlit as st

from straits.ui.address import url_state

# Names that are written out before the rest is counted.
_WRITTEN_OUT = 8
_MB = 2**20


def pick(
    label: str, what: str, hint: str, send: str, kinds: list[str], most_mb: int, here: str
) -> str | bytes | None:
    """Draw the button, and the form behind it; return what is sent: the text, or a file's bytes.

    what
        What the list is of, in one word.
    hint
        What may be written, in Markdown.
    send
        The words on the button of the form.
    kinds
        Endings of files.
    here
        What the address says, which is what the form begins with.
    """
    name = what.lower()
    with st.popover(label):
        st.markdown(hint)
        # A new list makes new widgets, which then say what the address says.
        scope = hash(here)
        with st.form(url_state.key(f"{name}-list", scope), border=False):
            typed = st.text_area(what, here, height=160, key=url_state.key(f"{name}-names", scope))
            file = st.file_uploader(
                "or a file", type=kinds, key=url_state.key(f"{name}-file", scope),
                max_upload_size=most_mb,
            )  # fmt: skip
            is_sent = st.form_submit_button(send)
    if not is_sent:
        return None
    return typed if file is None else file.read(most_mb * _MB)


def told(label: str, name: str) -> None:
    """Draw a list as something that a click takes out of the address, where it has a name."""
    with st.container(key=f"settings-{name}", horizontal=True, vertical_alignment="center"):
        if st.button(f"{label} :material/close:", key=f"without-{name}", help="Take the list away"):
            url_state.put({name: None})
            st.rerun()


def written(names: tuple[str, ...]) -> str:
    """Return the first names, and how many more there are.

    >>> written(("A", "B")), written(tuple("ABCDEFGHIJ"))
    ('A, B', 'A, B, C, D, E, F, G, H and 2 more')
    """
    shown = ", ".join(names[:_WRITTEN_OUT])
    n_more = len(names) - _WRITTEN_OUT
    return f"{shown} and {n_more:,} more" if n_more > 0 else shown
