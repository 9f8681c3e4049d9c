"""What a bundle would tell, of whom, and what somebody could do with it, before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from straits import privacy
from straits.bundles import bundle_tables
from straits.errors import QueryError
from straits.queries.sending import sent_groups, sent_phenotypes, told_again
from straits.queries.sending.bundle_lists import ALLELE
from straits.queries.sending.planned_group import PlannedGroup, Wanted
from straits.store import GroupKey, Membership, SentLedger, SentPart, Store, exact_alleles

_OPEN = 1.0
_SEXES = ("XX", "XY")
# Beyond so many times what fits it does not matter how many more there are.
_FAR_BEYOND = 20
_NO_MEMBERSHIP = Membership("", frozenset(), {}, 0)


@dataclass(frozen=True)
class BundlePlan:
    """What would leave.

    alleles, cells, phenotype_cells
        Tables of straits.bundles.bundle_tables.
    of_sites
        Who the people of each site's groups are, where phenotypes go.
    """

    wanted: Wanted
    groups: tuple[PlannedGroup, ...]
    alleles: pl.DataFrame
    cells: pl.DataFrame
    phenotype_cells: pl.DataFrame
    of_sites: Mapping[GroupKey, Membership]

    @property
    def told_groups(self) -> tuple[PlannedGroup, ...]:
        """The groups that go; how large one is that does not would tell who left others."""
        return tuple(group for group in self.groups if group.is_told)


def first_grouping(store: Store) -> str:
    """Return the study's first grouping, by which people are divided where nobody says."""
    groupings = store.sending.table("groupings").sort("sort_order")
    return str(groupings["grouping"][0])


def plan(store: Store, ledger: SentLedger, wanted: Wanted) -> BundlePlan:
    """Return what would leave.

    Raises QueryError for lists, groups or groupings that cannot go, and where nothing would.
    """
    _require_one_grouping(ledger, wanted, store)
    wanted = replace(wanted, lists=told_again.with_alleles_sent(ledger, wanted.lists, store))
    sizes = _sizes(store, wanted)
    groups_shown = sizes.select("call_set_id", "group_id").unique(maintain_order=True)
    shown = [(call_set, group) for call_set, group in groups_shown.iter_rows()]
    call_sets = store.sending.table("call_sets")
    sites = dict(call_sets.select("call_set_id", "site_id").iter_rows())
    others = told_again.not_shown(ledger, wanted, shown, store)
    members = _members(store, ledger, wanted, [*shown, *others], sites)
    if unknown := set(wanted.withdrawn) - {*shown, *others}:
        raise QueryError(f"There is no group {'/'.join(min(unknown))} to be left out.")
    missed = [
        key
        for key in others
        if key[0] in sites and told_again.would_be_missed(members[*key, ""], store)
    ]
    keys = [key for key in [*shown, *missed] if key not in wanted.withdrawn]
    if not keys:
        raise QueryError(
            f"No group of {wanted.grouping!r} is shown under the profile "
            f"{store.profile.label!r}, so that nothing can leave."
        )
    of_sites = sorted({(sites[call_set], group) for call_set, group in keys})
    site_keys = [sent_phenotypes.site_key(*each) for each in of_sites if wanted.phenotypes]
    named = pl.concat([each.named for each in wanted.lists]).unique()
    every = pl.concat([named, *(each.found for each in wanted.lists)]).unique().sort(ALLELE)
    listed = store.sending.listed(every)
    drawn = [
        _group(store, ledger, wanted, sizes, key, sites[key[0]], members, listed) for key in keys
    ]
    cells = pl.concat([cells for _, cells in drawn])
    kept = _kept(cells, every, named, store)
    cells = cells.join(kept, on=ALLELE, how="semi")
    if cells.is_empty():
        raise QueryError("Of no allele of these lists anything is known in any group.")
    alleles = pl.concat(
        pl.concat([each.named, each.found]).unique().with_columns(list=pl.lit(each.name))
        for each in wanted.lists
    ).join(kept, on=ALLELE, how="semi")
    groups = tuple(_judged(store, ledger, wanted, group, cells, alleles) for group, _ in drawn)
    not_shown = set(of_sites) - {(sites[call_set], group) for call_set, group in shown}
    phenotypes = sent_phenotypes.cells(store, ledger, wanted, of_sites, members, not_shown)
    told_sites = {key: members[key] for key in site_keys}
    return BundlePlan(
        wanted, groups, alleles.select("list", *ALLELE), cells, phenotypes, told_sites
    )


def _members(
    store: Store,
    ledger: SentLedger,
    wanted: Wanted,
    keys: Sequence[tuple[str, str]],
    sites: Mapping[str, str],
) -> Mapping[GroupKey, Membership]:
    """Return who is in groups of call sets, and in those of their sites."""
    parts = [(*key, sex) for key in keys for sex in (("", *_SEXES) if wanted.by_sex else ("",))]
    if wanted.phenotypes:
        of_sites = {(sites[call_set], group) for call_set, group in keys if call_set in sites}
        parts += [sent_phenotypes.site_key(*each) for each in sorted(of_sites)]
    if privacy.is_exact(store.profile):
        return dict.fromkeys(parts, _NO_MEMBERSHIP)
    return store.sending.memberships(wanted.grouping, wanted.counted, parts, ledger)


def _kept(
    cells: pl.DataFrame, every: pl.DataFrame, named: pl.DataFrame, store: Store
) -> pl.DataFrame:
    """Return the alleles that are listed: spelt out and covered somewhere, or told exactly."""
    is_said = pl.col("state").is_in([bundle_tables.EXACT, bundle_tables.RANGE])
    covered = cells.filter(is_said).select(ALLELE).unique()
    if privacy.sends_every_allele(store.profile):
        return every.join(covered, on=ALLELE, how="semi")
    exact = cells.filter(state=bundle_tables.EXACT).select(ALLELE).unique()
    by_name = named.join(covered, on=ALLELE, how="semi")
    return pl.concat([by_name.select(ALLELE), exact]).unique().sort(ALLELE)


def _require_one_grouping(ledger: SentLedger, wanted: Wanted, store: Store) -> None:
    """Require that people are divided as before: two divisions tell of the few who differ."""
    if privacy.is_exact(store.profile):
        return
    for bundle in ledger.bundles():
        # One that took another back told of nobody.
        if bundle.groups and (bundle.grouping, bundle.counted) != (wanted.grouping, wanted.counted):
            raise QueryError(
                f"Bundles were sent by {bundle.grouping!r} of {bundle.counted} people; by "
                f"{wanted.grouping!r} of {wanted.counted} they would tell of the few in whom the "
                "two differ."
            )


def _sizes(store: Store, wanted: Wanted) -> pl.DataFrame:
    call_sets = store.sending.table("call_sets").filter(~pl.col("is_aggregate_only"))
    if wanted.call_sets is not None:
        if missing := set(wanted.call_sets) - set(call_sets["call_set_id"]):
            raise QueryError(f"The study has no call set {min(missing)!r} of its own.")
        call_sets = call_sets.filter(pl.col("call_set_id").is_in(wanted.call_sets))
    n_people = "n_people" if wanted.counted == "all" else "n_unrelated"
    sizes = store.sending.table("group_sizes").filter(grouping=wanted.grouping)
    return (
        sizes.filter(pl.col(n_people).is_not_null().all().over("call_set_id", "group_id"))
        .join(call_sets.select("call_set_id", "site_id"), on="call_set_id")
        .with_columns(n=pl.col(n_people))
        .filter(pl.col("n").sum().over("call_set_id", "group_id") > 0)
        .sort("call_set_id", "group_id", "sex", maintain_order=True)
    )


def _group(
    store: Store,
    ledger: SentLedger,
    wanted: Wanted,
    sizes: pl.DataFrame,
    key: tuple[str, str],
    site: str,
    memberships: Mapping[GroupKey, Membership],
    listed: pl.DataFrame,
) -> tuple[PlannedGroup, pl.DataFrame]:
    """Return a group without its budget, and its cells."""
    call_set, group_id = key
    members = memberships[call_set, group_id, ""]
    rows = sizes.filter(call_set_id=call_set, group_id=group_id)
    is_shown = not rows.is_empty()
    n_people = int(rows["n"].sum()) if is_shown else members.n_people
    of_sex = dict(rows.drop_nulls("sex").select("sex", "n").iter_rows())
    by_sex = {sex: memberships.get((call_set, group_id, sex)) for sex in _SEXES}
    # Where the sexes are not both told, or too few of one changed, they are told together.
    tells_sex = wanted.by_sex and is_shown and rows["sex"].null_count() == 0
    tells_sex = tells_sex and not of_sex.get("unknown")
    tells_sex = tells_sex and not any(
        each and told_again.why_not_anew(each, of_sex.get(sex, 0), store)
        for sex, each in by_sex.items()
    )
    part = SentPart(site, call_set, wanted.grouping, group_id, wanted.counted, tells_sex)
    said = sent_groups.said_of(store, wanted.grouping, group_id, wanted.counted)
    why_not = told_again.why_not_anew(members, n_people, store) if is_shown else told_again.TOO_FEW
    last = next(iter(members.n_changed), None)
    before = told_again.told_before(ledger, part, last) if last is not None else None
    told = before if why_not else None
    if told:
        cells = told_again.again(listed, part, told[1])
    else:
        cells = store.sending.cells(listed.clear() if why_not else listed, part)
        if before and last is not None and not members.n_changed[last]:
            cells = told_again.of_gone_alleles(cells, listed, before[1])
    today = store.study.created_at.date().isoformat()
    unrelated = rows["n_unrelated"]
    is_exact = privacy.is_exact(store.profile)
    group = PlannedGroup(
        part,
        label=said.label,
        definition=said.definition,
        is_inferred=said.is_inferred,
        n_people=n_people,
        n_told=told[2] if told else n_people,
        n_unrelated=None if not is_shown or unrelated.has_nulls() else int(unrelated.sum()),
        n_xx=of_sex.get("XX", 0) if tells_sex else None,
        n_xy=of_sex.get("XY", 0) if tells_sex else None,
        membership=members,
        by_sex={sex: each for sex, each in by_sex.items() if each and tells_sex},
        is_anew=not why_not,
        why_not=why_not,
        n_changed=members.n_changed[last] if last is not None else None,
        counted_on=told[0] if told else today,
        limit=_OPEN if is_exact else privacy.MOST_POWER,
        override=wanted.overrides.get(key),
    )
    return group, cells


def _judged(
    store: Store,
    ledger: SentLedger,
    wanted: Wanted,
    group: PlannedGroup,
    cells: pl.DataFrame,
    alleles: pl.DataFrame,
) -> PlannedGroup:
    """Return a group with what its cells, and all that were sent before, tell of its people."""
    part, members = group.part, group.membership
    # Of what goes again nothing follows from who is there now.
    n_people = group.n_told
    if group.is_anew:
        n_people = min(filter(None, (n_people, group.n_xx, group.n_xy)))
    before: dict[str, int] = {}
    same = []
    for bundle in ledger.bundles():
        for sent in bundle.groups:
            if (sent.call_set, sent.group) != (part.call_set, part.group):
                continue
            # Of fewer people each variant tells more.
            n_people = min(n_people, sent.n_people)
            if not sent.sex:
                before[sent.membership] = max(before.get(sent.membership, 0), sent.n_independent)
                if sent.membership == members.name:
                    same.append(bundle)
    of_group = (part.site, part.call_set, part.grouping, part.group)
    most = privacy.most_variants(n_people, group.limit) if group.limit < _OPEN else None
    enough = _FAR_BEYOND * max(1, most) if most is not None else 1 << 60
    count = partial(store.sending.n_independent, part, enough=enough)
    is_at_least, n_here = False, 0
    if group.is_anew:
        now = [exact_alleles(cells, of_group)]
        now += [exact_alleles(ledger.told(bundle), of_group) for bundle in same]
        n_all, is_at_least = count(variants=pl.concat(now).unique(maintain_order=True))
        n_here = max(0, n_all - before.get(members.name, 0))
    n_before = sum(before.values())
    power = privacy.power_of_test(n_here + n_before, n_people)
    n_fit = (most if most is not None else 1 << 60) - n_here - n_before
    fitting = []
    if n_fit < 0:
        for each in wanted.lists:
            of_list = alleles.filter(list=each.name).select(ALLELE)
            alone, _ = count(variants=exact_alleles(cells, of_group).join(of_list, on=ALLELE))
            if alone + n_before <= (most or 0):
                fitting.append(each.name)
    return replace(
        group, n_here=n_here, n_before=n_before, is_at_least=is_at_least, power=power,
        n_fit=n_fit, fitting=tuple(fitting),
    )  # fmt: skip
