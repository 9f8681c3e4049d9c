"""How the numbers of a figure were made, as a paragraph to paste.

Its facts are those of the release and of the question: nothing is known here besides.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from straits import __version__, queries
from straits.explained.explanation import records
from straits.ui.figures import captions
from straits.ui.frame.page_frame import Visit
from straits.ui.frame.pair_picker import size
from straits.ui.words import numbers

Sides = tuple[tuple[str, queries.groups.Population], ...]

# How columns of a figure say that the profile withholds a row.
_SAYS_SO = ("state", "absence", "ac_state", "why")
_WITHHELD = ("withheld", "suppressed", "withheld by the profile")
# The statistics of alleles of A and B, as a ranking has them.
OF_RANKING = ("interval", "exact_interval", "difference", "fisher", "chi_square")


@dataclass(frozen=True)
class Method:
    """What the page of a figure knows of how its numbers were made.

    sample_set
        Who is counted: "all", or "unrelated"; empty where a reader's own statement says it.
    sides
        The populations that are compared, each by the name that the figure gives it.
    grouping
        By what people are told apart, where every group of it stands in the figure.
    alleles
        Which alleles are looked at, in sentences; empty where it is of people alone.
    steps
        Sentences on what was done that are of this figure alone.
    statistics
        Names of straits.explained, in the order in which they are told.
    of_genotypes
        Whether genotypes are counted, so that it matters how they were called.
    is_withheld
        Tells of a row whether the profile withholds it; None: as its columns say.
    parameters
        The values that a reader's own statement was asked with, as texts.
    """

    sample_set: str
    sides: Sides = ()
    grouping: str = ""
    alleles: str = ""
    steps: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    of_genotypes: bool = True
    is_withheld: pl.Expr | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def given(self) -> dict[str, str]:
        """Return the parameters as a header of a table tells them, by key."""
        return {f"parameter {name}": value for name, value in self.parameters.items()}


@dataclass(frozen=True)
class Facts:
    """What a paragraph says, each in words; empty where there is nothing to say.

    call_sets, groups
        One of each, without a full stop.
    statistics
        Label and source of each.
    built_by, straits
        The versions that counted what is kept, and that made the figure of it.
    """

    study: str
    build: str
    release_id: str
    built_on: str
    is_synthetic: bool
    call_sets: tuple[str, ...]
    groups: tuple[str, ...]
    relatives: str
    counted_once: str
    alleles: str
    steps: tuple[str, ...]
    statistics: tuple[tuple[str, str], ...]
    withheld: tuple[str, ...]
    built_by: str
    straits: str


def of_pair(visit: Visit) -> Sides:
    """Return A and B as the sides of a figure."""
    return (("A", visit.a), ("B", visit.b))


def of_family(totals: queries.comparison.DifferenceTotals) -> tuple[str, ...]:
    """Return of how many alleles tests were made, and which test each has."""
    return (
        "p is Fisher's exact where a cell is below 100, else chi-square, two-sided; q is over the "
        f"{numbers.plural(totals.n_compared, 'variant')} compared.",
    )


def paragraph(facts: Facts) -> str:
    """Return the facts as one paragraph."""
    invented = " All people are synthetic." if facts.is_synthetic else ""
    sentences = (
        f"Data: {facts.study}, {facts.build}, release {facts.release_id} of {facts.built_on}."
        f"{invented}",
        _listed("Genotypes", facts.call_sets),
        _listed("Groups", facts.groups),
        f"{facts.relatives[:1].upper()}{facts.relatives[1:]}.",
        facts.counted_once,
        f"Alleles: {facts.alleles}" if facts.alleles else "",
        *facts.steps,
        _listed("Statistics", [f"{label}, by {source}" for label, source in facts.statistics]),
        *facts.withheld,
        f"Made with Straits {facts.straits}; the release was counted by Straits {facts.built_by}.",
    )
    return " ".join(sentence.strip() for sentence in sentences if sentence)


def facts(method: Method, rows: pl.DataFrame, visit: Visit) -> Facts:
    """Return the facts of a figure.

    rows
        What the figure shows.
    """
    store = visit.store
    study, profile = store.study, store.profile
    counted_in = _call_sets(method, rows, visit) if method.of_genotypes else []
    return Facts(
        study=study.name,
        build=study.build,
        release_id=store.release_id,
        built_on=f"{study.created_at:%Y-%m-%d}",
        is_synthetic=study.is_synthetic,
        call_sets=tuple(_genotypes(row) for row in counted_in),
        groups=(*_groups(method, visit),),
        relatives=captions.relatives(study.relatedness, method.sample_set)
        if method.sample_set
        else "people are counted as the statement says",
        counted_once=queries.study.counted_once(store, [row["call_set_id"] for row in counted_in]),
        alleles=method.alleles.strip(),
        steps=(*method.steps, *_asked_with(method)),
        statistics=tuple(
            (records()[name].label, records()[name].source) for name in method.statistics
        ),
        withheld=(
            f"Access profile {profile.label}: {profile.says}",
            _n_withheld(method, rows),
            *(f"Data of {site.name} are not used: {site.why}." for site in store.left_out),
        ),
        built_by=study.straits_version,
        straits=__version__,
    )


def _asked_with(method: Method) -> Iterator[str]:
    given = [f"{name} = {value}" for name, value in method.parameters.items()]
    if given:
        yield _listed("Asked with", given)


def _listed(what: str, parts: list[str] | tuple[str, ...]) -> str:
    return f"{what}: {'; '.join(parts)}." if parts else ""


def _call_sets(method: Method, rows: pl.DataFrame, visit: Visit) -> list[dict[str, Any]]:
    """Return the call sets that a figure counts: of its sides, of its rows, or all of them."""
    every = queries.study.call_sets(visit.store)
    ids = {name for _, side in method.sides for name in side.call_set_ids}
    if not ids and "call_set_id" in rows.columns:
        ids = {*rows["call_set_id"].drop_nulls()}
    if not ids and method.grouping:
        of_it = queries.groups.populations(visit.store).filter(grouping=method.grouping)
        ids = {*of_it["call_set_id"].drop_nulls()}
    kept = every.filter(pl.col("call_set_id").is_in(list(ids))) if ids else every
    return kept.to_dicts()


def _genotypes(row: dict[str, Any]) -> str:
    rule = row["genotype_rule"]
    told = (
        row["assay"],
        f"called with {row['caller']}" if row["caller"] else "",
        "counts as published" if row["is_aggregate_only"] else "",
        "all genotypes kept" if rule == "none" else "",
        f"genotype rule {rule}" if rule != "none" and not row["is_aggregate_only"] else "",
    )
    place = f" of {row['site_name']}" if row["site_name"] != row["call_set_name"] else ""
    return f"{row['call_set_name']}{place} ({', '.join(part for part in told if part)})"


def _groups(method: Method, visit: Visit) -> list[str]:
    if method.sides:
        labels = Counter(side.label for _, side in method.sides)
        return [
            _side(name, side, method, visit, is_alone=labels[side.label] == 1)
            for name, side in method.sides
        ]
    if not method.grouping:
        return []
    of_it = queries.groups.populations(visit.store).filter(grouping=method.grouping)
    bases = of_it.select(
        "grouping_label", "is_inferred", "is_panel", is_of_partner=pl.col("provenance") != ""
    ).unique(maintain_order=True)
    return [
        "by " + captions.grouped(method.grouping, label.lower(), queries.groups.basis(*of_people))
        for label, *of_people in bases.iter_rows()
    ]


def _side(
    name: str, side: queries.groups.Population, method: Method, visit: Visit, *, is_alone: bool
) -> str:
    """Say who a side is; where another has the same label too, its call sets tell it apart."""
    label = side.label if is_alone else side.long_label
    who = f"{name} is {label}, n {numbers.count(size(side, method.sample_set))}"
    if side.grouping == queries.groups.GROUPING:
        tree = queries.cohorts.tree_of(side)
        return f"{who}, a cohort: {queries.groups.words(visit.store).sentence(tree)}"
    by = captions.grouped(side.grouping, side.grouping_in_words, captions.basis(side))
    return f"{who}, by {by}"


def _n_withheld(method: Method, rows: pl.DataFrame) -> str:
    says_so = [pl.col(name).is_in(_WITHHELD) for name in _SAYS_SO if name in rows.columns]
    told = says_so if method.is_withheld is None else [method.is_withheld]
    n_rows = int(rows.select(pl.any_horizontal(told).fill_null(False).sum()).item()) if told else 0
    return f"Of the {rows.height:,} rows of the figure {n_rows:,} are withheld." if n_rows else ""
