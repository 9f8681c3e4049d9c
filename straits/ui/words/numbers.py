"""Numbers as people read them; what is missing is a dash, never a 0."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

MISSING = "–"

Number = TypeVar("Number", int | None, float | None)


def count(number: int | None) -> str:
    """Write a count with thousands separators.

    >>> count(3256), count(None)
    ('3,256', '–')
    """
    return MISSING if number is None else f"{number:,}"


def counts(column: str) -> pl.Expr:
    """Write a column of whole numbers from 0 with thousands separators; null stays null.

    >>> pl.DataFrame({"n": [0, 999, 3256, 1234567, None]}).select(counts("n"))["n"].to_list()
    ['0', '999', '3,256', '1,234,567', None]
    """
    return _with_commas(pl.col(column))


def _with_commas(whole: pl.Expr) -> pl.Expr:
    # Groups are counted from the right, which a regular expression of Polars cannot look to.
    digits = whole.cast(pl.String).str.reverse()
    return digits.str.replace_all(r"(\d{3})", "$1,").str.strip_suffix(",").str.reverse()


def frequency(af: float | None) -> str:
    """Write a frequency with three decimals, a rare one with two digits that count.

    >>> [frequency(af) for af in (0.3153, 1.0, 0.00123, 0.0, None)]
    ['0.315', '1.000', '0.0012', '0', '–']
    """
    if af is None:
        return MISSING
    if af == 0:
        return "0"
    return f"{af:.3f}" if abs(af) >= 0.01 else f"{af:.2g}"


def one_in(frequency: float) -> str:
    """Write a frequency as one in so many, or so many in ten; none where it is 0.

    >>> one_in(0.074), one_in(0.0), one_in(0.9)
    ('1 in 14', 'none', '9 in 10')
    """
    if frequency > 1 / 3:
        return f"{frequency * 10:.0f} in 10"
    return f"1 in {1 / frequency:,.0f}" if frequency else "none"


def ones_in(column: str) -> pl.Expr:
    """Write a column of frequencies as `one_in` does.

    >>> rows = pl.DataFrame({"share": [0.074, 0.0, 0.9, 0.0001, None]})
    >>> rows.select(ones_in("share")).to_series().to_list()
    ['1 in 14', 'none', '9 in 10', '1 in 10,000', None]
    """
    share = pl.col(column)
    size = (1 / share).round(0).cast(pl.Int64, strict=False)
    return (
        pl.when(share == 0)
        .then(pl.lit("none"))
        .when(share > 1 / 3)
        .then(pl.format("{} in 10", (share * 10).round(0).cast(pl.Int64)))
        .otherwise(pl.format("1 in {}", _with_commas(size)))
    )


def percent(share: float | None) -> str:
    """Write a share with one decimal, a small one with two.

    >>> percent(0.1218), percent(0.0042), percent(0.0), percent(None)
    ('12.2 %', '0.42 %', '0 %', '–')
    """
    if share is None:
        return MISSING
    if share == 0:
        return "0 %"
    return f"{share * 100:.1f} %" if share >= 0.01 else f"{share * 100:.2f} %"


def value(number: float | None) -> str:
    """Write a measured value with three digits that count, large ones without decimals.

    >>> value(38.0), value(1.6874), value(1234.5), value(None)
    ('38.0', '1.69', '1,234', '–')
    """
    if number is None:
        return MISSING
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    digits = 1 if abs(number) >= 10 else 2 if abs(number) >= 1 else 3
    return f"{number:.{digits}f}"


def signed(difference: float | None) -> str:
    """Write a difference with its sign and three decimals, a small one with two digits that count.

    >>> signed(0.25), signed(-0.004), signed(0.00042), signed(0.0)
    ('+0.250', '-0.004', '+0.00042', '0')
    """
    if difference is None:
        return MISSING
    if difference == 0:
        return "0"
    return f"{difference:+.3f}" if abs(difference) >= 0.01 else f"{difference:+.2g}"


def signed_ends(low: float | None, high: float | None) -> str:
    """Write the interval of a difference; each end as `signed`, so that 0 stands for 0 alone.

    >>> signed_ends(-0.152, -0.0021), signed_ends(None, None)
    ('-0.152 to -0.0021', '–')
    """
    if low is None or high is None:
        return MISSING
    return f"{signed(low)} to {signed(high)}"


def p_value(p: float | None) -> str:
    """Write a p-value with two digits; what underflows is said to be below the smallest number.

    >>> p_value(0.0432), p_value(2.96e-8), p_value(0.0)
    ('0.043', '3e-8', '< 1e-300')
    """
    if p is None:
        return MISSING
    if p < 1e-300:
        return "< 1e-300"
    # As tables and charts write it in the browser: without the 0 of e-08.
    return f"{p:.2g}" if p >= 0.001 else f"{p:.0e}".replace("e-0", "e-")


def ends(low: Number, high: Number, write: Callable[[Number], str]) -> str:
    """Write what is known only as a range, both ends included; one number where they are equal.

    >>> ends(1, 4, count), ends(0.3, 0.3, p_value), ends(None, None, count)
    ('1 to 4', '0.3', '–')
    """
    return write(low) if low == high else f"{write(low)} to {write(high)}"


def plural(number: int, noun: str, many: str = "") -> str:
    """Write a count with its noun.

    >>> plural(1, "variant"), plural(2500, "variant"), plural(2, "person", "people")
    ('1 variant', '2,500 variants', '2 people')
    """
    return f"{count(number)} {noun if number == 1 else many or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """Write words as a list within a sentence.

    >>> listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def verb(number: int | None, one: str, many: str) -> str:
    """Return the form of a verb, or of another word, that a count asks for.

    >>> verb(1, "is", "are"), verb(0, "is", "are"), verb(None, "is", "are")
    ('is', 'are', 'are')
    """
    return one if number == 1 else many


def shortened(text: str, most: int) -> str:
    """Return the text with an ellipsis for what does not fit.

    >>> shortened("Gambian in Western Division, The Gambia", 20)
    'Gambian in Western…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip(" ,") + "…"


def ratio(value: float | None) -> str:
    """Write a ratio with three digits that count; one by nothing is infinite.

    >>> ratio(0.4789), ratio(12.34), ratio(float("inf")), ratio(1234.5)
    ('0.479', '12.3', '∞', '1,234')
    """
    if value is None:
        return MISSING
    if value == float("inf"):
        return "∞"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
