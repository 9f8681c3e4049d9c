"""The members that columns and SQL find are those of a plain evaluation, person by person."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from straits import cohorts, privacy
from straits.cohorts import Carrier, GeneCarrier, Tree
from straits.errors import QueryError
from straits.genotypes.row_groups import ChosenRows, genotype_rows
from straits.store.cohorts import cohort_sql, named_alleles, people_of_trees, release_names
from straits.store.cohorts.tree_truths import TreeTruths
from straits.store.genotypes.call_set_genotypes import Genotypes
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.people.held_people import HeldPeople
from straits.store.releases.release_files import Release
from tests import repeats
from tests.builders import people_of_cohorts
from tests.builders.cohort_trees import HITS, VARIANTS, trees
from tests.builders.people_of_cohorts import GENES, Study
from tests.oracles import cohort_oracle

SEEDS = range(6)


class Opened:
    """A study in a database, and what is asked of it."""

    def __init__(self, study: Study, connection: duckdb.DuckDBPyConnection) -> None:
        self.study = study
        self.asked: list[str] = []
        self.connection = connection
        cache = cast(GenotypeCache, Tables(connection))
        genotypes = Genotypes(Release("r1", Path(), Path()), cache, self.run)
        self.people = HeldPeople(self.run)
        self.trees = TreeTruths(self.people, genotypes, privacy.profile("open"))

    def run(self, text: str, values: Mapping[str, object]) -> pl.DataFrame:
        self.asked.append(text)
        return self.connection.sql(text, params=dict(values)).pl()

    @property
    def names(self) -> release_names.ReleaseNames:
        return release_names.release_names(self.run)


class Tables:
    """Genotypes as the cache of a store gives them, from a table."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(
        self, release: Release, call_set_id: str, variants: NDArray[np.int64]
    ) -> Iterator[ChosenRows]:
        every = self._connection.sql(
            "from range(7) as numbers(variant_index) left join staging.genotypes as genotypes "
            "on genotypes.variant_index = numbers.variant_index and call_set_id = $call_set "
            "select genotypes.* replace (coalesce(region_class, 'autosome') as region_class) "
            "order by numbers.variant_index",
            params={"call_set": call_set_id},
        ).to_arrow_table()
        for first in (0, 4):
            yield genotype_rows(every.slice(first, 4), first).chosen(variants)


class Studies(list[Opened]):
    """Studies, which a failing example does not print."""

    def __repr__(self) -> str:
        return f"{len(self)} studies"


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Studies:
    return Studies(_opened(seed, tmp_path_factory.mktemp("rows")) for seed in SEEDS)


def _opened(seed: int, folder: Path) -> Opened:
    study = people_of_cohorts.random_study(seed)
    return Opened(study, people_of_cohorts.database(study, folder))


def _found(of: Opened, tree: Tree) -> dict[tuple[str, int], bool | None]:
    people_of_trees.require_known(of.names, [tree])
    people = of.people.columns
    answers = {1: True, 0: None, -1: False}
    call_sets = [people.call_set_ids[number] for number in people.call_set]
    return {
        (call_set, index): answers[truth]
        for call_set, index, truth in zip(
            call_sets, people.sample_index.tolist(), of.trees.truth(tree).tolist(), strict=True
        )
    }


def _expected(study: Study, tree: Tree) -> dict[tuple[str, int], bool | None]:
    return {
        (one["call_set_id"], one["sample_index"]): cohort_oracle.judge(study, tree, one)
        for one in study.samples
        if one["is_counted"]
    }


def _knows(of: Opened, tree: Tree) -> bool:
    return not of.names.complaints(tree)


def _asks_only_for_unseen(tree: Tree) -> bool:
    """Tell whether a criterion names alleles that no call set has, and no other."""
    carried = [node for node in cohort_sql.walk(tree) if isinstance(node, Carrier)]
    by_class = [node for node in cohort_sql.walk(tree) if isinstance(node, GeneCarrier)]
    return any(set(node.variants) == {VARIANTS[-1]} for node in carried) or any(
        not any(gene == node.gene and (does or "none") in node.classes for _, gene, does in HITS)
        for node in by_class
    )


@settings(max_examples=repeats.times(400))
@given(tree=trees, seed=st.sampled_from(SEEDS))
def test_members_equal_a_plain_evaluation(studies, tree: Tree, seed: int) -> None:
    of = studies[seed]
    if not _knows(of, tree):
        with pytest.raises(QueryError, match="cohort cannot be found: the criterion “"):
            _found(of, tree)
        return
    if _asks_only_for_unseen(tree):
        with pytest.raises(QueryError, match="no such allele"):
            _found(of, tree)
        return
    assert _found(of, tree) == _expected(of.study, tree)


@settings(max_examples=repeats.times(150))
@given(tree=trees, seed=st.sampled_from(SEEDS))
def test_the_select_that_is_exported_lists_the_same_members(studies, tree: Tree, seed: int) -> None:
    of = studies[seed]
    if not _knows(of, tree) or _asks_only_for_unseen(tree):
        with pytest.raises(QueryError):
            people_of_trees.select_members(of.run, of.names, tree)
        return
    select = people_of_trees.select_members(of.run, of.names, tree)
    listed = of.run(select, {}).select("call_set_id", "sample_id").rows()
    assert listed == [
        (one["call_set_id"], one["sample_id"])
        for one in sorted(of.study.samples, key=lambda s: (s["call_set_id"], s["sample_index"]))
        if one["is_counted"] and cohort_oracle.judge(of.study, tree, one)
    ]


@pytest.mark.parametrize("low", [0, 1, 2])
@pytest.mark.parametrize("variant", VARIANTS[:-1])
def test_carriers_equal_a_plain_evaluation(studies, variant: str, low: int) -> None:
    for of in studies:
        for high in range(low, 3):
            tree = Carrier(variants=(variant,), min_copies=low, max_copies=high)
            assert _found(of, tree) == _expected(of.study, tree)


@pytest.mark.parametrize(
    "text",
    ["hba1c above 64", "hba1c above 8 mmol/mol", "hba1c above 30 MMOL/MOL", "hba1c at most 200",
     "ever diabetes with icd10 codes e11.9, E10-E14, E11.-, E11*",
     "ever diabetes with local codes DE11, E14-E11"],
)  # fmt: skip
def test_what_may_well_be_meant_is_not_asked_about(studies, text: str) -> None:
    assert studies[0].names.complaints(cohorts.parse(text)) == []


def test_codes_are_found_in_whichever_case_and_with_the_marks_of_a_book(studies) -> None:
    for of in studies:
        plain = _found(of, cohorts.parse("ever diabetes with icd10 codes E11, I10"))
        marked = _found(of, cohorts.parse("ever diabetes with icd10 codes e11.-, i10*"))
        assert plain == marked


def test_the_example_is_of_the_release_and_can_be_asked(studies) -> None:
    names = studies[0].names
    expected = "ethnic_group is Chinese and sex is XX and age above 50 and never diabetes"
    assert names.example == expected
    assert names.complaints(cohorts.parse(names.example)) == []


def test_a_unit_stands_with_every_measurement(studies) -> None:
    units = studies[0].names.units
    asked = cohorts.parse(
        "not (hba1c above 53 or sex is XX) and matched 1 to 1 on sex, age within 5 years to "
        "(hba1c below 40) among (latest hba1c above 60)"
    )
    said = cohorts.sentence(cohorts.with_units(asked, units))
    assert said.count("mmol/mol") == 3
    assert _found(studies[0], cohorts.parse(said)) == _found(studies[0], asked)


@pytest.mark.parametrize("spelling", ["rs{}", "RS{}"])
def test_an_rsid_stands_for_its_allele(studies, spelling: str) -> None:
    for of in studies:
        for number, variant in enumerate(VARIANTS[:-1], start=1):
            tree = Carrier(variants=(spelling.format(number),))
            assert _found(of, tree) == _expected(of.study, Carrier(variants=(variant,)))
        tree = Carrier(variants=("rs1", VARIANTS[1], "rs1"))
        assert _found(of, tree) == _expected(of.study, Carrier(variants=VARIANTS[:2]))


def test_an_rsid_of_several_alleles_is_asked_about() -> None:
    def run(text: str, values: object) -> pl.DataFrame:
        return pl.DataFrame({"variant_id": ["chr1-1-A-G", "chr1-1-A-T"]})

    message = "rs5 is an rsID of chr1-1-A-G and of chr1-1-A-T; name those that are meant, for exam"
    with pytest.raises(QueryError, match=message):
        named_alleles.alleles_of(run, Carrier(variants=("rs5",)))


def test_not_diabetic_leaves_out_who_was_never_looked_at(studies) -> None:
    found = _found(studies[0], cohorts.parse("not ever diabetes"))
    asked = _found(studies[0], cohorts.parse("possibly not ever diabetes"))
    unknown = _found(studies[0], cohorts.parse("unknown whether diabetes"))
    assert {key for key, answer in found.items() if answer is None} == {
        key for key, answer in unknown.items() if answer
    }
    assert sum(map(bool, asked.values())) == sum(map(bool, found.values())) + sum(unknown.values())
    assert sum(unknown.values()) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ever gout", "“ever gout”: the release has no phenotype 'gout'"),
        ("sex is XX and ethnic_group is Malai", "no group 'Malai'; the nearest is 'Malay'"),
        ("ethnicity is Malay", "no grouping 'ethnicity'"),
        ("site is elsewhere", "no site 'elsewhere'"),
        ("hba1c above 6.5 %", "gives 'hba1c' in mmol/mol, not %"),
        (
            "hba1c above 8",
            "8 mmol/mol is far from the values of 'hba1c' here; did you mean 8 % (63.9 "
            "mmol/mol)? If 8 mmol/mol is meant, write the unit too",
        ),
        ("hba1c above 500", "500 mmol/mol is far from the values of 'hba1c' here; if 500"),
        ("hba1c above 8 %", "gives 'hba1c' in mmol/mol, not %: 8 % is 63.9 mmol/mol"),
        ("ever diabetes with icd10 codes DE11", "'DE11' is no ICD-10 code; did you mean E11?"),
        (
            "ever diabetes with icd10 code E14-E11",
            "'E14-E11' runs backwards; did you mean E11-E14?",
        ),
        ("ever insulin with atc code insulin", "'insulin' is no ATC code; did you mean A10A?"),
        ("ever insulin with atc code Insuline", "'Insuline' is no ATC code; did you mean A10A?"),
        ("ever diabetes with icd10 code A10BA02", "no ICD-10 code; it may be one of ATC"),
        ("ever diabetes with omop code 0", "'0' is no OMOP code; expected a code such as 201826"),
        ("diabetes above 5", "'diabetes' is binary and has no values"),
        ("smoking recorded as often", "no category 'often'"),
        ("carries chr9-9-A-T", "no such allele"),
        ("carries rs999", "“carries rs999” cannot be met: the release knows no allele as rs999"),
        (
            "carries an allele in BOTH of class lof",
            f"BOTH is a name of {' and of '.join(GENES[:2])}. Name the one that is meant",
        ),
        ("carries an allele in old of class lof", f"it calls old {GENES[0]}. Name it so"),
        ("carries an allele in SILENT of class lof", "the release has no such allele."),
        ("pgx CYP1 is poor metabolisers", "no phenotype of CYP1 'poor metabolizers'; the"),
        ("pgx CYP2D6 is slow", "no diplotypes of 'CYP2D6' are called; they are of CYP1, TPMT"),
        ("carries an allele in NONE of class lof", "no such allele, and no gene 'NONE'"),
    ],
)
def test_what_a_release_lacks_is_named_with_its_criterion(studies, text: str, said: str) -> None:
    text = re.sub(r" %$", ' "%"', text)
    with pytest.raises(QueryError) as raised:
        _found(studies[0], cohorts.parse(text))
    assert said in str(raised.value)


def test_what_a_reader_types_is_bound_and_never_part_of_the_sql(tmp_path: Path) -> None:
    of = _opened(0, tmp_path)
    typed = 'ever diabetes with local code "x\') or true --" and age above 41.25'
    tree = cohorts.parse(f"{typed} and carries chr1-100-A-G")
    of.trees.truth(tree)
    assert of.asked
    assert not any(word in text for text in of.asked for word in ("or true", "41.25", "diabetes"))


@pytest.mark.parametrize("before", ["", "possibly ", "not ", "sex is XY and "])
def test_who_is_matched_does_not_depend_on_what_is_asked_beside_it(studies, before: str) -> None:
    matched = "matched 2 to 1 on sex, age within 40 years to (age above 60)"
    tree, other = cohorts.parse(before + matched), cohorts.parse("age above 40")
    n_people = 0
    for of in studies:
        alone = of.trees.truth(tree).tolist()
        both = cohorts.Not(part=cohorts.AllOf(parts=(other, tree)))
        age, beside = of.trees.truth(other).tolist(), of.trees.truth(both).tolist()
        assert beside == [-min(pair) for pair in zip(age, alone, strict=True)]
        n_people += alone.count(1)
    assert n_people
