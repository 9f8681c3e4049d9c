"""The set of diplotypes that calls allow, beside a plain search of all pairs."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.pharmacogenes.definition_tables import Pharmacogene, read_pharmacogenes
from straits.pharmacogenes.diplotype_sets import (
    FIRST,
    NO_COPY,
    SECOND,
    UNKNOWN,
    UNNAMED,
    DiplotypeSets,
    GeneCalls,
)
from straits.pharmacogenes.named_haplotypes import ABSENT, EITHER, NEEDED
from straits.pharmacogenes.phenotypes_of_sets import phenotypes

GENES = {gene.symbol: gene for gene in read_pharmacogenes("GRCh38")}


def sets_of(
    gene: Pharmacogene, codes: list[list[int]], is_phased: bool, n_copies: int = 2
) -> list[set[tuple[str, str]]]:
    """Return the named diplotypes of people, from the codes of the gene's changes."""
    found = DiplotypeSets(gene.definition)
    rows = np.array(codes, np.uint8)
    calls = GeneCalls(
        rows, np.full(rows.shape[1], is_phased), np.full(rows.shape[0], n_copies, np.int8)
    )
    names = dict(enumerate(gene.definition.alleles)) | {UNNAMED: "not named", NO_COPY: ""}
    return [
        {(names[one], names[two]) for one, two in found.sets[number]}
        for number in found.of_people(calls)
    ]


def codes_of(gene: Pharmacogene, first: str, second: str) -> list[int]:
    """Return the codes of a person whose two chromosomes are two alleles."""
    one, two = (
        gene.definition.cells[gene.definition.alleles.index(name)] for name in (first, second)
    )
    return ((one == NEEDED) * FIRST + (two == NEEDED) * SECOND).tolist()


def place(gene: Pharmacogene, pos: int) -> int:
    return next(at for at, change in enumerate(gene.changes) if change[0] == pos)


@pytest.mark.parametrize(
    ("gene", "first", "second", "is_phased", "expected"),
    [
        ("CYP2C19", "*1", "*2", True, {("*1", "*2")}),
        ("CYP2C19", "*1", "*2", False, {("*1", "*2")}),
        ("CYP2C19", "*38", "*38", False, {("*38", "*38")}),
        # Both have one change: the alphabet must not choose.
        ("CYP2C19", "*1", "*13", False, {("*1", "*13")}),
        ("TPMT", "*1", "*3A", True, {("*1", "*3A")}),
        ("TPMT", "*1", "*3A", False, {("*1", "*3A"), ("*3B", "*3C")}),
        ("NUDT15", "*1", "*2", False, {("*1", "*2"), ("*3", "*6")}),
        ("UGT1A1", "*1", "*80+*28", True, {("*1", "*80+*28")}),
    ],
)  # fmt: skip
def test_two_alleles_come_back(
    gene: str, first: str, second: str, is_phased: bool, expected: set[tuple[str, str]]
) -> None:
    codes = codes_of(GENES[gene], first, second)
    assert {tuple(sorted(pair)) for pair in sets_of(GENES[gene], [codes], is_phased)[0]} == expected


def test_without_a_position_star_6_of_cyp2b6_is_not_told_from_star_9() -> None:
    gene = GENES["CYP2B6"]
    codes = [codes_of(gene, name, name) for name in ("*6", "*9", "*1", "*4")]
    assert sets_of(gene, codes[:2], True) == [{("*6", "*6")}, {("*9", "*9")}]
    for row in codes:
        row[place(gene, 41009358)] = UNKNOWN
    six, nine, one, four = sets_of(gene, codes, True)
    assert six == nine == {("*6", "*6"), ("*6", "*9"), ("*9", "*9")}
    assert one == four == {("*1", "*1"), ("*1", "*4"), ("*4", "*4")}


def test_a_combination_without_a_name_is_not_the_reference() -> None:
    gene = GENES["CYP2C19"]
    one, two = codes_of(gene, "*2", "*1"), codes_of(gene, "*3", "*1")
    both = [a | b for a, b in zip(one, two, strict=True)]
    assert sets_of(gene, [both], True) == [{("*1", "not named")}]
    assert sets_of(gene, [both], False) == [{("*2", "*3")}]


def test_another_base_at_a_defining_position_has_no_name() -> None:
    gene = GENES["VKORC1"]
    assert sets_of(gene, [[0], [0]], True)[0] == {("Reference", "Reference")}
    assert sets_of(gene, [[0, FIRST], [SECOND, FIRST]], True) == [
        {("Reference", "not named")}, {("rs9923231", "not named")},
    ]  # fmt: skip


def test_nothing_is_said_where_no_position_is_known() -> None:
    gene = GENES["CYP2C19"]
    assert sets_of(gene, [[UNKNOWN] * len(gene.changes)], True) == [set()]
    assert sets_of(gene, [[0] * len(gene.changes)], True, n_copies=0) == [set()]


def test_a_man_has_one_allele_of_g6pd_and_a_woman_of_two_is_variable() -> None:
    gene = GENES["G6PD"]
    deficient = "A- 202A_376G"
    man = codes_of(gene, deficient, "B (reference)")
    assert sets_of(gene, [man], False, n_copies=1) == [{(deficient, "")}]
    found = DiplotypeSets(gene.definition)
    calls = GeneCalls(
        np.array([man, man], np.uint8), np.ones(len(man), np.bool_), np.array([1, 2], np.int8)
    )
    told = [phenotypes(found.sets[n], gene.values, gene.rules) for n in found.of_people(calls)]
    assert told == [["G6PD Deficient"], ["G6PD Variable"]]


def test_dpyd_is_named_by_the_lowest_activity_of_each_chromosome() -> None:
    gene = GENES["DPYD"]
    names = ("c.1905+1G>A (*2A)", "c.1627A>G (*5)", "c.1129-5923C>G, c.1236G>A (HapB3)")
    none, five, hap = (np.array(codes_of(gene, name, "Reference")) for name in names)
    # On one chromosome *2A and *5, on the other HapB3.
    codes = none | five | hap << 1
    assert sets_of(gene, [codes.tolist()], True) == [{(names[0], names[2])}]
    # Which of the three lie together is not known, but *2A is told whatever lies with it.
    assert sets_of(gene, [codes.tolist()], False)[0] == {
        (names[0], names[2]), ("Reference", names[0]), (names[0], names[1]),
    }  # fmt: skip


@st.composite
def people(draw: st.DrawFn) -> tuple[Pharmacogene, list[int], bool]:
    gene = GENES[draw(st.sampled_from(sorted(GENES)))]
    cells = gene.definition.cells
    chosen = [draw(st.integers(0, len(cells) - 1)) for _ in range(2)]
    sides = []
    for allele in chosen:
        row = (cells[allele] == NEEDED).astype(int)
        for at in np.flatnonzero(cells[allele] == EITHER):
            row[at] = draw(st.integers(0, 1))
        sides.append(row)
    codes = sides[0] * FIRST + sides[1] * SECOND
    for at in draw(st.lists(st.integers(0, codes.size - 1), max_size=3)):
        codes[at] = UNKNOWN
    return gene, codes.tolist(), draw(st.booleans())


def plainly(gene: Pharmacogene, codes: list[int], is_phased: bool) -> set[tuple[int, int]]:
    """Return all pairs of alleles that fit, by trying each; of genes named by all their changes."""
    cells = gene.definition.cells

    def fits(allele: int, bases: tuple[int, ...]) -> bool:
        return all(
            cell == EITHER or base == UNKNOWN or (base == 1) == (cell == NEEDED)
            for cell, base in zip(cells[allele], bases, strict=True)
        )

    ways = [
        [(UNKNOWN, UNKNOWN)] if code == UNKNOWN
        else [(code & 1, code >> 1)] if is_phased or code in (0, 3)
        else [(0, 1), (1, 0)]
        for code in codes
    ]  # fmt: skip
    found = set()
    for way in product(*ways):
        one, two = zip(*way, strict=True)
        ones = [a for a in range(len(cells)) if fits(a, one)]
        twos = [a for a in range(len(cells)) if fits(a, two)]
        found |= {(min(a, b), max(a, b)) for a in ones for b in twos}
    return found


@given(people())
def test_all_pairs_that_fit_are_found_and_no_others(
    person: tuple[Pharmacogene, list[int], bool],
) -> None:
    gene, codes, is_phased = person
    if gene.definition.ranks is not None or sum(code in (1, 2) for code in codes) > 6:
        return
    # Of alleles that take either base, one that says more may have pushed out another.
    found = DiplotypeSets(gene.definition)
    calls = GeneCalls(
        np.array([codes], np.uint8), np.full(len(codes), is_phased), np.array([2], np.int8)
    )
    pairs = {pair for pair in found.sets[int(found.of_people(calls)[0])] if UNNAMED not in pair}
    plain = plainly(gene, codes, is_phased) if any(c != UNKNOWN for c in codes) else set()
    assert pairs <= plain
    takes_either = set(np.flatnonzero((gene.definition.cells == EITHER).any(axis=1)).tolist())
    assert all(set(pair) & takes_either for pair in plain - pairs)


@given(people())
def test_what_is_phased_is_among_what_is_not(person: tuple[Pharmacogene, list[int], bool]) -> None:
    gene, codes, _ = person
    phased, unphased = (sets_of(gene, [codes], way)[0] for way in (True, False))
    named = {tuple(sorted(pair)) for pair in phased if "not named" not in pair}
    assert named <= {tuple(sorted(pair)) for pair in unphased}


@given(people(), st.data())
def test_a_position_taken_away_never_narrows_the_set(
    person: tuple[Pharmacogene, list[int], bool], data: st.DataObject
) -> None:
    gene, codes, is_phased = person
    fewer = list(codes)
    for at in data.draw(st.lists(st.integers(0, len(codes) - 1), min_size=1, max_size=4)):
        fewer[at] = UNKNOWN
    before, after = (sets_of(gene, [row], is_phased)[0] for row in (codes, fewer))
    named = {tuple(sorted(pair)) for pair in before if "not named" not in pair}
    assert named <= {tuple(sorted(pair)) for pair in after} or all(
        code == UNKNOWN for code in fewer
    )


def test_people_of_several_batches_have_the_sets_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    gene = GENES["TPMT"]
    pairs = [("*1", "*3A"), ("*1", "*1"), ("*3B", "*3C"), ("*2", "*8")] * 3
    codes = [codes_of(gene, *pair) for pair in pairs]
    whole = sets_of(gene, codes, False)
    monkeypatch.setattr("straits.pharmacogenes.diplotype_sets._MOST_PEOPLE", 5)
    monkeypatch.setattr("straits.pharmacogenes.diplotype_sets._MOST_BYTES", 1)
    assert sets_of(gene, codes, False) == whole


def test_cells_hold_nothing_else() -> None:
    for gene in GENES.values():
        assert set(np.unique(gene.definition.cells).tolist()) <= {ABSENT, NEEDED, EITHER}
        assert set(gene.rules.values()) - {"Indeterminate"}, gene.symbol
