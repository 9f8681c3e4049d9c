"""What a bundle would tell, as lines that a custodian reads."""

import math
from collections.abc import Mapping, Sequence

import polars as pl

from straits.bundles import bundle_tables
from straits.bundles.bundle_keys import PublicKey, spelt
from straits.bundles.bundle_manifest import BundleManifest, SentBudget
from straits.queries.frequencies.frequency_text import as_text
from straits.queries.sending.bundle_lists import ALLELE
from straits.queries.sending.bundle_plan import BundlePlan
from straits.queries.sending.planned_group import PlannedGroup

# Cells of each state that are shown for all of them.
_SHOWN = 3


def told(plan: BundlePlan, profile: str) -> str:
    """Return what would leave, group by group, and whether it fits."""
    lines = [
        f"Under the profile {profile}, by {plan.wanted.grouping}, {plan.wanted.counted} people:"
    ]
    for each in plan.wanted.lists:
        n_listed = plan.alleles.filter(list=each.name).height
        n_named = pl.concat([each.named, each.found]).unique().height
        lines.append(f"  {each.name}: {n_listed:,} of {n_named:,} alleles are listed")
    for (call_set, group_id), by in plan.wanted.withdrawn.items():
        lines.append(f"{call_set}/{group_id}: left out by {by.by}: {by.reason}")
    for group in plan.groups:
        part = group.part
        of_group = plan.cells.filter(call_set=part.call_set, group_id=part.group)
        lines += _of_group(group, of_group)
    return "\n".join(lines)


def _risk(n_variants: str, power: float) -> str:
    """Return what an attacker could do, in one sentence."""
    return (
        f"{n_variants} independent variants: of whoever's genome somebody holds, the best test "
        f"finds {_share(power)} of those who are in the group, and takes 1 in 100 others for them"
    )


def _of_group(group: PlannedGroup, cells: pl.DataFrame) -> list[str]:
    part = group.part
    at_least = "at least " if group.is_at_least else ""
    lines = [
        f"{part.call_set}, {group.label}: {group.n_told:,} people, counted on {group.counted_on}",
        f"  cells: {bundle_tables.by_state(cells)}",
    ]
    if group.n_changed is not None:
        lines.append(f"  {group.n_changed:,} people came or left since it was sent")
    if group.why_not:
        lines.append(f"  {group.why_not}")
    n_all = group.n_here + group.n_before
    before = f" ({group.n_before:,} of them sent before)" if group.n_before else ""
    lines.append(f"  {_risk(f'{at_least}{n_all:,}', group.power)}{before}")
    if group.power <= group.limit:
        if group.limit < 1:
            lines.append(f"  fits: {group.n_fit:,} more would too")
        return lines
    lines.append(
        f"  BEYOND THE LIMIT of {_share(group.limit)} by {at_least}{-group.n_fit:,} variants"
    )
    if group.override is not None:
        lines.append(f"  goes all the same: {group.override.by}: {group.override.reason}")
        return lines
    fit = group.n_fit + group.n_here
    lines.append(f"  {max(0, fit):,} independent variants would fit")
    if group.fitting:
        lines.append(f"  by themselves these lists would: {', '.join(group.fitting)}")
    per_person = n_all / max(1, fit + group.n_before)
    n_needed = math.ceil(group.n_people * per_person)
    lines.append(f"  all of it would fit for a group of {at_least}{n_needed:,} people")
    return lines


def _told_budget(budget: SentBudget) -> str:
    """Return what a manifest says of one group's budget, as a sentence."""
    n_all = budget.independent_variants_here + budget.independent_variants_before
    said = _risk(f"{n_all:,}", budget.power)
    if budget.override is None:
        return said
    return f"{said}; beyond the limit, by {budget.override.by}: {budget.override.reason}"


def addressed(recipients: Sequence[PublicKey]) -> str:
    """Return whom a bundle is for: names of keys and fingerprints."""
    names = [f"{key.name} ({spelt(key.fingerprint)})" for key in recipients]
    return f"for {' and '.join(names)} alone" if names else "for anybody, not encrypted"


def summary(manifest: BundleManifest) -> str:
    """Return what a manifest says, as lines."""
    said = manifest
    lines = [
        f"{said.study.name}, release {said.release}, bundle {said.sequence} of {said.lineage}",
        f"  made {said.created:%Y-%m-%d} by {said.sender.name}, valid until {said.valid_until}",
        f"  profile {said.profile.name}: fewer than {said.profile.min_alleles} copies are a range",
        f"  terms: {', '.join(said.terms.duo) or 'none named'}. {said.terms.text}".rstrip(),
    ]
    lines += [f"  for the key {spelt(each)}" for each in said.recipients]
    if said.revokes is not None:
        lines.append(f"  revokes bundle {said.revokes.sequence}: {said.revokes.reason}")
    lines += [
        f"  {what}: {text}"
        for what, text in (("permit", said.terms.permit), ("purpose", said.terms.purpose))
        if text
    ]
    lines += [f"  {each.name}: {each.n_alleles:,} alleles" for each in said.lists]
    budgets = {(each.site, each.call_set, each.grouping, each.group): each for each in said.budgets}
    for group in said.groups:
        lines.append(
            f"{group.call_set}, {group.label}: {group.n_people:,} people ({group.counted}), "
            f"counted on {group.counted_on}"
        )
        if group.definition:
            lines.append(f"  {group.definition}")
        if group.key in budgets:
            lines.append(f"  {_told_budget(budgets[group.key])}")
    lines += [
        f"not told: {each.n_cells:,} cells, {each.reason}" if each.n_cells else each.reason
        for each in said.withheld
    ]
    return "\n".join(lines)


def sample(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return how many rows each table has, how many cells there are of each state, and a few."""
    lines = [f"{name}: {table.height:,} rows" for name, table in tables.items()]
    if (cells := tables.get("cells")) is None or cells.is_empty():
        return "\n".join(lines)
    few = pl.concat(
        cells.filter(state=state).gather_every(_step(cells, state)).head(_SHOWN)
        for state in bundle_tables.STATES
    )
    shown = few.select(
        pl.concat_str(ALLELE, separator="-").alias("allele"),
        "call_set",
        pl.col("group_id").alias("group"),
        "sex",
        pl.col("state").replace(bundle_tables.IN_WORDS).alias("told"),
        pl.coalesce(pl.col("ac").cast(pl.String), pl.format("{} to {}", "ac_low", "ac_high")).alias(
            "ac"
        ),
        "an",
    )
    some = f"Some of the {cells.height:,} cells, {bundle_tables.by_state(cells)}:"
    return "\n".join([*lines, some, as_text(shown).rstrip()])


def _step(cells: pl.DataFrame, state: str) -> int:
    """Return how far apart cells of a state are that are shown for all of them."""
    return max(1, cells.filter(state=state).height // _SHOWN)


def _share(power: float) -> str:
    return f"{power:.1%}"
