"""The people counted in a release, and what a cohort's criteria are of each of them."""

from collections.abc import Sequence

import polars as pl

from straits import cohorts
from straits.cohorts import Carrier, GeneCarrier, Tree
from straits.errors import QueryError
from straits.store.cohorts.carrier_masks import Run, carrier_masks
from straits.store.cohorts.cohort_sql import statement, walk
from straits.store.cohorts.release_names import ReleaseNames

_PEOPLE = """
select samples.*, call_sets.site_id
from read_parquet(rows_folder() || '/samples.parquet') as samples
inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
where samples.is_counted
order by samples.call_set_id, samples.sample_index
"""


def people(run: Run) -> pl.DataFrame:
    """Return one row per person counted, in order of call_set_id and sample_index.

    Columns: call_set_id, site_id, sample_index, sample_id, person_id, sex, age, is_unrelated (true
    where nobody says), and one per grouping with the group's id.
    """
    return run(_PEOPLE, {}).with_columns(pl.col("is_unrelated").fill_null(value=True))


def judge(run: Run, names: ReleaseNames, trees: Sequence[Tree]) -> pl.DataFrame:
    """Return one row per person counted: what each tree is of them, true, false or null (unknown).

    Columns: call_set_id, sample_index, part_1, part_2 ... In the order of `people`.
    Raises QueryError, naming the criterion at fault, for what the release does not know.
    """
    for tree in trees:
        if complaints := names.complaints(tree):
            raise QueryError(f"The cohort cannot be found: {complaints[0]}.")
    nodes = [node for tree in trees for node in walk(tree)]
    carried = [node for node in nodes if isinstance(node, Carrier | GeneCarrier)]
    made = statement(trees, {node: carrier_masks(run, node) for node in dict.fromkeys(carried)})
    return run(made.text, made.values).sort("call_set_id", "sample_index")


def fault(tree: Tree, n_by_step: Sequence[int]) -> str:
    """Return why a cohort is empty: what contradicts itself, or the criterion that left nobody.

    n_by_step
        How many are left after the first criterion, after the first two, and so on.
    """
    if said := cohorts.contradiction(tree):
        return said
    parts = cohorts.parts_of(tree)
    for part, n in zip(parts, n_by_step, strict=True):
        if n == 0:
            after = " of those left by the criteria before it" if part is not parts[0] else ""
            return f"nobody{after} is known to meet “{cohorts.sentence(part)}”"
    return ""
