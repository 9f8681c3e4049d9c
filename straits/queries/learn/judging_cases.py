"""Cases of judging: laboratories, predictions, X, pooling, many tests and Hardy-Weinberg."""

from itertools import combinations
from math import log, nan
from typing import Any

import polars as pl
from scipy import special

from straits.errors import StraitsError
from straits.explained.explanation import Explanation, Given
from straits.queries.allele import allele_ranges, variant_answers, variant_statistics
from straits.queries.allele.allele_filters import Filters
from straits.queries.allele.variant_answers import Variant
from straits.queries.comparison import batch_signs, families
from straits.queries.gene import class_carriers, gene_models
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import selectable_populations
from straits.queries.learn import counted_alleles
from straits.queries.learn.case import Case
from straits.queries.learn.counted_alleles import Counted
from straits.queries.learn.counting_cases import Words, lacking, made
from straits.queries.phenotypes import genotype_phenotypes
from straits.store import Store

_DISEASE = "type_2_diabetes"
_FEWEST = 2
_CELLS = ("ac_a", "an_a", "ac_b", "an_b")
_Z = float(special.ndtri(0.975))


def batch_or_biology(store: Store, words: Words) -> Case | str:
    """Return a case of an allele on which call sets disagree within one group."""
    grouping = counted_alleles.grouping(store)
    best: tuple[float, Counted, dict[str, Any], pl.DataFrame] | None = None
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
        for sign in between.head(1).iter_rows(named=True):
            of = counted_alleles.counted(store, counted_alleles.at(store, sign["allele_index"]))
            told = variant_statistics.between_call_sets(of.cells).filter("is_suspect")
            # The page is to say the same of it.
            if sign["label"] in told["label"] and (best is None or sign["p"] < best[0]):
                best = sign["p"], of, sign, known
    if best is None:
        return "no allele was found on which call sets disagree within one group"
    return _batch(store, words, *best[1:])


def _batch(
    store: Store, words: Words, of: Counted, sign: dict[str, Any], known: pl.DataFrame
) -> Case:
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
    mistakes = {
        "the second less the first, so its sign is the other": last["af"] - first["af"],
        f"{right.other} less {wrong.other}": last["af"] - other["af"],
        f"{wrong.other} less {right.group}": other["af"] - first["af"],
        f"{first['label']} less {other['label']}, each over all call sets": (
            of.frequencies[first["label"]] - of.frequencies[other["label"]]
        ),
    }
    address = counted_alleles.address(store, of.variant, sides)
    return made(words, right, wrong, of, address, mistakes)


def synonymous(store: Store, words: Words) -> Case | str:
    """Return a case of an allele that is predicted to do nothing and has no function."""
    if not store.has_rows:
        return "this server holds no individual data, so carriers cannot be counted"
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        gene = gene_models.gene(store, variant.gene_symbol or "")
        if of.rows.is_empty() or gene is None:
            continue
        row = _commonest(of)
        side = counted_alleles.side(store, row["group_id"], row["call_set_id"])
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
        named = counted_alleles.within(row)
        right = Explanation("synonymous_right", named, "", given)
        predicted = {"n_carriers": n_carriers, "n_people": n_people}
        wrong = Explanation("synonymous_wrong", named, "", predicted)
        mistakes = {
            "copies of a thousand copies, not carriers of people": 1000 * row["ac"] / row["an"],
            "copies of people; who has two counts twice": 1000 * row["ac"] / row["n_called"],
            "carriers of copies": 1000 * (row["ac"] - row["hom_alt"]) / row["an"],
            "those with two copies alone": 1000 * row["hom_alt"] / row["n_called"],
        }
        address = counted_alleles.address(store, variant, [None, side])
        return made(words, right, wrong, of, address, mistakes)
    return lacking(words)


def _commonest(of: Counted) -> dict[str, Any]:
    """Return the counts of the group in which an allele is commonest, of its largest call set."""
    ordered = of.rows.sort(pl.col("ac") / pl.col("an"), descending=True)
    return of.largest(ordered["group_id"][0])


def carriers_on_x(store: Store, words: Words) -> Case | str:
    """Return a case of an allele on X, where women have two copies and men one."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        if variant.region_class != "x" or not (of.rows["ac"] > 0).any():
            continue
        row = _commonest(of)
        women = variant_answers.variant_frequencies(
            store, variant.variant_id, by_sex=True, groupings=(counted_alleles.grouping(store),)
        ).filter(
            pl.col("n_called") > 0, pl.col("het").is_not_null(), sex="XX",
            group_id=row["group_id"], call_set_id=row["call_set_id"],
        )  # fmt: skip
        if women.is_empty():
            continue
        seen = women.row(0, named=True)
        given = {"ac": row["ac"], "an": row["an"]}
        counted = {"het": seen["het"], "women": seen["n_called"]}
        named = counted_alleles.within(row)
        right = Explanation("carriers_on_x_right", named, "", given | counted)
        wrong = Explanation("carriers_on_x_wrong", named, "", given)
        side = counted_alleles.side(store, row["group_id"], row["call_set_id"])
        address = counted_alleles.address(store, variant, [None, side]) | {"sex": "yes"}
        q = row["ac"] / row["an"]
        mistakes = {
            "women with two copies": 1000 * q * q,
            "twice the copies over women and men": 2000 * row["ac"] / row["n_called"],
            "copies over women and men": 1000 * row["ac"] / row["n_called"],
            "women with one copy over women and men": 1000 * seen["het"] / row["n_called"],
            "half of the frequency": 500 * q,
        }
        return made(words, right, wrong, of, address, mistakes)
    return lacking(words)


def simpson(store: Store, words: Words) -> Case | str:
    """Return a case of an allele and a disease of which both differ between groups.

    Of the alleles that are there the one whose odds ratio pooling moves most.
    """
    found = [
        _pooled_odds(store, words, one) for one in counted_alleles.named(store, words["variants"])
    ]
    cases = [one for one in found if isinstance(one, Case)]
    if cases:
        return max(cases, key=lambda case: abs(log(case.key / case.trap)))
    return next((one for one in found if isinstance(one, str)), lacking(words))


def _pooled_odds(store: Store, words: Words, variant: Variant) -> Case | str:
    # The page counts unrelated people by genotype, whatever else it shows.
    of = counted_alleles.counted(store, variant, "unrelated")
    told = []
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
        table = _two_by_two(found)
        if min(table["an_a"], table["an_b"]) > 0:
            told.append((side, table))
    told.sort(key=lambda one: one[1]["an_a"], reverse=True)
    tables = [table for _, table in told]
    given: Given = {name: [table[name] for table in tables] for name in _CELLS} | {"z": _Z}
    with_both = [table for table in tables if 0 < table["ac_a"] < table["an_a"]]
    if len(with_both) < _FEWEST or not any(table["ac_b"] for table in tables):
        return lacking(words)
    names = "; ".join(side.label for side, _ in told)
    right = Explanation("simpson_right", "; ".join(_in_words(*one) for one in told), names, given)
    wrong = Explanation("simpson_wrong", "everybody", names, given)
    sides = [side for side, _ in told][:2]
    address = counted_alleles.address(store, variant, sides, "unrelated")
    alone = [f"of the group {side.label} alone" for side in sides]
    mistakes = {
        alone[0]: _odds_ratio(tables[0]),
        "the odds of the others over those of carriers": 1 / right.results()["odds_ratio"],
        "of everybody pooled, and the wrong way round": 1 / wrong.results()["odds_ratio"],
        alone[1]: _odds_ratio(tables[1]),
    }
    return made(words, right, wrong, of, address | {"phenotype": _DISEASE}, mistakes)


def _in_words(side: Population, table: dict[str, int]) -> str:
    return (
        f"{side.label}, {table['ac_a']:,} of {table['an_a']:,} carriers and {table['ac_b']:,} of "
        f"{table['an_b']:,} others"
    )


def _odds_ratio(table: dict[str, int]) -> float:
    below = (table["an_a"] - table["ac_a"]) * table["ac_b"]
    return table["ac_a"] * (table["an_b"] - table["ac_b"]) / below if below else nan


def _two_by_two(rows: pl.DataFrame) -> dict[str, int]:
    if "n_yes" not in rows.columns:
        return dict.fromkeys(_CELLS, 0)
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
        said = {"group": names[0], "other": names[1], "level": families.ALPHA}
        question = words["question"].format(**said)
        address = {"a": a.population_id, "b": b.population_id, "people": "all"}
        found = family.n_below(families.ALPHA)
        expected = family.n_tests * families.ALPHA
        mistakes = {
            "what was found, less what chance makes": found - expected,
            "the level times what was found": found * families.ALPHA,
            "half of it, as if a difference had one side": expected / 2,
            "the level times what was not found": (family.n_tests - found) * families.ALPHA,
            "the tests with a larger p": float(family.n_tests - found),
        }
        return Case(
            words["name"], words["title"], question, words["asks"], right, wrong, "frequencies",
            address, {}, mistakes,
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
        names = "; ".join(of.rows["label"])
        right = Explanation("wahlund_right", "each group", names, given)
        wrong = Explanation("wahlund_wrong", "everybody", names, given)
        table = of.rows.with_columns(af=pl.col("ac") / pl.col("an"))
        people = int(table["n_called"].sum())
        mean = float(table["af"].mean())  # type: ignore[arg-type]
        mistakes = {
            "from the mean of the AF of all groups": 2 * mean * (1 - mean) * people,
            "people with two copies": float((table["af"] ** 2 * table["n_called"]).sum()),
            "half of them, as if a copy came from one parent": right.results()["expected"] / 2,
            "the mean AF times people": mean * people,
        }
        address = counted_alleles.address(store, variant, [], "unrelated")
        return made(words, right, wrong, of, address, mistakes)
    return lacking(words)
