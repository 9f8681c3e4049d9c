"""Who the ids of a site's files are, and how old they were on a day."""

import re

import polars as pl

from data_loaders.harmonise import harmonise_cells, table_rows
from data_loaders.harmonise.mapping import Mapping, SourceTable
from data_loaders.study.plain_names import look
from straits.errors import StudyError

# The mean length of a Gregorian year.
_DAYS_PER_YEAR = 365.2425


def one_per_person(people: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Return one row per person: person_id, sex, age (on the mapping's `ages_on`), birth.

    people
        One row per sample: person_id, sample_id, sex, and age or birth where known.
    """
    columns = {
        "sex": pl.col("sex"),
        "age": pl.col("age").cast(pl.Float64) if "age" in people.columns else _nothing(pl.Float64),
        "birth": pl.col("birth").cast(pl.Date) if "birth" in people.columns else _nothing(pl.Date),
    }
    of_study = people.group_by("person_id", maintain_order=True).agg(
        **{name: column.drop_nulls().first() for name, column in columns.items()}
    )
    ids = identities(people, mapping, "person").filter(~pl.col("is_spelt_otherwise"))
    births = (
        ids.select("person_id", known_birth="birth")
        .drop_nulls()
        .unique("person_id", keep="first", maintain_order=True)
    )
    joined = of_study.join(births, on="person_id", how="left", maintain_order="left")
    birth = pl.coalesce("birth", "known_birth")
    return joined.select("person_id", "sex", "age", birth=birth)


def identities(people: pl.DataFrame, mapping: Mapping, of: str) -> pl.DataFrame:
    """Return which person each id of the site's files is.

    Columns: original_person, person_id, birth, and is_spelt_otherwise, where the key to the study's
    ids only looks like one of them.

    of
        "person" or "sample": what the ids of a table are.
    """
    no_birth = pl.lit(None, pl.Date).alias("birth")
    is_exact = pl.lit(value=False).alias("is_spelt_otherwise")
    samples = people.select("person_id", original_person="sample_id")
    if of == "sample":
        one_each = samples.unique("original_person", keep="first", maintain_order=True)
        return one_each.select("original_person", "person_id", no_birth, is_exact)
    persons = people.select("person_id", original_person="person_id").unique(maintain_order=True)
    if mapping.people is None:
        return persons.select("original_person", "person_id", no_birth, is_exact)
    keys = _keys(mapping)
    known = samples if mapping.people.sample is not None else persons
    known = with_other_spellings(known.with_columns(is_exact), keys["study_person"])
    known = known.rename({"original_person": "study_person"})
    return keys.join(known, on="study_person", maintain_order="left_right").select(
        "original_person", "person_id", "birth", "is_spelt_otherwise"
    )


def with_other_spellings(ids: pl.DataFrame, written: pl.Series) -> pl.DataFrame:
    """Return the ids, and of those written that are none of them whose they may be.

    P2 may be p2, and 007 may be 7: that program or this took the capitals or the zeros off. An id
    that may be several people's is there for each.

    ids
        original_person, person_id and is_spelt_otherwise, which is true of what is added.
    """
    own = set(ids["original_person"])
    by_look: dict[str, list[str]] = {}
    for name in own:
        by_look.setdefault(_look_of_id(name), []).append(name)
    alike = [
        (name, other)
        for name in written.drop_nulls().unique(maintain_order=True)
        if name not in own
        for other in sorted(by_look.get(_look_of_id(name), ()))
    ]
    pairs = pl.DataFrame(
        alike, schema={"other": pl.String, "original_person": pl.String}, orient="row"
    )
    added = pairs.join(ids, on="original_person", maintain_order="left_right").with_columns(
        original_person="other", is_spelt_otherwise=pl.lit(value=True)
    )
    return pl.concat([ids, added.select(ids.columns)])


def _look_of_id(name: str) -> str:
    """Return what spellings of an id share: as `look`, and a number without zeros around it."""
    return re.sub(r"^0+(?=\d+$)", "", re.sub(r"^(\d+)\.0+$", r"\1", look(name)))


def age_at(mapping: Mapping, table: SourceTable) -> pl.Expr:
    """Return the age in years at `measured_on`, null where it is not known.

    The table's own age comes first, then the date of birth, then the age of the sample sheet.
    """
    typed = table_rows.is_typed(table.file)
    decimal = table.decimal_of(table.columns.age)
    stated = harmonise_cells.number(pl.col("original_age"), decimal, typed)
    since_birth = (pl.col("measured_on") - pl.col("birth")).dt.total_days() / _DAYS_PER_YEAR
    ages = [stated, since_birth]
    if mapping.ages_on is not None:
        since = (pl.col("measured_on") - pl.lit(mapping.ages_on)).dt.total_days()
        ages.append(pl.col("age") + since / _DAYS_PER_YEAR)
    return pl.coalesce(ages)


def _keys(mapping: Mapping) -> pl.DataFrame:
    table = mapping.people
    assert table is not None
    names = {"original_person": table.person}
    names["study_person"] = table.sample or table.study_person or table.person
    names |= {"birth": table.birth} if table.birth else {}
    names |= {"year_of_birth": table.year_of_birth} if table.year_of_birth else {}
    frame = table_rows.read_columns(table.file, names, mapping.where("people"), table.sheet)
    if table.omop:
        frame = frame.with_columns(table_rows.plain_id(pl.col("original_person")))
    typed = table_rows.is_typed(table.file)
    birth = (
        harmonise_cells.day(pl.col("birth"), table.date_format, typed)
        if table.birth
        else _nothing(pl.Date)
    )
    if table.year_of_birth:
        # The middle of the year is at most half a year wrong.
        year = pl.col("year_of_birth").cast(pl.Int32, strict=False)
        birth = pl.coalesce(birth, pl.date(year, 7, 1))
    keys = frame.select("original_person", "study_person", birth=birth)
    keys = keys.drop_nulls(["original_person", "study_person"]).unique(maintain_order=True)
    twice = keys.filter(pl.col("original_person").is_duplicated())
    if twice.height:
        raise StudyError(
            f"{mapping.where('people')}: {table.file.name} has more than one row for "
            f"{twice['original_person'][0]!r}; keep one row per id"
        )
    return keys


def _nothing(kind: type[pl.DataType]) -> pl.Expr:
    return pl.lit(None, kind)
