"""The people counted in a release, what a cohort may ask of them, and why it has none of them."""

from collections.abc import Iterable, Sequence

import polars as pl

from straits import cohorts
from straits.cohorts import Carrier, GeneCarrier, Tree
from straits.errors import QueryError
from straits.store.cohorts.cohort_sql import listing, walk
from straits.store.cohorts.named_alleles import alleles_of
from straits.store.cohorts.release_names import ReleaseNames
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed


def people(run: Run) -> pl.DataFrame:
    """Return one row per person counted, in order of call_set_id and sample_index.

    Columns: call_set_id, site_id, sample_index, sample_id, person_id, sex, age, is_unrelated (true
    where nobody says), and one per grouping with the group's id.
    """
    return run(fixed("store", "everyone").text, {}).with_columns(
        pl.col("is_unrelated").fill_null(value=True)
    )


def select_members(run: Run, names: ReleaseNames, tree: Tree) -> str:
    """Return the select of a cohort's members over the views of a release, values written out.

    Raises QueryError, naming the criterion at fault, for what the release does not know.
    """
    require_known(names, [tree])
    for node in walk(tree):
        if isinstance(node, Carrier | GeneCarrier):
            alleles_of(run, node)
    return listing(tree)


def require_known(names: ReleaseNames, trees: Iterable[Tree]) -> None:
    """Raise QueryError, naming the criterion at fault, for names that the release lacks.

    Whether it has the alleles that are named is known once they are looked up.
    """
    for tree in trees:
        if complaints := names.complaints(tree):
            raise QueryError(f"The cohort cannot be found: {complaints[0]}.".replace("?.", "?"))


def fault(tree: Tree, n_by_step: Sequence[int]) -> str:
    """Return why a cohort is empty: what contradicts itself, or the criterion that left nobody.

    n_by_step
        How many are left after the first criterion, after the first two, and so on.
    """
    if contradiction := cohorts.contradiction(tree):
        return contradiction
    parts = cohorts.parts_of(tree)
    for part, n in zip(parts, n_by_step, strict=True):
        if n == 0:
            after = " of those left by the criteria before it" if part is not parts[0] else ""
            return f"nobody{after} is known to meet “{cohorts.sentence(part)}”"
    return ""
