"""A gene in three lines: its variants by class, how often the chosen classes are, and Fst."""

import polars as pl

from straits import queries
from straits.charts.gene import impact
from straits.errors import QueryError
from straits.ui.explain import written_numbers
from straits.ui.figures import tables
from straits.ui.filters import asked_settings
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_carriers, gene_known
from straits.ui.gene.gene_answer import Answer
from straits.ui.words import numbers

# What the cumulative frequency is of, unless the reader filters by consequence.
_DEFAULT = ("lof",)


def lines(visit: Visit, settings: Settings, answer: Answer) -> list[str]:
    """Return what stands below the chart."""
    written = [
        _classes(visit, answer),
        _known(visit, settings, answer),
        " ".join(
            part
            for part in (_carriers(visit, settings, answer), _cumulative(visit, settings, answer))
            if part
        ),
        " ".join(part for part in (_fst(answer), _branch(answer)) if part),
    ]
    return [line for line in written if line]


def _classes(visit: Visit, answer: Answer) -> str:
    counted = queries.gene.class_counts(answer.per_group)
    words = {name: word for name, (word, _) in impact.CONSEQUENCES.items()}
    seen: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    for name, population_id, n_alleles, n_seen in counted.iter_rows():
        totals[name] = max(totals.get(name, 0), n_alleles)
        seen.setdefault(name, {})[population_id] = n_seen
    ids = (visit.a.population_id, visit.b.population_id)
    adding_up = _adding_up(sum(totals.values()), answer)
    if not totals.keys() & words.keys():
        ends = " / ".join(
            numbers.count(sum(counts.get(side, 0) for counts in seen.values())) for side in ids
        )
        return f"{adding_up} Seen in A / B: {ends}. No file of the study says what they do."
    parts = [
        f"{numbers.count(total)} {words.get(name, impact.NOT_ANNOTATED)} "
        f"({' / '.join(numbers.count(seen[name].get(side, 0)) for side in ids)})"
        for name, total in totals.items()
    ]
    return f"{adding_up} Seen in A / B, by predicted consequence: {', '.join(parts)}."


def _adding_up(n_drawn: int, answer: Answer) -> str:
    """Say how many alleles there are in A or B, and how many of them are compared."""
    n_compared = answer.totals.n_compared
    carried = f"{numbers.plural(n_drawn, 'variant')} carried in A or B"
    left = n_drawn - n_compared
    if left < 0:
        return f"{carried}, {numbers.count(n_compared)} compared."
    rest = f", {numbers.count(left)} drawn but left out of the comparison and of Fst"
    return f"{carried}: {numbers.count(n_compared)} compared{rest if left else ''}."


def _known(visit: Visit, settings: Settings, answer: Answer) -> str:
    """Say who carries alleles whose function is known to be none, less or more; empty without."""
    said = []
    for function in gene_known.functions_in(answer.per_group) if visit.store.has_rows else ():
        names = gene_known.names_with(answer.per_group, function)
        what = f"allele {gene_known.FUNCTIONS[function]} ({names})"
        said.append(_of_classes(visit, settings, answer, (function,), what))
    return " ".join(part for part in said if part)


def _carriers(visit: Visit, settings: Settings, answer: Answer) -> str:
    chosen = classes(settings)
    there = answer.per_group["consequence_class"].is_in(list(chosen))
    if not there.any() or not visit.store.has_rows:
        return ""
    what = " or ".join(asked_settings.CONSEQUENCES[name] for name in chosen)
    return _of_classes(visit, settings, answer, chosen, f"{what} by predicted consequence")


def _of_classes(
    visit: Visit, settings: Settings, answer: Answer, classes: tuple[str, ...], what: str
) -> str:
    try:
        carriers = gene_carriers.asked(visit, answer.gene, settings, classes)
    except QueryError as error:
        return str(error)
    pair = [
        carriers.filter(pl.col("population_id") == side.population_id)
        for side in (visit.a, visit.b)
    ]
    return gene_carriers.in_words(pl.concat(pair), what)


def _cumulative(visit: Visit, settings: Settings, answer: Answer) -> str:
    found = estimates(visit, settings, answer)
    if all(estimate is None for estimate in found):
        return ""
    what = " or ".join(asked_settings.CONSEQUENCES[name] for name in classes(settings))
    ends = (_estimate(letter, estimate) for letter, estimate in zip("AB", found, strict=True))
    return f"Copies with at least one allele of {what}, as predicted: {', '.join(ends)}."


def classes(settings: Settings) -> tuple[str, ...]:
    """Return the classes of consequence that carriers and cumulative frequency are of."""
    return settings.filters.consequence_classes or _DEFAULT


def estimates(
    visit: Visit, settings: Settings, answer: Answer
) -> list[queries.gene.Cumulative | None]:
    """Return how often a copy of the gene carries any allele of the classes, in A and in B."""
    return [
        queries.gene.cumulative(answer.per_group, side.population_id, classes(settings))
        for side in (visit.a, visit.b)
    ]


def _estimate(letter: str, estimate: queries.gene.Cumulative | None) -> str:
    if estimate is None:
        return f"{letter} not called"
    span = tables.interval(estimate.low, estimate.high)
    n_alleles = numbers.plural(estimate.n_alleles, "allele")
    return f"{letter} {numbers.frequency(estimate.frequency)} (95 % {span}, {n_alleles})"


def _fst(answer: Answer) -> str:
    fst = answer.fst
    if fst.value is None:
        return ""
    n_alleles = numbers.plural(fst.n_alleles, "variant")
    if fst.error is None:
        error = ""
    else:
        stretch = numbers.count(fst.windows["end_pos"][0] - fst.windows["start_pos"][0] + 1)
        error = (
            f" ± {written_numbers.fine(fst.error)} (standard error, block jackknife over "
            f"stretches of {stretch} bases)"
        )
    return (
        f"Fst {written_numbers.fine(fst.value)}{error} between A and B: Hudson, ratio of averages "
        f"over {n_alleles} compared."
    )


def _branch(answer: Answer) -> str:
    branch = answer.branch
    if branch is None or branch.pbs is None or branch.pbsn1 is None:
        return ""
    n_alleles = numbers.plural(branch.n_alleles, "variant")
    pairs = ", ".join(
        f"{pair} {written_numbers.fine(value)}"
        for pair, value in (
            ("A–B", branch.fst_ab),
            ("A–outgroup", branch.fst_ac),
            ("B–outgroup", branch.fst_bc),
        )
        if value is not None
    )
    return (
        f"PBS of A {written_numbers.fine(branch.pbs)} (normalised "
        f"{written_numbers.fine(branch.pbsn1)}), with {branch.outgroup.long_label} as outgroup: "
        f"from Fst {pairs}, over {n_alleles} called in all three, of any AF."
    )
