"""Reads what a page says of an allele, claim by claim, and holds each against the counts."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tests.oracles.counts_of_release import Group, frequency, is_more

_ONLY_AF = r"(?:0|[\d.e-]+)(?: to [\d.e-]+)?"
# Of few copies with how many they are.
_AF = rf"{_ONLY_AF}(?: of \d+ cop(?:y|ies))?"
_ONE = rf"[A-Z][\w -]*? \({_AF}\)"
_LIST = rf"{_ONE}(?:(?:, | and ){_ONE})*"
_NONE = (
    r"(?:(?P<no_label>[A-Z][\w -]*?)|(?P<no_groups>\d+) groups?) "
    r"\(none of (?P<no_copies>[\d,]+) cop(?:y|ies)\)"
)
_SEEN = r"[A-Z][\w -]*? \([\d,]+(?: to [\d,]+)? of [\d,]+ cop(?:y|ies)\)"

PATTERNS = {
    "unknown": r"has no frequency that can be told in any of these groups\.",
    "sign": r"carries a sign of a batch effect \((?P<sign>.+)\), so the groups are not put in "
    r"order\.",
    "alone": rf"has AF (?P<af>{_ONLY_AF}) in (?P<label>[A-Z][\w -]*) "
    r"\((?P<ac>[\d,]+(?: to [\d,]+)?) of (?P<an>[\d,]+) copies\)\.",
    "alone_none": r"was looked for in (?P<label>[A-Z][\w -]*) and not seen: none of (?P<an>[\d,]+) "
    r"copies \(AF at most (?P<most>[\d.e-]+), one-sided 95 %\)\.",
    "none": r"was looked for in (?P<k>\d+) groups and not seen: none of (?P<an>[\d,]+) copies\.",
    "untold": rf"was seen in (?P<seen>{_SEEN}(?:(?:, | and ){_SEEN})*) and not in {_NONE}: these "
    r"counts do not tell the groups apart\.",
    "alike": rf"(?P<how>is about|may be) as common in (?P<groups>{_LIST})"
    r"(?:\.|: these counts do not tell them apart\.)",
    "several": rf"(?P<how>is about|may be) as common in (?P<first>{_ONE}) as in (?P<others>{_LIST})"
    rf"(?P<rest>.*)\.",
    "most": rf"is most common in (?P<first>{_ONE})(?P<rest>.*)\.",
    "more": rf"is more common in (?P<first>{_ONE}) than in (?P<others>{_LIST})(?P<rest>[,;].*)\.",
    "seen": rf"was seen in (?P<label>[A-Z][\w -]*) \((?P<af>{_ONLY_AF}); (?P<ac>[\d,]+) of "
    rf"(?P<an>[\d,]+) copies\) and not in {_NONE}(?P<rest>;.*)?\.",
}
_UNTOLD = re.compile(rf"; it was not seen in {_NONE} either, too few copies to tell")


class UntrueError(AssertionError):
    """A sentence says what the counts do not."""


def read(sentence: str, named: str, groups: Sequence[Group]) -> str:
    """Hold a sentence of one allele against the counts of its groups; returns its kind.

    Raises UntrueError where it says what does not hold, or what this cannot read.
    """
    assert sentence.startswith(named), sentence
    text, _, unknown = sentence.removeprefix(f"{named} ").partition(" Not known in ")
    known = {group.label: group for group in groups if group.an}
    lacking = {group.label for group in groups if not group.an}
    if unknown:
        told = set(
            re.findall(r"([A-Z][\w -]*?) \((?:not looked at|no record|nobody called)\)", unknown)
        )
        is_right = told < lacking if " other group" in unknown else told == lacking
        _hold(is_right, sentence, f"{told} are not {lacking}")
    elif known:
        _hold(not lacking, sentence, f"nothing is known of {lacking}")
    for kind, pattern in PATTERNS.items():
        if match := re.fullmatch(pattern, text):
            _CHECKS[kind](match.groupdict(), known, sentence)
            return kind
    raise UntrueError(f"cannot be read: {sentence}")


def _hold(holds: bool, sentence: str, why: str) -> None:
    if not holds:
        raise UntrueError(f"{sentence!r}: {why}")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _groups(text: str, known: dict[str, Group], sentence: str) -> list[Group]:
    """Return the groups of a list, each with the frequency that is written beside it."""
    found = []
    for label, af in re.findall(rf"([A-Z][\w -]*?) \(({_AF})\)", text):
        _hold(label in known, sentence, f"{label} is not known")
        _hold(af == known[label].told, sentence, f"{label} has {known[label].told}")
        found.append(known[label])
    return found


def _none(match: dict[str, str], known: dict[str, Group], sentence: str) -> set[str]:
    """Return who is said to have none, whose number and copies must be right."""
    without = {label: group for label, group in known.items() if not group.high}
    if match["no_label"]:
        _hold(match["no_label"] in without, sentence, f"{match['no_label']} has some")
        named = {match["no_label"]: without[match["no_label"]]}
    else:
        _hold(len(without) >= int(match["no_groups"]), sentence, f"{len(without)} have none")
        named = without
    copies = sum(group.an for group in named.values())
    if match["no_label"] or len(without) == int(match["no_groups"]):
        _hold(copies == _number(match["no_copies"]), sentence, f"none of {copies}")
    return set(named)


def _below(first: Group, others: Iterable[Group], sentence: str) -> None:
    for group in others:
        _hold(is_more(first, group), sentence, f"{first.label} is not surely above {group.label}")


def _not_below(first: Group, others: Iterable[Group], sentence: str) -> None:
    for group in others:
        _hold(not is_more(first, group), sentence, f"{first.label} is surely above {group.label}")


def _highest(first: Group, known: dict[str, Group], sentence: str) -> None:
    most = max(group.high / group.an for group in known.values())
    _hold(first.high / first.an == most, sentence, f"{first.label} is not the highest")


def _near(groups: Sequence[Group], how: str, sentence: str) -> None:
    low, high = min(g.low / g.an for g in groups), max(g.high / g.an for g in groups)
    _hold((high < 1.5 * low) == (how == "is about"), sentence, f"{low} to {high}")


def _rest(
    text: str, first: Group, named: list[Group], known: dict[str, Group], sentence: str
) -> None:
    """Hold what is said of those below the first: less, least, none, and too few to tell."""
    untold: set[str] = set()
    if match := _UNTOLD.search(text):
        zeros = {label for label, group in known.items() if not group.high}
        untold = {label for label in zeros if not is_more(first, known[label])}
        told = {match["no_label"]} if match["no_label"] else untold
        _hold(told == untold, sentence, f"too few to tell are {untold}")
        copies = sum(known[label].an for label in untold)
        _hold(copies == _number(match["no_copies"]), sentence, f"none of {copies}")
        text = text[: match.start()] + text[match.end() :]
    none: set[str] = set()
    if match := re.search(rf"(?:it was )?not seen in {_NONE}", text):
        zeros = {label for label, group in known.items() if not group.high}
        none = {label for label in zeros if is_more(first, known[label])}
        told = {match["no_label"]} if match["no_label"] else none
        _hold(told == none, sentence, f"surely without are {none}")
        copies = sum(known[label].an for label in none)
        _hold(copies == _number(match["no_copies"]), sentence, f"none of {copies}")
        text = text[: match.start()] + text[match.end() :]
    least: list[Group] = []
    if match := re.search(rf"least in (?P<a>{_ONE})|(?P<b>{_ONE}) has the least", text):
        least = _groups(match["a"] or match["b"], known, sentence)
        _hold(not none and not untold, sentence, "some have none, so nobody has the least")
        for group in known.values():
            if group is not least[0]:
                _below(group, least, sentence)
        text = text[: match.start()] + text[match.end() :]
    less = _groups(text, known, sentence)
    _below(first, [*less, *least], sentence)
    whole = {group.label for group in [*named, *less, *least]} | none | untold
    _hold(whole == set(known), sentence, f"nothing is said of {set(known) - whole}")
    left = re.sub(_ONE, "", text)
    words = set(re.findall(r"[a-z]+", left)) - {
        "less",
        "in",
        "and",
        "has",
        "have",
        "of",
        "it",
        "than",
    }
    _hold(not words - _words_of(first.label), sentence, f"not read: {left}")
    for higher, lower in pairwise(less):
        _hold(higher.high / higher.an >= lower.high / lower.an, sentence, "not in order")


def _words_of(label: str) -> set[str]:
    return set(re.findall(r"[a-z]+", label))


def _is_unknown(_: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    _hold(not known, sentence, f"{set(known)} are known")


def _is_sign(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    _hold(bool(known), sentence, "nothing is known of any group")


def _is_alone(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    group = _only(match, known, sentence)
    ends = f"{group.low:,}" if group.low == group.high else f"{group.low:,} to {group.high:,}"
    _hold((match["ac"], match["af"]) == (ends, group.written), sentence, f"{ends} of {group.an}")


def _only(match: dict[str, str], known: dict[str, Group], sentence: str) -> Group:
    _hold(set(known) == {match["label"]}, sentence, f"{set(known)} are known")
    group = known[match["label"]]
    _hold(group.an == _number(match["an"]), sentence, f"AN is {group.an}")
    return group


def _is_alone_none(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    group = _only(match, known, sentence)
    _hold(group.high == 0, sentence, f"AC is {group.high}")
    # The frequency at which none of so many copies carry it once in twenty times.
    most = 1 - 0.05 ** (1 / group.an)
    _hold(match["most"] == frequency(most), sentence, f"at most {most}")


def _is_none(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    _hold(not any(group.high for group in known.values()), sentence, "somebody has it")
    _hold(len(known) == int(match["k"]), sentence, f"{len(known)} groups were looked in")
    _hold(sum(g.an for g in known.values()) == _number(match["an"]), sentence, "other copies")


def _is_untold(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    seen = re.findall(r"([A-Z][\w -]*?) \(([\d,]+)(?: to ([\d,]+))? of ([\d,]+) cop", match["seen"])
    told = {
        (label, _number(low), _number(high or low), _number(an)) for label, low, high, an in seen
    }
    carrying = [group for group in known.values() if group.high]
    _hold(told == {(g.label, g.low, g.high, g.an) for g in carrying}, sentence, f"{carrying}")
    none = _none(match, known, sentence)
    _hold(none | {g.label for g in carrying} == set(known), sentence, "a group is missing")
    first = max(carrying, key=lambda group: (group.high / group.an, group.an))
    _not_below(first, [group for group in known.values() if group is not first], sentence)


def _is_alike(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    groups = _groups(match["groups"], known, sentence)
    _hold({group.label for group in groups} == set(known), sentence, "a group is missing")
    _highest(groups[0], known, sentence)
    _not_below(groups[0], groups[1:], sentence)
    _near(groups, match["how"], sentence)


def _is_several(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    (first,) = _groups(match["first"], known, sentence)
    others = _groups(match["others"], known, sentence)
    _highest(first, known, sentence)
    _not_below(first, others, sentence)
    _near([first, *others], match["how"], sentence)
    _rest(match["rest"], first, [first, *others], known, sentence)


def _is_most(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    (first,) = _groups(match["first"], known, sentence)
    _below(first, [group for group in known.values() if group is not first], sentence)
    _rest(match["rest"], first, [first], known, sentence)


def _is_more(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    (first,) = _groups(match["first"], known, sentence)
    others = _groups(match["others"], known, sentence)
    _below(first, others, sentence)
    _rest(match["rest"], first, [first, *others], known, sentence)


def _is_seen(match: dict[str, str], known: dict[str, Group], sentence: str) -> None:
    carrying = [group for group in known.values() if group.high]
    _hold([group.label for group in carrying] == [match["label"]], sentence, f"{carrying}")
    (first,) = carrying
    _hold(first.an == _number(match["an"]), sentence, f"AN is {first.an}")
    _hold((f"{first.low:,}", first.written) == (match["ac"], match["af"]), sentence, f"{first}")
    rest = f" and not seen in {match['no_label'] or match['no_groups'] + ' groups'} (none of "
    rest += f"{match['no_copies']} copies){match['rest'] or ''}"
    _rest(rest, first, [first], known, sentence)


_CHECKS = {
    "unknown": _is_unknown,
    "sign": _is_sign,
    "alone": _is_alone,
    "alone_none": _is_alone_none,
    "none": _is_none,
    "untold": _is_untold,
    "alike": _is_alike,
    "several": _is_several,
    "most": _is_most,
    "more": _is_more,
    "seen": _is_seen,
}
