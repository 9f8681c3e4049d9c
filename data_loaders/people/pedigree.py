"""Who has a parent among the people studied."""

from collections.abc import Collection

import polars as pl


def mark_unrelated(samples: pl.DataFrame, present_ids: Collection[str]) -> pl.Series:
    """Tell for each sample whether no relative of its own is present; null where nobody says.

    What the sheet says of a person stands. Else, with a pedigree, a person is related if a parent
    is present: of a trio the parents are unrelated and the child is not. Other relatives (siblings
    without their parents, cousins) are not looked for.

    samples
        As `read_samples` returns them: sample_id, person_id, father_id, mother_id, is_unrelated.
    present_ids
        The samples that are in the call sets. A parent is present if it is one of them and in the
        sheet; it may be named by its sample's id or its person's.

    >>> trio = pl.DataFrame({
    ...     "sample_id": ["child", "father"], "person_id": ["child", "father"],
    ...     "father_id": ["father", None], "mother_id": ["mother", None],
    ...     "is_unrelated": pl.Series([None, None], dtype=pl.Boolean),
    ... })
    >>> mark_unrelated(trio, {"child", "father", "mother"}).to_list()
    [False, True]
    >>> mark_unrelated(trio, {"child", "mother"}).to_list()
    [True, True]
    """
    is_unrelated = samples["is_unrelated"]
    parent_ids = samples.select("father_id", "mother_id")
    if parent_ids.null_count().sum_horizontal().item() == 2 * samples.height:
        return is_unrelated
    is_present = samples["sample_id"].is_in(list(present_ids))
    people = samples.filter(is_present)
    present = people["sample_id"].append(people["person_id"]).implode()
    has_parent = parent_ids.select(
        pl.any_horizontal(pl.col("father_id", "mother_id").is_in(present).fill_null(value=False))
    ).to_series()
    return is_unrelated.fill_null(~has_parent)
