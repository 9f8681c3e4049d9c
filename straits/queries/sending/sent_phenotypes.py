"""Phenotypes by group as a bundle tells them: of the people of a site, as pages tell them.

Their cells are those that statements may read of a release. A site's people of a group may be in
several call sets, so that it is judged for the site whether enough of them changed.
"""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from straits import privacy
from straits.bundles import bundle_tables
from straits.errors import QueryError
from straits.queries.sending import told_again
from straits.queries.sending.planned_group import Wanted
from straits.store import GroupKey, Membership, SentLedger, Store

_TABLE = "phenotype_cells"
_SCHEMA = pl.Schema(bundle_tables.SCHEMAS[_TABLE])
_CELL = ["site_id", "group_id", "phenotype_id"]
_KINDS = ("binary", "categorical")


def site_key(site: str, group: str) -> GroupKey:
    """Return the key of a group of all call sets of a site."""
    return f"site {site}", group, ""


def cells(
    store: Store,
    ledger: SentLedger,
    wanted: Wanted,
    keys: Sequence[tuple[str, str]],
    memberships: Mapping[GroupKey, Membership],
    not_shown: Collection[tuple[str, str]],
) -> pl.DataFrame:
    """Return the cells of some sites and groups: see straits.bundles.bundle_tables.

    Of a group that is not told anew, or that is `not_shown`, those that were sent before; so too of
    a phenotype that the pages withhold now of people of whom nobody changed.
    Raises QueryError for a phenotype that the release does not tell by this grouping.
    """
    dictionary = store.sending.table("phenotype_dictionary").filter(
        pl.col("phenotype_id").is_in(wanted.phenotypes)
    )
    if missing := set(wanted.phenotypes) - set(dictionary["phenotype_id"]):
        raise QueryError(f"The release has no phenotype {min(missing)!r}.")
    now = pl.concat([_counts(store, wanted, dictionary), _bins(store, wanted, dictionary)])
    found = [now.clear()]
    for site, group in keys:
        members = memberships.get(site_key(site, group))
        last = next(iter(members.n_changed), None) if members else None
        before = _told_before(ledger, site, group, last) if last is not None else now.clear()
        is_anew = (site, group) not in not_shown and not (
            members and told_again.why_not_anew(members, members.n_people, store)
        )
        if is_anew:
            told = now.filter(site=site, group_id=group)
            is_same = members is not None and last is not None and not members.n_changed[last]
            found.append(_where_withheld(told, before) if is_same else told)
        else:
            found.append(before)
    return pl.concat(found)


def _where_withheld(told: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return cells, with those that were sent where a number is withheld that was sent."""
    of_phenotype = ["phenotype_id"]
    withheld = told.filter(state=bundle_tables.WITHHELD).select(of_phenotype).unique()
    sent = before.filter(state=bundle_tables.EXACT).select(of_phenotype).unique()
    again = before.join(withheld, on=of_phenotype, how="semi").join(
        sent, on=of_phenotype, how="semi"
    )
    return pl.concat([told.join(again, on=of_phenotype, how="anti"), again])


def _told_before(ledger: SentLedger, site: str, group: str, name: str) -> pl.DataFrame:
    call_set, _, _ = site_key(site, group)
    for bundle in reversed(ledger.bundles()):
        for each in bundle.groups:
            if (each.call_set, each.group, each.membership) == (call_set, group, name):
                return ledger.told(bundle, _TABLE).filter(site=site, group_id=group)
    return pl.DataFrame(schema=_SCHEMA)


def _answers(store: Store, wanted: Wanted, question: str, ids: Sequence[str]) -> pl.DataFrame:
    """Return what a question tells of phenotypes, with phenotype_id; no rows where it has none."""
    if not ids:
        return pl.DataFrame()
    if privacy.is_exact(store.profile):
        asked = {"grouping": wanted.grouping, "sample_set": wanted.counted}
        frames = [
            store.query(question, phenotype_id=name, **asked).with_columns(
                phenotype_id=pl.lit(name)
            )
            for name in ids
        ]
        return pl.concat(frames, how="vertical_relaxed")
    told = store.sending.told(question)
    return told.filter(
        pl.col("of_phenotype_id").is_in(ids),
        pl.col("of_grouping") == wanted.grouping,
        pl.col("of_sample_set") == wanted.counted,
    ).with_columns(phenotype_id=pl.col("of_phenotype_id"))


def _counts(store: Store, wanted: Wanted, dictionary: pl.DataFrame) -> pl.DataFrame:
    """Return how many have each category; a row without a number where that is withheld."""
    ids = dictionary.filter(pl.col("kind").is_in(_KINDS))["phenotype_id"].to_list()
    rows = _answers(store, wanted, "phenotype_counts", ids)
    if rows.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    is_withheld = pl.col("n_people").is_null().any().over(_CELL)
    known = rows.filter(~is_withheld, pl.col("outcome").is_not_null(), pl.col("outcome") != "case")
    sums = known.group_by(*_CELL, category="outcome").agg(n=pl.col("n_people").sum())
    withheld = rows.filter(is_withheld).select(_CELL).unique()
    return _typed(
        pl.concat([sums.with_columns(state=pl.lit(bundle_tables.EXACT)), withheld], how="diagonal"),
        wanted,
        dictionary,
    )


def _bins(store: Store, wanted: Wanted, dictionary: pl.DataFrame) -> pl.DataFrame:
    """Return how many are in each bin; where sexes have bins of their own, between common ends."""
    ids = dictionary.filter(kind="continuous")["phenotype_id"].to_list()
    rows = _answers(store, wanted, "phenotype_bins", ids)
    if rows.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    joined = []
    for key, part in rows.group_by(_CELL, maintain_order=True):
        edges: set[float] = set.intersection(
            *({*of_sex["low"], *of_sex["high"]} for _, of_sex in part.group_by("sex"))
        )
        ends = sorted(edges)
        for low, high in zip(ends[:-1], ends[1:], strict=True):
            n = part.filter(pl.col("low") >= low, pl.col("high") <= high)["n_people"].sum()
            if n:
                joined.append((*key, low, high, n))
    frame = pl.DataFrame(joined, schema=(*_CELL, "bin_low", "bin_high", "n"), orient="row")
    return _typed(frame.with_columns(state=pl.lit(bundle_tables.EXACT)), wanted, dictionary)


def _typed(rows: pl.DataFrame, wanted: Wanted, dictionary: pl.DataFrame) -> pl.DataFrame:
    said = dictionary.select("phenotype_id", "label", "kind", "unit")
    missing = [name for name in ("category", "bin_low", "bin_high") if name not in rows.columns]
    return (
        rows.join(said, on="phenotype_id")
        .with_columns(
            *(pl.lit(None).alias(name) for name in missing),
            site=pl.col("site_id"),
            grouping=pl.lit(wanted.grouping),
            n_known=pl.col("n").sum().over(_CELL),
            state=pl.col("state").fill_null(bundle_tables.WITHHELD),
        )
        .with_columns(n_known=pl.when(pl.col("n").is_not_null()).then("n_known"))
        .select(_SCHEMA.names())
        .cast(_SCHEMA)
    )
