"""The members that SQL finds are those of a plain evaluation, person by person."""

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits import cohorts
from straits.cohorts import Carrier, GeneCarrier, Tree
from straits.errors import QueryError
from straits.store.cohorts import cohort_sql, named_alleles, people_of_trees, release_names
from straits.store.cohorts.named_alleles import Run
from tests.builders import people_of_cohorts
from tests.builders.cohort_trees import HITS, VARIANTS, trees
from tests.builders.people_of_cohorts import GENES, Study
from tests.oracles import cohort_oracle

SEEDS = range(6)


class Studies(list[tuple[Study, Run]]):
    """Studies, which a failing example does not print."""

    def __repr__(self) -> str:
        return f"{len(self)} studies"


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Studies:
    return Studies(_opened(seed, tmp_path_factory.mktemp("rows")) for seed in SEEDS)


def _opened(seed: int, folder: Path) -> tuple[Study, Run]:
    study = people_of_cohorts.random_study(seed)
    connection = people_of_cohorts.database(study, folder)

    def run(text: str, values: Mapping[str, object]) -> pl.DataFrame:
        return connection.sql(text, params=dict(values)).pl()

    return study, run


def _found(run: Run, tree: Tree) -> dict[tuple[str, int], bool | None]:
    judged = people_of_trees.judge(run, release_names.release_names(run), [tree])
    return {(call_set, index): answer for call_set, index, answer in judged.iter_rows()}


def _expected(study: Study, tree: Tree) -> dict[tuple[str, int], bool | None]:
    return {
        (one["call_set_id"], one["sample_index"]): cohort_oracle.judge(study, tree, one)
        for one in study.samples
        if one["is_counted"]
    }


def _knows(run: Run, tree: Tree) -> bool:
    return not release_names.release_names(run).complaints(tree)


def _asks_only_for_unseen(tree: Tree) -> bool:
    """Tell whether a criterion names alleles that no call set has, and no other."""
    carried = [node for node in cohort_sql.walk(tree) if isinstance(node, Carrier)]
    by_class = [node for node in cohort_sql.walk(tree) if isinstance(node, GeneCarrier)]
    return any(set(node.variants) == {VARIANTS[-1]} for node in carried) or any(
        not any(gene == node.gene and (does or "none") in node.classes for _, gene, does in HITS)
        for node in by_class
    )


@settings(max_examples=400)
@given(tree=trees, seed=st.sampled_from(SEEDS))
def test_members_equal_a_plain_evaluation(studies, tree: Tree, seed: int) -> None:
    study, run = studies[seed]
    if not _knows(run, tree):
        with pytest.raises(QueryError, match="cohort cannot be found: the criterion “"):
            _found(run, tree)
        return
    if _asks_only_for_unseen(tree):
        with pytest.raises(QueryError, match="no such allele"):
            _found(run, tree)
        return
    assert _found(run, tree) == _expected(study, tree)


@settings(max_examples=150)
@given(tree=trees, seed=st.sampled_from(SEEDS))
def test_the_select_that_is_exported_lists_the_same_members(studies, tree: Tree, seed: int) -> None:
    study, run = studies[seed]
    if not _knows(run, tree) or _asks_only_for_unseen(tree):
        with pytest.raises(QueryError):
            people_of_trees.select_members(run, release_names.release_names(run), tree)
        return
    select = people_of_trees.select_members(run, release_names.release_names(run), tree)
    listed = run(select, {}).select("call_set_id", "sample_id").rows()
    assert listed == [
        (one["call_set_id"], one["sample_id"])
        for one in sorted(study.samples, key=lambda s: (s["call_set_id"], s["sample_index"]))
        if one["is_counted"] and cohort_oracle.judge(study, tree, one)
    ]


@pytest.mark.parametrize("low", [0, 1, 2])
@pytest.mark.parametrize("variant", VARIANTS[:-1])
def test_carriers_equal_a_plain_evaluation(studies, variant: str, low: int) -> None:
    for study, run in studies:
        for high in range(low, 3):
            tree = Carrier(variants=(variant,), min_copies=low, max_copies=high)
            assert _found(run, tree) == _expected(study, tree)


@pytest.mark.parametrize(
    "text",
    ["hba1c above 64", "hba1c above 8 mmol/mol", "hba1c above 30 MMOL/MOL", "hba1c at most 200",
     "ever diabetes with icd10 codes e11.9, E10-E14, E11.-, E11*",
     "ever diabetes with local codes DE11, E14-E11"],
)  # fmt: skip
def test_what_may_well_be_meant_is_not_asked_about(studies, text: str) -> None:
    assert release_names.release_names(studies[0][1]).complaints(cohorts.parse(text)) == []


def test_codes_are_found_in_whichever_case_and_with_the_marks_of_a_book(studies) -> None:
    for _, run in studies:
        plain = _found(run, cohorts.parse("ever diabetes with icd10 codes E11, I10"))
        marked = _found(run, cohorts.parse("ever diabetes with icd10 codes e11.-, i10*"))
        assert plain == marked


def test_the_example_is_of_the_release_and_can_be_asked(studies) -> None:
    names = release_names.release_names(studies[0][1])
    expected = "ethnic_group is Chinese and sex is XX and age above 50 and never diabetes"
    assert names.example == expected
    assert names.complaints(cohorts.parse(names.example)) == []


def test_a_unit_stands_with_every_measurement(studies) -> None:
    units = release_names.release_names(studies[0][1]).units
    asked = cohorts.parse(
        "not (hba1c above 53 or sex is XX) and matched 1 to 1 on sex, age within 5 years to "
        "(hba1c below 40) among (latest hba1c above 60)"
    )
    said = cohorts.sentence(cohorts.with_units(asked, units))
    assert said.count("mmol/mol") == 3
    assert _found(studies[0][1], cohorts.parse(said)) == _found(studies[0][1], asked)


@pytest.mark.parametrize("spelling", ["rs{}", "RS{}"])
def test_an_rsid_stands_for_its_allele(studies, spelling: str) -> None:
    for study, run in studies:
        for number, variant in enumerate(VARIANTS[:-1], start=1):
            tree = Carrier(variants=(spelling.format(number),))
            assert _found(run, tree) == _expected(study, Carrier(variants=(variant,)))
        tree = Carrier(variants=("rs1", VARIANTS[1], "rs1"))
        assert _found(run, tree) == _expected(study, Carrier(variants=VARIANTS[:2]))


def test_an_rsid_of_several_alleles_is_asked_about() -> None:
    def run(text: str, values: object) -> pl.DataFrame:
        return pl.DataFrame({"variant_id": ["chr1-1-A-G", "chr1-1-A-T"]})

    message = "rs5 is an rsID of chr1-1-A-G and of chr1-1-A-T; name those that are meant, for exam"
    with pytest.raises(QueryError, match=message):
        named_alleles.alleles_of(run, Carrier(variants=("rs5",)))


def test_not_diabetic_leaves_out_who_was_never_looked_at(studies) -> None:
    study, run = studies[0]
    found = _found(run, cohorts.parse("not ever diabetes"))
    asked = _found(run, cohorts.parse("possibly not ever diabetes"))
    unknown = _found(run, cohorts.parse("unknown whether diabetes"))
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
        ("carries an allele in NONE of class lof", "no such allele, and no gene 'NONE'"),
    ],
)
def test_what_a_release_lacks_is_named_with_its_criterion(studies, text: str, said: str) -> None:
    _, run = studies[0]
    text = re.sub(r" %$", ' "%"', text)
    with pytest.raises(QueryError) as raised:
        _found(run, cohorts.parse(text))
    assert said in str(raised.value)


def test_what_a_reader_types_is_bound_and_never_part_of_the_sql(studies) -> None:
    _, run = studies[0]
    texts: list[str] = []

    def listening(text: str, values: Mapping[str, object]) -> pl.DataFrame:
        texts.append(text)
        return run(text, values)

    tree = cohorts.parse('ever diabetes with local code "x\') or true --" and age above 41.25')
    people_of_trees.judge(listening, release_names.release_names(run), [tree])
    assert not any("or true" in text or "41.25" in text for text in texts)


@pytest.mark.parametrize("before", ["", "possibly ", "not ", "sex is XY and "])
def test_who_is_matched_does_not_depend_on_what_is_asked_beside_it(studies, before: str) -> None:
    matched = "matched 2 to 1 on sex, age within 40 years to (age above 60)"
    tree, other = cohorts.parse(before + matched), cohorts.parse("age above 40")
    n_people = 0
    for _, run in studies:
        names = release_names.release_names(run)
        [alone] = people_of_trees.judge(run, names, [tree])[:, 2:]
        _, beside = people_of_trees.judge(run, names, [other, tree])[:, 2:]
        assert alone.to_list() == beside.to_list()
        n_people += alone.sum()
    assert n_people
