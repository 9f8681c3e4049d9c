"""An allele, or a phenotype of people, in groups: where it is most common, if the counts tell."""

from collections.abc import Callable, Sequence

from straits import queries
from straits.popgen import intervals
from straits.ui.sentences import group_sizes
from straits.ui.words import numbers

# Groups named one by one before the rest are counted.
MOST_NAMED = 4
# Frequencies that differ by a smaller factor are said to be about the same.
ALIKE = 1.5

_UNKNOWN = {
    "withheld": "withheld",
    "not_callable": "not looked at",
    "not_in_call_set": "no record",
    "not_called": "nobody called",
    "open": "not known of most people",
}


def in_groups(named: str, groups: queries.findings.GroupsOfAllele, sign: str = "") -> str:
    """Say in which groups an allele is most common and in which least, as far as counts tell.

    Of people of whom something holds the same is said, in per cent of them.

    sign
        A sign of a batch effect that the allele carries, in words: it stands instead of an order.
    """
    return " ".join(part for part in (_order(named, groups, sign), _not_known(groups)) if part)


def signed(named: str, sign: str) -> str:
    """Say that an allele carries a sign of a batch effect, which stands instead of a finding.

    >>> signed("rs1", "differs between call sets: Malay, Exomes")
    'rs1 carries a sign of a batch effect (differs between call sets: Malay, Exomes)'
    """
    return f"{named} carries a sign of a batch effect ({sign})"


def _order(named: str, groups: queries.findings.GroupsOfAllele, sign: str) -> str:
    known = groups.known
    if not known:
        return f"{named} has no frequency that can be told in any of these groups."
    if sign:
        return f"{signed(named, sign)}, so the groups are not put in order."
    if len(known) == 1:
        return _alone(named, known[0])
    order = queries.findings.group_order(known)
    if not order.alike:
        return (
            f"{named} was looked for in {numbers.plural(len(known), 'group')} and not seen: none "
            f"of {group_sizes.out_of(known)}."
        )
    if not order.is_told:
        return _untold(named, order)
    return f"{_most(named, order)}{_rest(order)}."


def _alone(named: str, group: queries.findings.Counted) -> str:
    if group.ac_high:
        return (
            f"{named} has {_unit(group)}{_figure([group])} in {group.label}{_where(group)} "
            f"({_count(group)})."
        )
    most = float(intervals.upper_bound(0, group.an))
    return (
        f"{named} was looked for in {group.label}{_where(group)} and not seen: none of "
        f"{group_sizes.out_of([group])} ({_unit(group)}at most {_write(group)(most)}, one-sided "
        "95 %)."
    )


def _untold(named: str, order: queries.findings.GroupOrder) -> str:
    """Say what was seen where no two groups are put apart."""
    if order.untold:
        seen = [group for group in order.alike if group.ac_low]
        maybe = [group for group in order.alike if not group.ac_low]
        parts = [f"was seen in {_listed(seen, _count)}"] if seen else []
        parts += [f"may have been seen in {_listed(maybe, _count)}"] if maybe else []
        return (
            f"{named} {', '.join(parts)} and not in {_absent(order.untold)}: these counts do not "
            "tell the groups apart."
        )
    where = f"in {_listed(order.alike)}"
    if len(order.alike) > MOST_NAMED:
        span = f"{_unit(order.alike[0])}{_figure(order.alike)}"
        where = f"in each of {len(order.alike)} groups ({span})"
    low, high = _span(order.alike)
    if high < ALIKE * low:
        return f"{named} is about as common {where}."
    return f"{named} may be as common {where}: these counts do not tell them apart."


def _most(named: str, order: queries.findings.GroupOrder) -> str:
    first, *others = order.alike
    if others:
        is_near = first.af_high < ALIKE * min(group.af_low for group in order.alike)
        alike = "is about as common" if is_near else "may be as common"
        return f"{named} {alike} in {_listed([first])} as in {_listed(others)}"
    if order.less and not order.untold:
        return f"{named} is most common in {_listed([first])}"
    if order.less:
        return f"{named} is more common in {_listed([first])} than in {_listed(order.less)}"
    return f"{named} was seen in {_listed([first], _frequency_and_count)}"


def _rest(order: queries.findings.GroupOrder) -> str:
    """Say which groups have less of the allele than the first, or none of it."""
    less = [group for group in order.less if group is not order.least]
    several = len(order.alike) > 1
    parts = []
    if several and less:
        have = "has" if len(less) == 1 else "have"
        parts.append(f"{_listed(less)} {have} less of it than {order.alike[0].label}")
    elif less and not order.untold:
        parts.append(f"less in {_listed(less)}")
    if order.least:
        least = _listed([order.least])
        parts.append(f"{least} has the least" if several else f"least in {least}")
    if order.none:
        seen = "it was not seen" if several else "not seen" if order.less else "not"
        parts.append(f"{seen} in {_absent(order.none)}")
    text = ""
    if parts:
        lead = ";" if several else "," if len(parts) > 1 or less else " and"
        if less and order.untold and not several:
            lead = ", and"
        text = f"{lead} {', and '.join(parts)}"
    if order.untold:
        text += f"; it was not seen in {_absent(order.untold)} either, too few copies to tell"
    return text


def _unit(group: queries.findings.Counted) -> str:
    return "" if group.is_of_people else "AF "


def _write(group: queries.findings.Counted) -> Callable[[float | None], str]:
    return numbers.percent if group.is_of_people else numbers.frequency


def _span(groups: Sequence[queries.findings.Counted]) -> tuple[float, float]:
    return min(group.af_low for group in groups), max(group.af_high for group in groups)


def _figure(groups: Sequence[queries.findings.Counted]) -> str:
    """Return from the least to the most that the share of any of the groups can be."""
    return numbers.ends(*_span(groups), _write(groups[0]))


def _count(group: queries.findings.Counted) -> str:
    ac = numbers.ends(group.ac_low, group.ac_high, numbers.count)
    return f"{ac} of {group_sizes.out_of([group])}"


def _frequency_and_count(group: queries.findings.Counted) -> str:
    return f"{_figure([group])}; {_count(group)}"


def _where(group: queries.findings.Counted) -> str:
    return f" in {group.where}" if group.where else ""


def _listed(
    groups: Sequence[queries.findings.Counted],
    write: Callable[[queries.findings.Counted], str] = group_sizes.share,
) -> str:
    """Return groups with their figures, the first few by name."""
    named = groups if len(groups) <= MOST_NAMED else groups[: MOST_NAMED - 1]
    words = [f"{group.label} ({write(group)}{_where(group)})" for group in named]
    left = groups[len(named) :]
    if left:
        words.append(f"{numbers.plural(len(left), 'other group')} ({_figure(left)})")
    return numbers.listed(words)


def _absent(groups: Sequence[queries.findings.Counted]) -> str:
    where = f"{groups[0].label}{_where(groups[0])}"
    if len(groups) > 1:
        where = numbers.plural(len(groups), "group")
    return f"{where} (none of {group_sizes.out_of(groups)})"


def _not_known(groups: queries.findings.GroupsOfAllele) -> str:
    if not groups.unknown:
        return ""
    named = groups.unknown[:MOST_NAMED]
    words = [f"{label} ({_UNKNOWN[why]})" for label, why in named]
    left = len(groups.unknown) - len(named)
    if left:
        words.append(numbers.plural(left, "other group"))
    return f"Not known in {numbers.listed(words)}."
