"""Every sentence that pages say of the demo's variants and genes, read against its files."""

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from straits import queries
from straits.queries.allele import variant_answers
from straits.store import Store, open_store
from straits.ui.figures import signs
from straits.ui.sentences import of_groups, of_pair
from straits.ui.words import findings
from tests.builders import demo_studies, screens
from tests.oracles import counts_of_release
from tests.oracles.counts_of_release import Group
from tests.oracles.pair_reader import read_pair
from tests.oracles.sentence_reader import UntrueError, read

GROUPINGS = ("ethnic_group", "ancestry", "panel")
WHO = "unrelated"
# Alleles whose sentences are read each time: every one of so many.
SAMPLED = 20


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def n_alleles(store: Store) -> int:
    return store.query("study_totals")["n_alleles"][0]


def sentences(store: Store, grouping: str, every: int = 1) -> dict[int, tuple[str, str, str]]:
    """Return name, sign and sentence of alleles by their index, as the page of a variant does.

    every
        One of so many alleles.
    """
    span = (0, n_alleles(store) - 1)
    alleles = queries.allele.alleles_in(store, span).gather_every(every)
    warnings = queries.comparison.batch_warnings(store, alleles, [grouping], WHO)
    signs_of = {
        row["allele_index"]: f"{row['sign']}: {row['label']}, {row['call_set_name']}"
        for row in warnings.iter_rows(named=True)
    }
    rows = variant_answers.frequencies_in_range(store, span, WHO, groupings=(grouping,))
    rows = rows.filter(pl.col("allele_index").is_in(alleles["allele_index"].implode()))
    names = {row["allele_index"]: findings.name(row) for row in alleles.iter_rows(named=True)}
    written = {}
    for (index,), of_allele in rows.group_by("allele_index", maintain_order=True):
        name, sign = names[index], signs_of.get(index, "")
        groups = queries.findings.groups_of_allele(of_allele)
        written[index] = (name, sign, of_groups.in_groups(name, groups, sign))
    return written


def all_hold(store: Store, grouping: str, every: int = 1) -> Counter[str]:
    """Read the sentences of a grouping; returns how many there are of each kind."""
    rows = counts_of_release.rows_of(demo_studies.small_demo_store(), grouping)
    written = sentences(store, grouping, every)
    rows = rows.filter(pl.col("allele_index").is_in(list(written)))
    groups = counts_of_release.groups_by_allele(rows)
    differing = counts_of_release.differing_call_sets(rows)
    kinds: Counter[str] = Counter()
    for index, (name, sign, sentence) in written.items():
        kind = read(sentence, name, groups[index])
        assert (kind == "sign") == bool(sign and any(group.an for group in groups[index])), sentence
        assert sign or not differing.get(index), f"{differing[index]} differ, but: {sentence}"
        kinds[kind] += 1
    assert sum(kinds.values()) == len(range(0, n_alleles(store), every))
    return kinds


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_a_sample_of_the_sentences_of_variants_holds(store: Store, grouping: str) -> None:
    assert len(all_hold(store, grouping, SAMPLED)) > 4


def test_with_the_counts_of_another_group_hardly_a_sentence_holds(store: Store) -> None:
    rows = counts_of_release.rows_of(demo_studies.small_demo_store(), "ethnic_group")
    groups = counts_of_release.groups_by_allele(rows)
    n_told = n_held = 0
    for index, (name, sign, sentence) in sentences(store, "ethnic_group", SAMPLED).items():
        counted = groups[index]
        turned = [
            replace(group, label=other.label)
            for group, other in zip(counted, counted[1:] + counted[:1], strict=True)
        ]
        if sign or not any(group.high for group in counted):
            continue
        n_told += 1
        try:
            read(sentence, name, turned)
        except UntrueError:
            continue
        n_held += 1
    assert n_told > 50
    assert n_held < n_told / 20


@pytest.mark.long
@pytest.mark.parametrize("grouping", GROUPINGS)
def test_every_sentence_of_every_variant_holds(store: Store, grouping: str) -> None:
    assert len(all_hold(store, grouping)) > 6


def pair_of(store: Store, row: dict[str, object], names: tuple[str, str]) -> tuple[Group, Group]:
    a, b = (
        Group(name, row[f"ac_{side}"], row[f"ac_{side}"], row[f"an_{side}"])
        for side, name in zip("ab", names, strict=True)
    )
    return a, b


def own_pair(
    rows: pl.DataFrame, pair: tuple[queries.groups.Population, queries.groups.Population]
) -> dict[int, tuple[Group, Group]]:
    """Return the counts of A and B, each over its call sets, from the Parquet files."""
    sides = []
    for side in pair:
        is_here = pl.col("call_set_id").is_in(list(side.call_set_ids))
        own = rows.filter(is_here, group_id=side.group_id)
        counted = own.group_by("allele_index").agg(pl.col("low", "an").sum()).iter_rows()
        sides.append({index: Group(side.label, ac, ac, an) for index, ac, an in counted})
    return {index: (sides[0][index], sides[1][index]) for index in sides[0]}


@pytest.mark.parametrize("every", [SAMPLED, pytest.param(1, marks=pytest.mark.long)])
def test_what_is_said_of_a_and_b_holds_of_variants(store: Store, every: int) -> None:
    pair = queries.groups.default_pair(store)
    names = (pair[0].label, pair[1].label)
    counts = own_pair(
        counts_of_release.rows_of(demo_studies.small_demo_store(), "ethnic_group"), pair
    )
    chosen = queries.allele.Filters(sample_set=WHO)
    rows = queries.comparison.allele_differences(store, *pair, chosen, limit=100_000)
    kinds: Counter[str] = Counter()
    for row in rows.gather_every(every).iter_rows(named=True):
        subject = findings.name(row)
        sentence = of_pair.comparison({**row, "gene_symbol": None}, names)
        kinds[read_pair(sentence, subject, counts[row["allele_index"]], row["q"])] += 1
    assert len(kinds) > 3


@pytest.mark.parametrize("every", [SAMPLED, pytest.param(1, marks=pytest.mark.long)])
def test_the_finding_of_a_gene_holds_and_is_of_no_allele_with_a_sign(
    store: Store, every: int
) -> None:
    pair = queries.groups.default_pair(store)
    names = (pair[0].label, pair[1].label)
    counts = own_pair(
        counts_of_release.rows_of(demo_studies.small_demo_store(), "ethnic_group"), pair
    )
    genes = queries.gene.gene_search(store, "", limit=500).filter(pl.col("n_alleles") > 0)
    n_read = 0
    for gene in genes.gather_every(every).iter_rows(named=True):
        chosen = queries.allele.Filters(sample_set=WHO, gene_id=gene["gene_id"])
        rows = queries.comparison.allele_differences(store, *pair, chosen)
        rows = signs.with_signs(store, pair, rows, WHO)
        symbol = gene["gene_symbol"]
        text = of_pair.in_gene(symbol, rows, names).removeprefix(f"{symbol}: ").removesuffix(".")
        if rows.is_empty():
            assert text == f"No allele of {symbol} can be compared between {' and '.join(names)}"
            continue
        signed = (rows["sign"] != "").to_list()
        if all(signed):
            assert "carry a sign" in text or "carries a sign" in text
            continue
        first = signed.index(False)
        text, _, before = text.partition("; ")
        assert before == ("" if not first else _before(first))
        row = rows.row(first, named=True)
        read_pair(text, findings.name(row), counts[row["allele_index"]], row["q"])
        n_read += 1
    assert n_read > 2


def _before(n: int) -> str:
    return f"{n:,} ranked before it {'carries' if n == 1 else 'carry'} a sign of a batch effect"


def test_the_page_of_a_variant_says_the_sentence_that_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = demo_studies.small_demo_store()
    name, _, sentence = next(
        each for each in sentences(store, "ethnic_group", 5).values() if each[0].startswith("rs")
    )
    app = screens.opened("variant", path, monkeypatch, v=name)
    # Behind its name the page says what the variant changes.
    assert sentence.removeprefix(name) in screens.said(app)


CYP2C19 = [
    Group("Danish", 350, 350, 2346), Group("Chinese", 619, 619, 1942),
    Group("Malay", 280, 280, 972), Group("Indian", 324, 324, 976),
]  # fmt: skip
RARE = [
    Group("Danish", 0, 0, 2346), Group("Chinese", 0, 0, 1942), Group("Malay", 0, 0, 972),
    Group("Indian", 1, 1, 728),
]  # fmt: skip
RANGE = [Group("European", 0, 0, 7988), Group("East Asian", 1, 4, 3998)]


@pytest.mark.parametrize(
    ("groups", "wrong", "right"),
    [
        # The row of the exomes, where B on the same page was 0.312 and Indian is higher in all.
        (CYP2C19, "is most common in Chinese (0.339) and least in Danish (0.149).",
         "is about as common in Indian (0.332) as in Chinese (0.319); Malay (0.288) has less of it "
         "than Indian, and Danish (0.149) has the least."),
        (CYP2C19, "is most common in Indian (0.332) and least in Danish (0.149).", None),
        (CYP2C19, "is most common in Chinese (0.319) and least in Danish (0.149).", None),
        # One of 728 copies.
        (RARE, "is most common in Indian (0.0014) and was not seen in 5 of 7 groups.",
         "was seen in Indian (1 of 728 copies) and not in 3 groups (none of 5,260 copies): these "
         "counts do not tell the groups apart."),
        (RARE, "is most common in Indian (0.0014), and not seen in 3 groups (none of 5,260 "
         "copies).", None),
        # Beside a count of 1 to 4.
        (RANGE, "was looked for in 2 groups and not seen: none of 11,986 copies.",
         "was seen in East Asian (1 to 4 of 3,998 copies) and not in European (none of 7,988 "
         "copies): these counts do not tell the groups apart."),
    ],
)  # fmt: skip
def test_sentences_that_were_wrong_are_found_to_be_and_said_no_more(
    groups: list[Group], wrong: str, right: str | None
) -> None:
    with pytest.raises(UntrueError):
        read(f"rs1 {wrong}", "rs1", groups)
    counted = tuple(queries.findings.Counted(g.label, g.low, g.high, g.an) for g in groups)
    sentence = of_groups.in_groups("rs1", queries.findings.GroupsOfAllele(counted, ()))
    assert right is None or sentence == f"rs1 {right}"
    read(sentence, "rs1", groups)


def test_an_artefact_makes_no_headline(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = queries.allele.Filters(sample_set=WHO)
    pair = queries.groups.default_pair(store)
    rows = queries.comparison.allele_differences(store, *pair, chosen, limit=10)
    rows = signs.with_signs(store, pair, rows, WHO)
    planted = rows.with_columns(
        sign=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("too many heterozygotes: A, B"))
        .otherwise("sign")
    )  # fmt: skip
    first = findings.name(planted.row(0, named=True))
    sentence = of_pair.ranked(planted, (pair[0].label, pair[1].label))
    assert first not in sentence
    assert "carr" in sentence
    said = of_pair.ranked(rows.with_columns(sign=pl.lit("")), (pair[0].label, pair[1].label))
    assert first in said
