"""F_ST, branches, diversity and spectra of groups, against scikit-allel and scipy."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import allel
import numpy as np
import polars as pl
import pytest
from scipy.stats import hypergeom

from straits import queries
from straits.genome import Region
from straits.queries.comparison import group_structure
from straits.queries.comparison.panel_of_groups import GroupPanel, group_panel
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_annotations import Annotation
from tests.builders.tiny_store import Block, Calls, Gene

SIZES = {"A": 40, "B": 30, "C": 20}
RANDOM = np.random.default_rng(8)
# Two genes on chr1, of which the second lies within the first, and one on chr2.
POSITIONS = [("chr1", pos) for pos in range(1_000, 31_000, 1_000)]
POSITIONS += [("chr2", pos) for pos in range(1_000_000, 31_000_000, 1_000_000)]
NAMES = [f"{contig}-{pos}-A-G" for contig, pos in POSITIONS]
GENES = [
    Gene("ENSG1", "OUTER", "chr1", 1, 25_000),
    Gene("ENSG2", "INNER", "chr1", 5_000, 9_999),
    Gene("ENSG3", "FAR", "chr2", 1, 12_000_000),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    shared = RANDOM.beta(1, 2, len(NAMES))
    blocks = [
        Block("c", "XX", n, {"g": group}, {
            name: Calls(het=het, missing=int(RANDOM.integers(0, 3)))
            for name, het in zip(
                NAMES, RANDOM.binomial(n - 3, shared * RANDOM.uniform(0.3, 1, shared.size)),
                strict=True,
            )
        })
        for group, n in SIZES.items()
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("structure")
    path = tiny_store.of_blocks(folder, blocks, NAMES, genes=GENES, release_id="structure")
    return open_store(path)


@pytest.fixture(scope="module")
def panel(store: Store) -> GroupPanel:
    groups = [queries.groups.population(store, f"group:g/{name}@c") for name in SIZES]
    found = group_panel(store, groups, queries.allele.Filters())
    assert found is not None
    return found


def alleles_of(panel: GroupPanel, group: int, rows: Any = slice(None)) -> Any:
    """Return counts of reference and alternate alleles, as scikit-allel takes them."""
    ac, an = panel.ac[rows, group], panel.an[rows, group]
    return allel.AlleleCountsArray(np.stack([an - ac, ac], axis=1).astype(int))


def test_heterozygosity_agrees_with_scikit_allel(store: Store, panel: GroupPanel):
    found = group_structure.diversity_of(store, panel)
    rows = found.heterozygosity
    differing = [allel.mean_pairwise_difference(alleles_of(panel, group)) for group in (0, 1, 2)]
    assert rows["heterozygosity"].to_list() == pytest.approx([each.mean() for each in differing])
    assert rows["n_seen"].to_list() == [int((panel.ac[:, group] > 0).sum()) for group in (0, 1, 2)]
    assert found.n_alleles == len(NAMES)


def test_the_error_of_heterozygosity_leaves_out_one_stretch_at_a_time(
    store: Store, panel: GroupPanel
):
    rows = group_structure.diversity_of(store, panel).heterozygosity
    # The 30 alleles of chr1 lie within one stretch; of chr2 the first has 4, then 5 each, then 1.
    stretches = np.split(np.arange(60), [30, 34, 39, 44, 49, 54, 59])
    for group in (0, 1, 2):
        differing = allel.mean_pairwise_difference(alleles_of(panel, group))
        without = np.array([np.delete(differing, stretch).mean() for stretch in stretches])
        n = len(stretches)
        expected = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
        assert rows["error"][group] == pytest.approx(expected)


def test_a_spectrum_is_that_of_all_smaller_samples_of_the_group(store: Store, panel: GroupPanel):
    # Nearly nobody of C was called at one allele, which is left out of all groups.
    ac, an = panel.ac.copy(), panel.an.copy()
    ac[5, 2], an[5, 2] = 1, 4
    found = group_structure.diversity_of(store, replace(panel, ac=ac, an=an))
    size = found.size
    assert size == int(np.quantile(an, 0.05, axis=0).min()) < 40
    fits = np.arange(len(NAMES)) != 5
    assert (found.n_alleles, found.n_projected) == (len(NAMES), len(NAMES) - 1)
    for place in (0, 1, 2):
        ac, an = panel.ac[fits, place], panel.an[fits, place]
        at = [float(hypergeom.pmf(count, an, ac, size).sum()) for count in range(size + 1)]
        expected = [
            at[count] if 2 * count == size else at[count] + at[size - count]
            for count in range(1, size // 2 + 1)
        ]
        rows = found.spectra.filter(pl.col("population") == place)
        assert rows["count"].to_list() == list(range(1, size // 2 + 1))
        assert rows["n_alleles"].to_list() == pytest.approx(expected)


def test_windows_of_a_region_are_measured_apart(store: Store, panel: GroupPanel):
    at = group_structure.places(store, panel)
    region = Region("chr2", 1, 30_000_000)
    rows = group_structure.window_branches(panel, at, region, 3, 0, 1, 2)
    assert rows.select("start_pos", "end_pos", "n_alleles").rows() == [
        (1, 10_000_000, 10), (10_000_001, 20_000_000, 10), (20_000_001, 30_000_000, 10),
    ]  # fmt: skip
    for place, fst_ab in enumerate(rows["fst_ab"]):
        here = range(30 + 10 * place, 40 + 10 * place)
        top, bottom = allel.hudson_fst(alleles_of(panel, 0, here), alleles_of(panel, 1, here))
        assert fst_ab == pytest.approx(top.sum() / bottom.sum())


def test_a_window_without_alleles_says_nothing(store: Store, panel: GroupPanel):
    at = group_structure.places(store, panel)
    rows = group_structure.window_branches(panel, at, Region("chr3", 1, 10), 2, 0, 1, 2)
    assert rows.select("n_alleles", "fst_ab", "pbs_a").rows() == [(0, None, None)] * 2


def test_a_group_that_is_withheld_adds_nothing_inside(tmp_path: Path):
    calls = {"chr1-1-A-G": Calls(het=9), "chr1-2-A-G": Calls(het=9, missing=21)}
    blocks = [Block("c", "XX", n, {"g": group}, calls) for group, n in (("A", 40), ("B", 60))]
    path = tiny_store.of_blocks(tmp_path, blocks, list(calls), profile="inside", release_id="s-in")
    store = open_store(path)
    pair = queries.groups.default_pair(store)
    panel = group_panel(store, pair, queries.allele.Filters())
    assert panel is not None
    # 19 of A were called at the second allele, and so are withheld with all that follows.
    found = group_structure.diversity_of(store, panel)
    assert (found.n_alleles, found.heterozygosity["n_seen"].to_list()) == (1, [1, 1])
    assert found.heterozygosity["error"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (queries.allele.Filters(), [1_000, 2_000, 3_000]),
        (queries.allele.Filters(consequence_classes=("lof",)), [1_000]),
        (queries.allele.Filters(consequence_classes=("missense", "none")), [2_000, 3_000]),
        (queries.allele.Filters(clinvar_classes=("benign",)), [2_000]),
        (
            queries.allele.Filters(clinvar_classes=("none",), consequence_classes=("lof", "none")),
            [1_000, 3_000],
        ),
    ],
)
def test_the_groups_are_compared_over_the_classes_asked_for(
    tmp_path: Path, chosen: queries.allele.Filters, expected: list[int]
) -> None:
    names = NAMES[:3]
    blocks = [
        Block("c", "XX", n, {"g": group}, dict.fromkeys(names, Calls(het=3)))
        for group, n in SIZES.items()
    ]
    annotations = {
        names[0]: Annotation("ENSG1", "OUTER", "stop_gained", "lof"),
        names[1]: Annotation(
            "ENSG1", "OUTER", "missense_variant", "missense", clinvar_class="benign"
        ),
    }
    path = tiny_store.of_blocks(
        tmp_path, blocks, names, genes=GENES, annotations=annotations, release_id="classes"
    )
    store = open_store(path)
    pair = [queries.groups.population(store, f"group:g/{name}@c") for name in ("A", "B")]
    found = group_panel(store, pair, chosen)
    assert found is not None
    assert [POSITIONS[index][1] for index in found.allele_index] == expected
    whole = queries.comparison.allele_differences(store, *pair, chosen)
    assert sorted(whole["pos"]) == expected


def test_a_panel_of_a_few_alleles_holds_their_counts_and_no_others(
    store: Store, panel: GroupPanel
) -> None:
    wanted = [7, 3, 4, 31]
    few = group_panel(store, panel.populations, queries.allele.Filters(), wanted)
    assert few is not None
    assert few.allele_index.tolist() == sorted(wanted)
    rows = [panel.allele_index.tolist().index(index) for index in sorted(wanted)]
    np.testing.assert_array_equal(few.ac, panel.ac[rows])
    np.testing.assert_array_equal(few.an, panel.an[rows])
