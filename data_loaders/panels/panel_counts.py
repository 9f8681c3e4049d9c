"""Counts as panels send them: exact, or censored as in "<5", which leaves a range."""

from pathlib import Path

import polars as pl

from data_loaders.study.study_reading import Panel
from straits.errors import InputError

COUNT_KINDS = ("ac", "ac_low", "ac_high")
# "<5", "<=4" or "≤4", and "1-4".
_BELOW, _AT_MOST, _SPAN = r"^<\s*(\d+)$", r"^(?:<=|≤)\s*(\d+)$", r"^(\d+)\s*[-–]\s*(\d+)$"  # noqa: RUF001


def with_ranges(rows: pl.DataFrame, path: Path, panel: Panel) -> pl.DataFrame:
    """Return rows with ac, ac_low and ac_high of every group as whole numbers.

    rows
        The counts as they were sent, in columns such as `ac nfe`, and `an nfe` as numbers.

    A range stands where ac_low and ac_high were sent and differ, or ac is text such as "<5"; ac is
    null there. It ends at AN. Elsewhere ac_low and ac_high are null.
    Raises InputError for "<5" where the study does not say whether 0 is among them, for a range
    whose least is above its most, and for a count above AN.
    """
    groups = [name.removeprefix("an ") for name in rows.columns if name.startswith("an ")]
    for group in groups:
        rows = _of_group(rows, group, path, panel)
    return rows


def whole_number(kind: pl.DataType, name: str) -> pl.Expr:
    """Return a column as whole numbers; what is none is null.

    >>> pl.DataFrame({"n": ["12", "x"]}).select(whole_number(pl.String(), "n"))["n"].to_list()
    [12, None]
    """
    column = pl.col(name)
    if kind == pl.String:
        column = column.str.strip_chars()
    return column.cast(pl.Int32, strict=False)


def _of_group(rows: pl.DataFrame, group: str, path: Path, panel: Panel) -> pl.DataFrame:
    ac, low, high = (f"{kind} {group}" for kind in COUNT_KINDS)
    sent = [name for name in (ac, low, high) if name in rows.columns]
    exact = rows.select(whole_number(rows.schema[name], name) for name in sent)
    nothing = pl.lit(None, pl.Int32)
    ends = exact.with_columns(nothing.alias(name) for name in (ac, low, high) if name not in sent)
    if ac in sent and rows.schema[ac] == pl.String:
        ends = _read_text(ends, rows[ac].str.strip_chars(), (ac, low, high), path, panel)
    is_range = pl.col(low).is_not_null() & pl.col(high).is_not_null()
    ends = ends.with_columns(rows[f"an {group}"]).with_columns(
        pl.min_horizontal(pl.col(high), pl.col(f"an {group}")).alias(high)
    )
    if (wrong := ends.filter(is_range & (pl.col(low) > pl.col(high)))).height:
        least, most, an = wrong.select(low, high, f"an {group}").row(0)
        raise InputError(
            f"{path}: the panel {panel.id!r} has a count of {group!r} that is at least {least} and "
            f"at most {most}, of an AN of {an}. Expected the least, then the most, and no more "
            "than AN."
        )
    if (more := ends.filter(pl.col(ac) > pl.col(f"an {group}"))).height:
        count, an = more.select(ac, f"an {group}").row(0)
        raise InputError(
            f"{path}: the panel {panel.id!r} has an AC of {count} in {group!r} where AN is {an}. "
            "Expected no more than AN: are the fields those of one group? Name them with `ac` and "
            "`an`."
        )
    is_open = is_range & (pl.col(low) < pl.col(high))
    known = pl.when(is_range & ~is_open).then(low).when(~is_range).then(ac).alias(ac)
    ends = ends.with_columns(
        known, *(pl.when(is_open).then(name).alias(name) for name in (low, high))
    )
    return rows.with_columns(ends[name] for name in (ac, low, high))


def _read_text(
    ends: pl.DataFrame, text: pl.Series, columns: tuple[str, str, str], path: Path, panel: Panel
) -> pl.DataFrame:
    """Fill in the ends of counts that are text and no number."""
    ac, low, high = columns
    if ends[ac].null_count() == text.null_count():
        return ends
    limits = ends.with_columns(text.alias("text")).with_columns(
        (pl.col("text").str.extract(_BELOW).cast(pl.Int32) - 1).alias("below"),
        pl.col("text").str.extract(_AT_MOST).cast(pl.Int32).alias("at_most"),
        pl.col("text").str.extract(_SPAN, 1).cast(pl.Int32).alias("from"),
        pl.col("text").str.extract(_SPAN, 2).cast(pl.Int32).alias("to"),
    )
    limit = pl.coalesce("below", "at_most")
    limited = limits.filter(limit.is_not_null())
    if limited.height and panel.censored_from is None:
        raise InputError(
            f"{path}: the panel {panel.id!r} has counts such as {limited['text'][0]!r}. Say in the "
            "study file with `censored_from` what such a count starts at: 1 if the panel writes "
            "none as 0, and 0 if none is among them."
        )
    return limits.select(
        ac,
        pl.coalesce(
            low, "from", pl.when(limit.is_not_null()).then(pl.lit(panel.censored_from))
        ).cast(pl.Int32).alias(low),
        pl.coalesce(high, "to", limit).alias(high),
    )  # fmt: skip
