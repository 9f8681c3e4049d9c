"""Views of all the groups of a grouping: heat map, shared alleles, Fst and its tree, diversity."""

from functools import partial
from typing import Any

import polars as pl

from straits import queries
from straits.charts.groups import fst_matrix, heat_map, shared_alleles
from straits.ui.explain import explain_panel, gene_offers
from straits.ui.figures import figure, open_in_sql, signs
from straits.ui.figures.figure import Figure
from straits.ui.filters.asked_settings import ORDERS, Settings
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import diversity_view, group_words
from straits.ui.frequencies.group_words import Groups
from straits.ui.sentences import of_groups_apart, of_pair
from straits.ui.words import findings, numbers

_MOST_VARIANTS = 24
_MOST_ROWS = 18
_RANGE_CELLS = (
    "; a dashed cell is a range of AC, which is all that a panel or a partner tells there"
)
COUNTED = {"projected": "Projected to one size", "raw": "As counted"}


def draw(visit: Visit, settings: Settings, view: str, way: str) -> None:
    """Draw a view: "heat", "shared" (in a way of COUNTED), "fst" or "diversity"."""
    # Next to a partner's group no other alleles are left than those of the partner's lists.
    with_partners = view == "heat" or bool(visit.a.provenance or visit.b.provenance)
    chosen = queries.comparison.panel_populations(visit.store, visit.a, visit.b, with_partners)
    if not with_partners:
        group_words.draw_left_out(visit, chosen)
    if view == "heat":
        _heat(visit, settings, chosen)
        return
    if view == "diversity":
        diversity_view.draw(visit, settings, chosen)
        return
    asked = visit.store, chosen, settings.filters
    if view == "shared":
        shared = waiting.answer(visit.store, view, queries.comparison.shared_alleles, *asked)
        _shared(visit, settings, chosen, shared, way)
    else:
        apart = waiting.answer(visit.store, view, queries.comparison.fst_between, *asked)
        _fst(visit, settings, chosen, apart)


def _ranked(
    visit: Visit, settings: Settings, chosen: Groups
) -> tuple[pl.DataFrame, queries.comparison.GroupPanel]:
    """Return the first alleles of the ranking, and their counts in all the groups."""
    rows = queries.comparison.allele_differences(
        visit.store, visit.a, visit.b, settings.filters, settings.order, limit=_MOST_VARIANTS,
        family=None,
    )  # fmt: skip
    wanted = rows["allele_index"].to_list()
    panel = queries.comparison.group_panel(visit.store, chosen, settings.filters, wanted)
    assert panel is not None
    pair, who = (visit.a, visit.b), settings.filters.sample_set
    return signs.with_signs(visit.store, pair, rows, who), panel


def _heat(visit: Visit, settings: Settings, chosen: Groups) -> None:
    rows, panel = waiting.answer(visit.store, "heat", _ranked, visit, settings, chosen)
    labels = group_words.labels(chosen)
    cells = queries.comparison.frequencies_of(visit.store, panel, rows["allele_index"].to_list())
    named = {
        row["allele_index"]: findings.name(row)
        + (f"  {row['gene_symbol'].split(';')[0]}" if row["gene_symbol"] else "")
        for row in rows.iter_rows(named=True)
    }
    shown = cells.with_columns(
        pl.col("allele_index").replace_strict(named, return_dtype=pl.String).alias("name"),
        pl.col("population").replace_strict(labels, return_dtype=pl.String).alias("group_label"),
        pl.Series("counts", map(_counts, cells.iter_rows(named=True)), pl.String),
    )
    ids = rows.select("allele_index", "variant_id", "rsid", "gene_symbol")
    is_all = len(chosen) < queries.comparison.MOST_GROUPS
    beside = "every group" if is_all else f"{len(chosen) - 2} other groups"
    drawn = Figure(
        title=f"{of_pair.ranked(rows, visit.names)}; {beside} beside them.",
        caption=f"The first {rows.height} of the ranking by {ORDERS[settings.order]} of A and B. "
        "Figures are AF = AC/AN, the hue runs from 0 to 1; a stroke was not looked at, a bracket "
        f"has no record, a lock is withheld{_RANGE_CELLS if panel.ranges.height else ''}. "
        f"{signs.counted(rows, (visit.a, visit.b))} "
        f"{group_words.caption(visit, settings, chosen)}",
        build=lambda look: heat_map.heat_map(shown, look),
        rows=ids.join(shown, on="allele_index", maintain_order="left")
        .join(group_words.counted(visit, settings, chosen), on="population", maintain_order="left")
        .drop("population", "name"),
        file_parts=("frequencies", "heat-map"),
        query="group_counts",
        method=group_words.method(
            settings,
            chosen,
            f"The first {rows.height} of the ranking by {ORDERS[settings.order]} of A and B.",
            statistics=("af",),
        ),
        counted=open_in_sql.of_groups(
            visit,
            "heat_of_groups",
            chosen,
            list(labels.values()),
            settings.filters,
            order_by=settings.order,
            n_wanted=_MOST_VARIANTS,
            sample_set=settings.filters.sample_set,
        ),
        keys=heat_map.legend_of,
    )
    figure.draw(drawn, visit, "heat", {"view": "heat"})


def _shared(
    visit: Visit, settings: Settings, chosen: Groups, shared: queries.comparison.Shared,
    counted: str,
) -> None:  # fmt: skip
    size = "n_projected" if counted == "projected" else "n_raw"
    rows = shared.combinations.sort(size, descending=True).head(_MOST_ROWS)
    sides = {visit.a.population_id: visit.sides[0], visit.b.population_id: visit.sides[1]}
    groups = [
        (group.label, sides.get(group.population_id, (group.colour, ""))[0]) for group in chosen
    ]
    labels = list(group_words.labels(chosen).values())
    sized = list(group_words.sized(settings, chosen).values())
    title = of_groups_apart.private(shared.combinations, sized, size)
    names = pl.Series(
        "groups", [";".join(labels[place] for place in row) for row in rows["members"]], pl.String
    )
    how = (
        "Alleles seen in exactly these groups. "
        + (
            f"Bars and their numbers: projected down to {shared.size:,} alleles of each group "
            f"(hypergeometric), paler: as counted; {shared.n_not_projected:,} alleles with fewer "
            "called were left out of the projection. "
            if counted == "projected"
            else "As counted: the group with most people has most private alleles for that reason "
            "alone. "
        )
        + f"{shared.n_called:,} alleles called in every group. "
        + group_words.left_out(shared.n_in_range, chosen)
    )
    drawn = Figure(
        title=title,
        caption=how + group_words.caption(visit, settings, chosen),
        build=lambda look: shared_alleles.shared_alleles(
            rows, groups, look, counted == "projected"
        ),
        rows=rows.with_columns(names).select("groups", "n_raw", "n_projected"),
        file_parts=("frequencies", "shared-and-private"),
        query="group_counts",
        method=group_words.method(settings, chosen, how),
        counted=open_in_sql.of_groups(visit, "shared_alleles", chosen, labels, settings.filters),
        keys=partial(shared_alleles.legend_of, has_projection=counted == "projected"),
    )
    figure.draw(drawn, visit, "shared", {"view": "shared"})


def _fst(visit: Visit, settings: Settings, chosen: Groups, apart: queries.comparison.Apart) -> None:
    matrix, merges, order = apart.matrix, apart.merges, apart.order
    labels = list(group_words.labels(chosen).values())
    pairs = pl.DataFrame(
        [
            {
                "row": row,
                "column": column,
                "group": labels[first],
                "other": labels[second],
                "fst": None if first == second else float(matrix[first, second]),
            }
            for row, first in enumerate(order)
            for column, second in enumerate(order)
        ],
        schema_overrides={"fst": pl.Float64},
    )
    sized = group_words.sized(settings, chosen)
    branches = fst_matrix.tree_lines([tuple(m[:3]) for m in merges.tolist()], order)
    how = (
        "Hudson's Fst (Bhatia 2013), the ratio of summed numerators and denominators over "
        f"{apart.n_called:,} alleles called in every group. "
        f"{group_words.left_out(apart.n_in_range, chosen)}"
        "The tree joins the closest first (average linkage); it shows likeness, not history. "
    )
    drawn = Figure(
        title=of_groups_apart.by_fst(pairs.with_columns(pl.col("group", "other").replace(sized))),
        caption=how + group_words.caption(visit, settings, chosen),
        build=lambda look: fst_matrix.fst_matrix(
            pairs, [labels[place] for place in order], branches, look
        ),
        rows=pairs.drop("row", "column").drop_nulls("fst"),
        file_parts=("frequencies", "fst"),
        query="group_counts",
        method=group_words.method(settings, chosen, how, statistics=("fst",)),
        counted=open_in_sql.of_groups(visit, "fst_of_groups", chosen, labels, settings.filters),
    )
    figure.draw(drawn, visit, "fst", {"view": "fst"})
    explain_panel.draw("fst-matrix", lambda: gene_offers.of_matrix(apart, labels))


def _counts(row: dict[str, Any]) -> str:
    """Return AC/AN of a cell, AC from least to most where it is a range."""
    if row["absence"] != "censored":
        return findings.counts(row["ac"], row["an"])
    return (
        f"{numbers.ends(row['ac_low'], row['ac_high'], numbers.count)}/{numbers.count(row['an'])}"
    )
