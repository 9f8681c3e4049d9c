"""A against B at one allele, and at the first of a ranking: who has more of it, if anybody has."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from straits import queries
from straits.ui.sentences import group_sizes
from straits.ui.sentences.of_groups import ALIKE, signed
from straits.ui.words import findings, numbers

Row = Mapping[str, Any]

# As the field uses the words.
RARE, COMMON = 0.01, 0.05
# A ratio to fewer copies says more about chance than about groups.
_FEW = 10


def ranked(rows: pl.DataFrame, names: tuple[str, str]) -> str:
    """Say how the first allele of a ranking differs that carries no sign of a batch effect.

    rows
        As of queries.comparison.allele_differences, with `sign` (see figures.signs); not empty.
    """
    carries = rows["sign"].fill_null("") != ""
    if carries.all():
        first = rows.row(0, named=True)
        if rows.height == 1:
            return signed(_subject(first), str(first["sign"]))
        return f"All {numbers.count(rows.height)} of these variants carry a sign of a batch effect"
    place = carries.to_list().index(False)
    sentence = comparison(rows.row(place, named=True), names)
    if place:
        carry = "carries" if place == 1 else "carry"
        sentence += f"; {numbers.count(place)} ranked before it {carry} a sign of a batch effect"
    return sentence


def in_gene(symbol: str, rows: pl.DataFrame, names: tuple[str, str]) -> str:
    """Say how the first allele of a gene's ranking differs, as of `ranked`."""
    if rows.is_empty():
        return f"No allele of {symbol} can be compared between {names[0]} and {names[1]}."
    return f"{symbol}: {ranked(rows.with_columns(gene_symbol=pl.lit(None, pl.String)), names)}."


def comparison(row: Row, names: tuple[str, str]) -> str:
    """Say how an allele differs: which side has more of it, and both frequencies.

    More is said only where `surely_more` holds and, of a family of tests, q (else Bonferroni's p)
    is below the level. A ratio is given of at least _FEW copies on either side, and none of a
    common allele to a rare one; an allele is called common or rare where its whole interval is.

    >>> row = {"rsid": "rs671", "variant_id": "", "gene_symbol": "ALDH2", "ac_a": 20, "an_a": 1000,
    ...     "ac_b": 500, "an_b": 2000, "af_low_a": 0.013, "af_high_a": 0.031, "af_low_b": 0.23,
    ...     "af_high_b": 0.27}
    >>> print(comparison(row, ("Danes", "Chinese")))
    rs671 in ALDH2 is 12 times as common in Chinese (0.250) as in Danes (0.020)
    >>> few = {"ac_a": 1, "af_low_a": 0.0002, "af_high_a": 0.006}
    >>> print(comparison({**row, **few}, ("Danes", "Chinese")))
    rs671 in ALDH2 is common in Chinese (0.250) and rare in Danes (0.001)
    >>> print(comparison({**row, "an_a": 100}, ("Danes", "Chinese")))
    rs671 in ALDH2 is about as common in Chinese (0.250) as in Danes (0.200)
    """
    (side, more), (other, less) = _sides(row, names)
    subject = _subject(row)
    high, low = (f"{end.label} ({group_sizes.share(end)})" for end in (more, less))
    if more.ac_high == 0:
        return f"{subject} was seen in neither {names[0]} nor {names[1]}"
    chance = _chance(row)
    if chance or not queries.findings.surely_more([(more, less)])[0]:
        if more.af_high < ALIKE * less.af_high:
            return f"{subject} is about as common in {high} as in {low}"
        why = f" ({chance})" if chance else ""
        return f"{subject} may be as common in {high} as in {low}: chance explains it too{why}"
    if less.ac_high == 0:
        copies = group_sizes.out_of([less])
        return f"{subject} was seen in {high} and in none of {copies} in {less.label}"
    if row[f"af_low_{side}"] >= COMMON and row[f"af_high_{other}"] < RARE:
        return f"{subject} is common in {high} and rare in {low}"
    times = more.af_high / less.af_high
    is_to_rare = less.af_high < RARE and more.af_high >= COMMON
    if times >= ALIKE and min(more.ac_high, less.ac_high) >= _FEW and not is_to_rare:
        factor = f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"
        return f"{subject} is {factor.removesuffix('.0')} times as common in {high} as in {low}"
    return f"{subject} is more common in {high} than in {low}"


def difference(
    named: str, pair: queries.allele.Contrast, names: tuple[str, str], sign: str = ""
) -> str:
    """Say which of A and B has more of an allele, or why that cannot be told.

    sign
        As of `in_groups`.
    """
    a, b = names
    if pair.is_withheld:
        return f"{a} less {b}: withheld by the study's profile."
    if sign:
        return f"{signed(named, sign)}: a difference of {a} and {b} may be one of laboratories."
    if pair.is_censored:
        return _of_range(pair, a, b)
    if pair.difference is None:
        return f"{a} less {b}: nothing was called in one of them, so there is no difference."
    if pair.ac_a == pair.ac_b == 0:
        return f"{named} was seen neither in {a} nor in {b}."
    low, high = pair.difference_low or 0.0, pair.difference_high or 0.0
    if low <= 0 <= high:
        of = group_sizes.few_copies({a: pair.an_a, b: pair.an_b})
        return f"{a} and {b} may be alike: the interval of their difference holds 0{of}."
    if pair.p is None or pair.p >= queries.findings.ALPHA:
        return f"{a} and {b} may be alike: p {numbers.p_value(pair.p)}, {pair.test}."
    more, less = (a, b) if pair.difference > 0 else (b, a)
    size = numbers.frequency(abs(pair.difference))
    of = group_sizes.few_copies({a: pair.an_a, b: pair.an_b})
    return f"{more} has more of {named} than {less}, by {size}{of}."


def _of_range(pair: queries.allele.Contrast, a: str, b: str) -> str:
    sides = zip((a, b), (pair.ac_a, pair.ac_b), strict=True)
    hidden = " and ".join(name for name, ac in sides if ac is None)
    known = f"The count of {hidden} is known only as a range"
    if pair.p_low is None or pair.p_high is None:
        return f"{known}, too wide to test."
    if pair.p_high < queries.findings.ALPHA:
        return f"{known}; {a} and {b} differ at p < {queries.findings.ALPHA} whatever it is."
    if pair.p_low >= queries.findings.ALPHA:
        return (
            f"{known}; {a} and {b} do not differ at p < {queries.findings.ALPHA}, whatever it is."
        )
    return f"{known}, and whether {a} and {b} differ depends on it."


def _subject(row: Row) -> str:
    where = f" in {str(row['gene_symbol']).split(';')[0]}" if row["gene_symbol"] else ""
    return f"{findings.name(row)}{where}"


def _sides(row: Row, names: tuple[str, str]) -> list[tuple[str, queries.findings.Counted]]:
    """Return the side with the higher AF and its counts, then the other."""
    sides = [
        (
            side,
            queries.findings.Counted(name, row[f"ac_{side}"], row[f"ac_{side}"], row[f"an_{side}"]),
        )
        for side, name in zip("ab", names, strict=True)
    ]
    return sorted(sides, key=lambda side: -side[1].af_high)


def _chance(row: Row) -> str:
    """Return what a family of tests says against a difference; empty where it says nothing."""
    for name, label in (("q", "q"), ("p_bonferroni", "p × n")):
        value = row.get(name)
        if value is not None:
            return f"{label} {numbers.p_value(value)}" if value >= queries.findings.ALPHA else ""
    return ""
