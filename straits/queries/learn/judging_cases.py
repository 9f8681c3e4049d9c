"""Cases of judging: laboratories, predictions, X, pooling, many tests and Hardy-Weinberg."""

from itertools import combinations
from typing import Any

import polars as pl

from straits.errors import StraitsError
from straits.explained.explanation import Explanation
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_filters import Filters
from straits.queries.comparison import batch_signs, families
from straits.queries.gene import class_carriers, gene_models
from straits.queries.groups.populations_shown import selectable_populations
from straits.queries.learn import counted_alleles
from straits.queries.learn.case import Case
from straits.queries.learn.counting_cases import Words, lacking, made
from straits.queries.phenotypes import genotype_phenotypes
from straits.store import Store

_DISEASE = "type_2_diabetes"
_FEWEST = 2


def batch_or_biology(store: Store, words: Words) -> Case | str:
    """Return a case of an allele on which call sets disagree within one group."""
    grouping = counted_alleles.grouping(store)
    for rows in counted_alleles.stretches(store):
        known = rows.filter(pl.col("an") > 0)
        several = known.group_by("allele_index", "group_id").agg(
            pl.len().alias("n"), (pl.col("af").max() - pl.col("af").min()).alias("apart")
        )
        apart = several.filter(pl.col("n") > 1).sort("apart", descending=True).head(50)
        if apart.is_empty():
            continue
        alleles = pl.concat(
            [allele_ranges.alleles_in(store, (index, index)) for index in
             sorted(set(apart["allele_index"]))]
        )  # fmt: skip
        signs = batch_signs.batch_warnings(store, alleles, [grouping], "all")
        between = signs.filter(pl.col("sign") == batch_signs.BETWEEN_CALL_SETS).sort("p")
        if between.height:
            return _batch(store, words, between.row(0, named=True), known)
    return "no allele was found on which call sets disagree within one group"


def _batch(store: Store, words: Words, sign: dict[str, Any], known: pl.DataFrame) -> Case:
    of = counted_alleles.counted(store, counted_alleles.at(store, sign["allele_index"]))
    here = known.filter(pl.col("allele_index") == sign["allele_index"])
    same = here.filter(pl.col("group_id") == sign["group_id"]).sort("af", descending=True)
    first, last = same.row(0, named=True), same.row(-1, named=True)
    foreign = here.filter(pl.col("group_id") != sign["group_id"]).sort("an", descending=True)
    other = foreign.row(0, named=True) if foreign.height else last
    ways = []
    for kind, second in (("right", last), ("wrong", other)):
        given = {"ac_a": first["ac"], "an_a": first["an"],
                 "ac_b": second["ac"], "an_b": second["an"]}  # fmt: skip
        names = [f"{row['label']} in {row['call_set_name']}" for row in (first, second)]
        ways.append(Explanation(f"batch_or_biology_{kind}", names[0], names[1], given))
    sides = [counted_alleles.side(store, row["group_id"], row["call_set_id"])
             for row in (first, last)]  # fmt: skip
    right, wrong = ways
    return made(words, right, wrong, of, counted_alleles.address(store, of.variant, sides))


def synonymous(store: Store, words: Words) -> Case | str:
    """Return a case of an allele that is predicted to do nothing and has no function."""
    if not store.has_rows:
        return "this server holds no individual data, so carriers cannot be counted"
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        gene = gene_models.gene(store, variant.gene_symbol or "")
        if of.rows.is_empty() or gene is None:
            continue
        row = of.rows.sort(pl.col("ac") / pl.col("an"), descending=True).row(0, named=True)
        side = counted_alleles.side(store, row["group_id"])
        if side is None or row["hom_alt"] is None:
            continue
        lof = class_carriers.carriers_in_gene(
            store, gene.gene_id, [side], Filters(consequence_classes=("lof",))
        ).row(0, named=True)
        if lof["n_people"] is None:
            n_people, n_carriers = row["n_called"], 0
        else:
            n_people, n_carriers = lof["n_people"], lof["n_carriers"]
        given = {name: row[name] for name in ("ac", "hom_alt", "n_called")}
        right = Explanation("synonymous_right", row["label"], "", given)
        predicted = {"n_carriers": n_carriers, "n_people": n_people}
        wrong = Explanation("synonymous_wrong", row["label"], "", predicted)
        return made(words, right, wrong, of, counted_alleles.address(store, variant, [None, side]))
    return lacking(words)


def carriers_on_x(store: Store, words: Words) -> Case | str:
    """Return a case of an allele on X, where women have two copies and men one."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        if variant.region_class != "x" or not (of.rows["ac"] > 0).any():
            continue
        row = of.rows.sort(pl.col("ac") / pl.col("an"), descending=True).row(0, named=True)
        given = {"ac": row["ac"], "an": row["an"]}
        right = Explanation("carriers_on_x_right", row["label"], "", given)
        wrong = Explanation("carriers_on_x_wrong", row["label"], "", given)
        side = counted_alleles.side(store, row["group_id"])
        address = counted_alleles.address(store, variant, [None, side]) | {"sex": "yes"}
        return made(words, right, wrong, of, address)
    return lacking(words)


def simpson(store: Store, words: Words) -> Case | str:
    """Return a case of an allele and a disease of which both differ between groups."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        tables = []
        for group_id in of.rows["group_id"]:
            side = counted_alleles.side(store, group_id)
            if side is None:
                continue
            try:
                found = genotype_phenotypes.by_genotype(
                    store, variant.variant_id, side, _DISEASE, "binary"
                ).rows
            except StraitsError as error:
                return str(error)
            tables.append(_two_by_two(found))
        told = [table for table in tables if min(table["an_a"], table["an_b"]) > 0]
        if len(told) < _FEWEST:
            continue
        given = {name: [table[name] for table in told] for name in told[0]}
        right = Explanation("simpson_right", "each group", "", given)
        wrong = Explanation("simpson_wrong", "everybody", "", given)
        address = counted_alleles.address(store, variant, [])
        return made(words, right, wrong, of, address)
    return lacking(words)


def _two_by_two(rows: pl.DataFrame) -> dict[str, int]:
    if "n_yes" not in rows.columns:
        return dict.fromkeys(("ac_a", "an_a", "ac_b", "an_b"), 0)
    carriers, others = rows.filter(pl.col("copies") > 0), rows.filter(pl.col("copies") == 0)
    return {
        "ac_a": int(carriers["n_yes"].sum()), "an_a": int(carriers["n_people"].sum()),
        "ac_b": int(others["n_yes"].sum()), "an_b": int(others["n_people"].sum()),
    }  # fmt: skip


def many_tests(store: Store, words: Words) -> Case | str:
    """Return a case of the tests of two groups over all the alleles of the release."""
    grouping = counted_alleles.grouping(store)
    groups = [one for one in selectable_populations(store) if one.grouping == grouping]
    for a, b in combinations(groups, 2):
        if a.group_id == b.group_id:
            continue
        family = families.family_of_tests(store, a, b, Filters(), is_whole=True)
        if not family.n_tests:
            continue
        level = {"n_tests": family.n_tests, "alpha": families.ALPHA}
        names = (a.label, b.label)
        right = Explanation("many_tests_right", *names, level)
        wrong = Explanation("many_tests_wrong", *names, {"n_below": family.n_below(families.ALPHA)})
        question = words["question"].format(variant="", group=names[0], other=names[1])
        address = {"a": a.population_id, "b": b.population_id}
        return Case(
            words["name"], words["title"], question, words["asks"], right, wrong, "frequencies",
            address, {},
        )  # fmt: skip
    return "no two groups can be compared"


def wahlund(store: Store, words: Words) -> Case | str:
    """Return a case of an allele of which groups have different frequencies, pooled."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant, "unrelated")
        if of.rows.height < _FEWEST or variant.region_class != "autosome":
            continue
        given = {
            "ac": of.rows["ac"].to_list(), "an": of.rows["an"].to_list(),
            "n": of.rows["n_called"].to_list(),
        }  # fmt: skip
        right = Explanation("wahlund_right", "each group", "", given)
        wrong = Explanation("wahlund_wrong", "everybody", "", given)
        return made(words, right, wrong, of, counted_alleles.address(store, variant, []))
    return lacking(words)
