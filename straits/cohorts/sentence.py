"""A cohort as one sentence, in words that `sentence_parser` reads back to the same cohort.

    ethnic_group is Malay and sex is XX and age above 50 and ever type_2_diabetes

Names are those of the release; one that is not a plain word stands in quotation marks.
"""

import json
import re
from collections.abc import Callable

from straits.cohorts import criteria
from straits.cohorts.criteria import AllOf, AnyOf, Tree
from straits.cohorts.parts import Ranged, Windowed

# Words that mean something by themselves; a name that is one of them is quoted.
WORDS = frozenset(
    "everyone site call set assay sex age unrelated related ever never unknown whether latest "
    "first any every at least most above below but carries copy copies no to of matched on within "
    "years among with code codes times since before from possibly not and or is one all recorded "
    "as readings pgx".split()
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.:+/%-]*")

# What a name is: "grouping", "group", "phenotype" and so on; see `sentence`.
Spell = Callable[[str, str], str]


def quoted(of: str, name: str) -> str:
    """Return a name as a sentence that is read back writes it.

    >>> quoted("group", "Malay"), quoted("group", "Han Chinese"), quoted("group", "site")
    ('Malay', '"Han Chinese"', '"site"')
    >>> quoted("pgx_phenotype", "poor metabolizer"), quoted("pgx_phenotype", "not named")
    ('poor metabolizer', '"not named"')
    """
    # The names of phenotypes of pharmacogenes have several words, and stand without quotes.
    words = name.split(" ") if of == "pgx_phenotype" else [name]
    is_plain = all(
        _PLAIN.fullmatch(word) and word not in WORDS and not word.endswith(".") for word in words
    )
    return name if is_plain else json.dumps(name, ensure_ascii=False)


def sentence(tree: Tree, spell: Spell = quoted) -> str:
    """Return the cohort in words.

    spell
        Writes a name, given what it is the name of ("site", "call_set", "assay", "grouping",
        "group", "phenotype", "category", "code", "unit", "variant", "gene", "pgx_phenotype").
        Another one than the default, such as one that gives labels, makes a sentence to be read by
        people alone.
    """
    words = _SAID[tree.kind](tree, spell)
    if not tree.include_unknown:
        return words
    return f"possibly ({words})" if isinstance(tree, AllOf | AnyOf) else f"possibly {words}"


def _inner(tree: Tree, spell: Spell) -> str:
    """Return a part of a larger sentence, in brackets if it has parts of its own."""
    words = sentence(tree, spell)
    has_parts = isinstance(tree, AllOf | AnyOf) and tree.parts and not tree.include_unknown
    return f"({words})" if has_parts else words


def _one_of(names: tuple[str, ...], of: str, spell: Spell) -> str:
    spelled = [spell(of, name) for name in names]
    return spelled[0] if len(spelled) == 1 else f"one of {', '.join(spelled)}"


def _number(value: float) -> str:
    return repr(int(value)) if value.is_integer() else repr(value)


def _range(tree: Ranged) -> str:
    bounds = {
        "at least": tree.at_least,
        "above": tree.above,
        "at most": tree.at_most,
        "below": tree.below,
    }
    return " but ".join(f"{word} {_number(b)}" for word, b in bounds.items() if b is not None)


def _window(tree: Windowed) -> str:
    ends = {
        "since": tree.since,
        "before": tree.before,
        "from age": tree.from_age,
        "before age": tree.before_age,
    }
    return "".join(
        f" {word} {_number(end) if isinstance(end, float) else end}"
        for word, end in ends.items()
        if end is not None
    )


def _group(tree: criteria.Group, spell: Spell) -> str:
    return f"{spell('grouping', tree.grouping)} is {_one_of(tree.groups, 'group', spell)}"


def _event(tree: criteria.Event, spell: Spell) -> str:
    name = spell("phenotype", tree.phenotype)
    if tree.answer == "unknown":
        return f"unknown whether {name}"
    words = f"{'ever' if tree.answer == 'yes' else 'never'} {name}"
    if tree.codes:
        codes = ", ".join(spell("code", code) for code in tree.codes)
        words += f" with {tree.system} code{'s' * (len(tree.codes) > 1)} {codes}"
    if tree.times > 1:
        words += f" at least {tree.times} times"
    return words + _window(tree)


def _which(tree: criteria.Measurement | criteria.Category) -> str:
    if tree.which == "chosen":
        return ""
    return f"at least {tree.times} readings of " if tree.which == "some" else f"{tree.which} "


def _measurement(tree: criteria.Measurement, spell: Spell) -> str:
    unit = f" {spell('unit', tree.unit)}" if tree.unit is not None else ""
    name = spell("phenotype", tree.phenotype)
    return f"{_which(tree)}{name} {_range(tree)}{unit}{_window(tree)}"


def _category(tree: criteria.Category, spell: Spell) -> str:
    name = spell("phenotype", tree.phenotype)
    categories = _one_of(tree.categories, "category", spell)
    return f"{_which(tree)}{name} recorded as {categories}{_window(tree)}"


def _carrier(tree: criteria.Carrier, spell: Spell) -> str:
    low, high = tree.min_copies, tree.max_copies
    copies = {(1, 2): "", (0, 0): "no copy of ", (1, 1): "1 copy of ", (2, 2): "2 copies of "}.get(
        (low, high), f"{low} to {high} copies of "
    )
    variants = [spell("variant", variant) for variant in tree.variants]
    any_of = "any of " if len(variants) > 1 else ""
    return f"carries {copies}{any_of}{', '.join(variants)}"


def _gene_carrier(tree: criteria.GeneCarrier, spell: Spell) -> str:
    return f"carries an allele in {spell('gene', tree.gene)} of class {', '.join(tree.classes)}"


def _pgx(tree: criteria.PgxPhenotype, spell: Spell) -> str:
    phenotypes = _one_of(tree.phenotypes, "pgx_phenotype", spell)
    return f"pgx {spell('gene', tree.gene)} is {phenotypes}"


def _all_of(tree: AllOf, spell: Spell) -> str:
    return " and ".join(_inner(part, spell) for part in tree.parts) or "everyone"


def _any_of(tree: AnyOf, spell: Spell) -> str:
    return " or ".join(_inner(part, spell) for part in tree.parts)


def _matched(tree: criteria.Matched, spell: Spell) -> str:
    grouping = f"{spell('grouping', tree.grouping)}, " if tree.grouping is not None else ""
    among = f" among ({sentence(tree.among, spell)})" if tree.among is not None else ""
    return (
        f"matched {tree.ratio} to 1 on {grouping}sex, age within {tree.years} years to "
        f"({sentence(tree.cohort, spell)}){among}"
    )


_SAID: dict[str, Callable[..., str]] = {
    "site": lambda tree, spell: f"site is {_one_of(tree.sites, 'site', spell)}",
    "call_set": lambda tree, spell: f"call set is {_one_of(tree.call_sets, 'call_set', spell)}",
    "assay": lambda tree, spell: f"assay is {_one_of(tree.assays, 'assay', spell)}",
    "group": _group,
    "sex": lambda tree, _: f"sex is {_one_of(tree.sexes, 'sex', lambda _, name: name)}",
    "age": lambda tree, _: f"age {_range(tree)}",
    "ancestry_probability": lambda tree, _: f"ancestry probability {_range(tree)}",
    "relatedness": lambda tree, _: "unrelated" if tree.is_unrelated else "related",
    "event": _event,
    "measurement": _measurement,
    "category": _category,
    "carrier": _carrier,
    "gene_carrier": _gene_carrier,
    "pgx": _pgx,
    "and": _all_of,
    "or": _any_of,
    "not": lambda tree, spell: f"not {_inner(tree.part, spell)}",
    "matched": _matched,
}
