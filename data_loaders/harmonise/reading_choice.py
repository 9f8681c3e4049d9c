"""What counts for a person: one of several readings, and who was looked at at all."""

import polars as pl

from data_loaders.harmonise.definitions import Choice, Kind

# Rows of a person that may say something and cannot be read.
UNREAD = ("person_id", "source_table", "source_line", "is_empty")
_WHAT = {"continuous": "value", "binary": "category", "categorical": "category"}


def conflicts(readings: pl.DataFrame, kind: Kind, choice: Choice) -> pl.Series:
    """Return, per reading, whether it is one of several among which none can be chosen.

    With `only`, a person may have one value; else a day may have one category.
    """
    if choice != "only" and (kind in ("continuous", "date") or choice in ("any", "all")):
        return pl.repeat(False, readings.height, dtype=pl.Boolean, eager=True)
    keys = ["person_id"] if choice == "only" else ["person_id", "measured_on"]
    several = pl.col(_WHAT.get(kind, "measured_on")).n_unique().over(keys) > 1
    return readings.select(several.alias("several"))["several"]


def several_a_day(readings: pl.DataFrame, kind: Kind, choice: Choice) -> pl.Series:
    """Return, per reading, whether its person has another value on the day that is chosen."""
    if kind != "continuous" or choice not in ("latest", "first"):
        return pl.repeat(False, readings.height, dtype=pl.Boolean, eager=True)
    several = pl.col("value").n_unique().over("person_id", "measured_on") > 1
    return readings.select(several.alias("several"))["several"]


def chosen(readings: pl.DataFrame, kind: Kind, choice: Choice) -> pl.DataFrame:
    """Return what counts for each person that has a reading.

    Columns: person_id, value, category, measured_on and age_at of the reading that counts (null for
    a median or mean of several days), n_readings.
    """
    row = pl.struct("source_table", "source_line")
    counted = readings.group_by("person_id").agg(n_readings=row.n_unique().cast(pl.Int32))
    if choice in ("any", "all"):
        picked = _yes_or_no(readings, choice)
    elif choice in ("median", "mean"):
        value = pl.col("value").median() if choice == "median" else pl.col("value").mean()
        is_one_day = pl.col("measured_on").n_unique() == 1
        picked = readings.group_by("person_id").agg(
            value=value,
            category=pl.lit(None, pl.String),
            measured_on=pl.when(is_one_day).then(pl.col("measured_on").first()),
            age_at=pl.when(is_one_day).then(pl.col("age_at").first()),
        )
    else:
        picked = _one_of(readings, kind, choice)
    columns = ("person_id", "value", "category", "measured_on", "age_at")
    return (
        picked.select(columns)
        .join(counted, on="person_id", maintain_order="left")
        .sort("person_id")
    )


def statuses(
    people: pl.DataFrame,
    picked: pl.DataFrame,
    looked_at: pl.Series,
    unread: pl.DataFrame,
    kind: Kind,
    choice: Choice,
    sex: str | None,
) -> pl.DataFrame:
    """Return what is known of every person: `picked` with `status`, one row per person.

    looked_at
        The people of whom no reading means no. Nobody else is ever "no" without saying so.
    unread
        The rows that cannot be read (UNREAD): of their people silence says nothing, and an answer
        that such a row may undo is none. An empty answer undoes nothing.
    sex
        The sex that the phenotype is asked of; to the other it does not apply.
    """
    is_looked_at = pl.col("person_id").is_in(looked_at.implode())
    is_clear = ~pl.col("person_id").is_in(unread["person_id"].unique().implode())
    silence = (
        pl.when(is_looked_at & is_clear & (kind == "binary"))
        .then(pl.lit("no"))
        .otherwise(pl.lit("unknown"))
    )
    is_undone = (pl.col("n_unread") > 0) & (
        pl.col("category") == ("yes" if choice == "all" else "no")
    )
    answer = pl.when(is_undone).then(pl.lit("unknown")).otherwise("category")
    answer = answer if kind == "binary" else pl.lit("measured")
    status = pl.when(pl.col("n_readings").is_not_null()).then(answer).otherwise(silence)
    if sex is not None:
        is_other = pl.col("sex").is_in(["XX", "XY"]) & (pl.col("sex") != sex)
        status = (
            pl.when(is_other)
            .then(pl.lit("not_applicable"))
            .when(pl.col("sex") == sex)
            .then(status)
            .otherwise(pl.lit("unknown"))
        )
    row = pl.struct("source_table", "source_line")
    counted = unread.filter(~pl.col("is_empty")).group_by("person_id").agg(n_unread=row.n_unique())
    joined = people.join(picked, on="person_id", how="left", maintain_order="left").join(
        counted, on="person_id", how="left", maintain_order="left"
    )
    joined = joined.with_columns(pl.col("n_unread").fill_null(0))
    return joined.select(
        "person_id",
        status.alias("status"),
        is_looked_at.alias("is_looked_at"),
        "value",
        "category",
        "measured_on",
        "age_at",
        pl.col("n_readings").fill_null(0),
        "n_unread",
    )


def _yes_or_no(readings: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Return yes with the first day that says so, else no with the first day looked at."""
    wanted, otherwise = ("yes", "no") if choice == "any" else ("no", "yes")
    first = readings.sort("measured_on", nulls_last=True, maintain_order=True)
    is_wanted = pl.col("category") == wanted
    return first.group_by("person_id", maintain_order=True).agg(
        category=pl.when(is_wanted.any()).then(pl.lit(wanted)).otherwise(pl.lit(otherwise)),
        value=pl.lit(None, pl.Float64),
        measured_on=pl.coalesce(
            pl.col("measured_on").filter(is_wanted).first(), pl.col("measured_on").first()
        ),
        age_at=pl.coalesce(pl.col("age_at").filter(is_wanted).first(), pl.col("age_at").first()),
    )


def _one_of(readings: pl.DataFrame, kind: Kind, choice: Choice) -> pl.DataFrame:
    days = readings
    if kind == "continuous" and choice in ("latest", "first"):
        # Several values of one day count as their median: nobody knows which came last.
        days = readings.group_by("person_id", "measured_on", maintain_order=True).agg(
            pl.col("value").median(), pl.col("category", "age_at").first()
        )
    column = "value" if choice in ("min", "max") else "measured_on"
    descending = choice in ("latest", "max")
    ordered = days.sort(column, descending=descending, nulls_last=True, maintain_order=True)
    return ordered.unique("person_id", keep="first", maintain_order=True)
