"""Frequencies as text: a table to read in a terminal, and what is said beside it."""

from collections.abc import Iterator

import polars as pl

from straits.exports.visible_text import visible


def as_text(rows: pl.DataFrame) -> str:
    """Return rows as a table to read in a terminal, one line each; a null is a dot.

    >>> print(as_text(pl.DataFrame({"group": ["GBR", "CHS"], "ac": [12, None]})), end="")
    group  ac
    GBR    12
    CHS     .
    """
    is_number = [kind.is_numeric() for kind in rows.dtypes]
    cells = [[_cell(value) for value in rows[name]] for name in rows.columns]
    lines = [rows.columns, *zip(*cells, strict=True)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, is_number, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _cell(value: object) -> str:
    if value is None:
        return "."
    return f"{value:.6g}" if isinstance(value, float) else visible(str(value))


def notes(
    rows: pl.DataFrame,
    parts: pl.DataFrame,
    asked: str,
    pool_sites: bool,
    counts_everyone: bool,
    counted_once: str,
) -> Iterator[str]:
    """Yield what the numbers themselves do not tell, a paragraph each.

    rows, parts
        As of `frequencies_and_parts`.
    asked
        The gene, region or variant, as it was written.
    counts_everyone
        Whether only the unrelated were asked for in a study that does not know them.
    counted_once
        As of queries.study.counted_once, of the call sets of the rows.
    """
    if rows.is_empty():
        yield f"No call set of this release has an allele in {asked}."
    n_partial = int((rows["ac_state"] == "partial").sum())
    if rows.height and (pool_sites or n_partial):
        yield _added_up(parts, n_partial, rows.height)
    if rows.height and counted_once:
        yield counted_once
    if counts_everyone:
        yield (
            "Relatedness is not known in this study: everyone is counted. Name a pedigree or "
            "`unrelated:` under `samples:` in the study file."
        )


def _added_up(parts: pl.DataFrame, n_partial: int, n_rows: int) -> str:
    added = [
        name + (f" (but for {lacks:,} of {n + lacks:,} counts, withheld)" if lacks else "")
        for name, n, lacks in parts.select("call_set", "n_added", "n_withheld").iter_rows()
        if n
    ]
    sentences = [f"Added up: {', '.join(added) or 'nothing'}."]
    if lacking := parts.filter(n_added=0)["call_set"].to_list():
        sentences.append(f"Withheld, and in no sum: {', '.join(lacking)}.")
    if n_partial:
        sentences.append(f"ac_state is partial in {n_partial:,} of {n_rows:,} rows.")
    return " ".join(sentences)
