"""A bundle as its custodian sees it before signing: of whom it tells what, and what it risks."""

from collections.abc import Collection, Mapping

import polars as pl
import streamlit as st

from straits import queries
from straits.charts import rooms, vega
from straits.charts.sending import power_rows
from straits.errors import BundleError
from straits.exports import safe_csv
from straits.store import SentBundle, SentLedger
from straits.ui.address import links, url_state
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph
from straits.ui.words.numbers import plural

_MOST_ROWS = 12


def pick(ledger: SentLedger | None) -> tuple[str, queries.sending.BundleDraft] | None:
    """Return the draft that the address names, else the first, with its name; say if none is."""
    if ledger is None:
        messages.nothing(
            "This server saves nothing, so that it knows of no draft and of nothing that was sent. "
            "Name the folder that bundles are made with: “serve --state FOLDER”."
        )
        return None
    drafts = queries.sending.drafts(ledger)
    if not drafts:
        messages.nothing(
            "There is no draft to look at. “python -m straits bundle make” writes one, and nothing "
            "leaves before it is signed."
        )
        return None
    asked = url_state.get("draft")
    name = asked if asked is not None and asked in drafts else next(iter(drafts))
    _others(ledger, drafts, name)
    draft = drafts[name]
    if isinstance(draft, str):
        st.error(escape(draft))
        return None
    return name, draft


def _others(
    ledger: SentLedger, drafts: Mapping[str, queries.sending.BundleDraft | str], shown: str
) -> None:
    """List the drafts where there are several: which wait to be signed, and which one is shown."""
    if len(drafts) == 1:
        return
    try:
        signed = {(each.lineage, each.sequence) for each in ledger.bundles()}
    except BundleError:
        # What is shown says so.
        signed = set()
    st.markdown(f"{plural(len(drafts), 'draft')}:")
    for name, draft in drafts.items():
        state = "cannot be read" if isinstance(draft, str) else _state(draft, signed)
        if name == shown:
            st.markdown(escape(f"{name}: {state} (below)"))
        else:
            links.link(escape(f"{name}: {state}"), "bundles", {"draft": name})


def _state(draft: queries.sending.BundleDraft, signed: Collection[tuple[str, int]]) -> str:
    said = draft.manifest
    is_signed = (said.lineage, said.sequence) in signed
    return f"of {said.created:%Y-%m-%d}, {'was signed' if is_signed else 'waits to be signed'}"


def answer(visit: Visit, ledger: SentLedger, name: str, draft: queries.sending.BundleDraft) -> None:
    """Say whom it is for and what it tells, draw what it risks, and list the groups."""
    said = draft.manifest
    try:
        last = queries.sending.before(ledger, said.lineage)
        told = ledger.told(last) if last is not None else None
    except BundleError as error:
        st.error(escape(str(error)))
        return
    rows = queries.sending.group_rows(draft, told).with_columns(
        row_label=pl.format("{} · {}", "call_set", "group")
    )
    signed = [
        each
        for each in ledger.bundles()
        if each.lineage == said.lineage and each.sequence >= said.sequence
    ]
    if signed:
        st.info(escape(_was_signed(draft, signed[0])))
    _lead(draft, rows)
    beyond = rows.filter((pl.col("power") > pl.col("limit")) & (pl.col("override") == ""))
    if beyond.height:
        st.error(
            escape(
                f"It cannot be signed: {_and(beyond['row_label'].to_list())} would be told beyond "
                "the limit. What would fit is said by: python -m straits bundle plan"
            )
        )
    worst = rows.sort("power", descending=True).row(0, named=True)
    paragraph(
        "chart-title-power",
        escape(
            f"Whoever holds somebody's genome finds at most {worst['power']:.1%} of the members of "
            f"{worst['row_label']}, while 1 in 100 others is taken for one"
        ),
    )
    spec = vega.legible(vega.of_altair(power_rows.power_rows(rows, visit.look)))
    with st.container(key="room-power", height=rooms.height(spec), border=False):
        st.vega_lite_chart(
            None, spec, width="stretch", theme=None, alt="How well a genome tells who is a member"
        )
    st.caption(
        "Bars: of the members, those that the best test finds, from this bundle and all before it "
        "to anybody. Right: independent variants told exactly, and people. Dashed: the limit."
    )
    _groups(rows, is_first=told is None)
    _cells(draft, name)
    if not beyond.height and not signed:
        st.markdown("Nothing of it has left. It leaves when it is signed, where the key is:")
        st.code(
            f"python -m straits bundle sign STATE/{ledger.folder.name}/{name}.draft "
            "--key NAME.key --state STATE",
            language=None,
            wrap_lines=True,
        )


def _was_signed(draft: queries.sending.BundleDraft, signed: SentBundle) -> str:
    said = draft.manifest
    which = f"bundle {signed.sequence} of {signed.lineage}, made on {signed.created[:10]}"
    if signed.manifest == said.sha256:
        return f"This draft was signed: it is {which} (UTC). Make the next anew."
    return f"Another draft was signed: {which} (UTC). Make this one anew."


def _lead(draft: queries.sending.BundleDraft, rows: pl.DataFrame) -> None:
    said = draft.manifest
    to = queries.sending.addressed(draft.recipients)
    n_alleles = draft.tables["alleles"].select("contig", "pos", "ref", "alt").n_unique()
    lists = _and([f"{each.name} ({each.n_alleles:,})" for each in said.lists])
    terms = " and ".join(said.terms.duo) or "no terms"
    st.markdown(
        escape(
            f"Bundle {said.sequence} of {said.lineage}, {to}, would tell of "
            f"{plural(rows.height, 'group')} at {plural(n_alleles, 'allele')}, until "
            f"{said.valid_until}, under {terms}."
        )
    )
    about = [f"Lists: {lists}."]
    about += [
        f"{what}: {text}."
        for what, text in (("Permit", said.terms.permit), ("Purpose", said.terms.purpose))
        if text
    ]
    st.caption(escape(" ".join(filter(None, about))))


def _groups(rows: pl.DataFrame, is_first: bool) -> None:
    columns = {
        "row_label": text("Group"), "definition": text("Who is in it"),
        "n_people": count("People"), "counted_on": text("Counted on"),
        "exact": count("Exact cells"), "range": count("As a range"),
        "not_covered": count("Not covered"), "withheld": count("Not told"),
        "power": st.column_config.NumberColumn("Found by a test", format="percent"),
        "override": text("Let beyond the limit by"),
    }  # fmt: skip
    if not is_first:
        columns |= {
            "n_new": count("New cells"), "n_changed": count("Changed"), "n_gone": count("Gone"),
        }  # fmt: skip
    shown = rows.with_columns(pl.col("counted_on").cast(pl.String))
    tables.draw_filled(shown, columns, "Groups of this bundle", _MOST_ROWS)
    if is_first:
        st.caption("The first of its line: there is nothing to compare it with.")


def _cells(draft: queries.sending.BundleDraft, name: str) -> None:
    cells = draft.tables["cells"]
    st.download_button(
        f"All {cells.height:,} cells as CSV", lambda: safe_csv.csv(cells), f"{name}_cells.csv",
        "text/csv", key="cells", on_click="ignore", type="tertiary",
    )  # fmt: skip


def sent(ledger: SentLedger | None) -> None:
    """List what was signed, the last first."""
    try:
        rows = None if ledger is None else queries.sending.sent_bundles(ledger)
    except BundleError as error:
        st.error(escape(str(error)))
        return
    if rows is None or rows.is_empty():
        st.markdown("Nothing was signed yet.")
        return
    columns = {
        "lineage": text("Line"), "sequence": count("Number"), "created": text("Made on (UTC)"),
        "recipients": text("For"), "permit": text("Permit"), "purpose": text("Purpose"),
        "terms": text("Terms"), "valid_until": text("Until"), "revokes": text("Revokes"),
        "n_groups": count("Groups"), "manifest": text("Manifest"),
    }  # fmt: skip
    tables.draw_filled(rows, columns, "Bundles that were signed", _MOST_ROWS)


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
