"""What a custodian is shown before signing: drafts, and how each differs from what went before."""

from collections.abc import Mapping

import polars as pl

from straits.bundles import bundle_tables
from straits.errors import BundleError
from straits.queries.sending.bundle_draft import DRAFT, BundleDraft, read_draft
from straits.queries.sending.bundle_lists import ALLELE
from straits.store import SentBundle, SentLedger

_GROUP = ["site", "call_set", "grouping", "group_id"]
_TOLD = ("state", "n_called", "an", "ac", "hom_alt", "haploid_alt", "ac_low", "ac_high")


def drafts(ledger: SentLedger) -> Mapping[str, BundleDraft | str]:
    """Return the drafts that lie beside a ledger, by name; where one cannot be read, why."""
    found: dict[str, BundleDraft | str] = {}
    for path in sorted(ledger.folder.glob(f"*{DRAFT}")):
        try:
            found[path.stem] = read_draft(path)
        except BundleError as error:
            found[path.stem] = str(error)
    return found


def before(ledger: SentLedger, lineage: str) -> SentBundle | None:
    """Return the last bundle of a lineage that was sent; None where that took it back."""
    sent = [bundle for bundle in ledger.bundles() if bundle.lineage == lineage]
    return sent[-1] if sent and sent[-1].groups else None


def group_rows(made: BundleDraft, told: pl.DataFrame | None) -> pl.DataFrame:
    """Return one row per group of a draft: its people, its cells, and what an attacker could do.

    told
        The cells of the bundle before; None for the first.

    Columns: call_set, group, definition (who is in it), n_people, counted_on, exact, range,
    not_covered, withheld (cells by state), n_new, n_changed, n_gone (cells, against the bundle
    before), n_variants, power, limit and override (empty where there is none).
    """
    cells = made.tables["cells"]
    counts = cells.group_by(_GROUP).agg(
        (pl.col("state") == state).sum().alias(state) for state in bundle_tables.STATES
    )
    changes = _changes(cells, cells.clear() if told is None else told)
    budgets = {
        (each.site, each.call_set, each.grouping, each.group): each
        for each in made.manifest.budgets
    }
    rows = []
    for group in made.manifest.groups:
        budget = budgets[group.key]
        rows.append(
            (
                *group.key, group.label, group.definition, group.n_people, group.counted_on,
                budget.independent_variants_here + budget.independent_variants_before,
                budget.power, budget.limit,
                f"{budget.override.by}: {budget.override.reason}" if budget.override else "",
            )
        )  # fmt: skip
    names = (
        *_GROUP, "group", "definition", "n_people", "counted_on", "n_variants", "power", "limit",
        "override",
    )  # fmt: skip
    said = pl.DataFrame(rows, schema=names, orient="row")
    of_all = said.join(counts, on=_GROUP, how="left", maintain_order="left").join(
        changes, on=_GROUP, how="left", maintain_order="left"
    )
    return of_all.with_columns(
        pl.col(*bundle_tables.STATES, "n_new", "n_changed", "n_gone").fill_null(0)
    )


def _changes(now: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    key = [*ALLELE, *_GROUP, "sex"]
    both = now.join(told, on=key, how="full", suffix="_before", coalesce=True, nulls_equal=True)
    is_new, is_gone = pl.col("state_before").is_null(), pl.col("state").is_null()
    is_other = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _TOLD
    )
    return both.group_by(_GROUP).agg(
        n_new=is_new.sum(), n_gone=is_gone.sum(), n_changed=(is_other & ~is_new & ~is_gone).sum()
    )
