"""Counts that a panel sends as "<5": they are ranges from the file to the page, never a number."""

import json
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from straits import queries
from straits.popgen import censored as popgen_censored
from straits.popgen.intervals import share_interval
from straits.queries.allele import ranges_of_counts
from straits.queries.allele.contrast import Contrast
from straits.store import Store
from straits.store.releases.release_files import find_release
from straits.tables import manifest
from tests.builders import panel_study, studies
from tests.builders.panel_study import ASIAN, DANISH, EUROPEAN, MALAY

EXACT, BELOW, SPAN, NOTHING = 100, 200, 300, 400
# Danish and Malay are 1,200 alleles each.
HETS = {EXACT: (60, 3), BELOW: (30, 0), SPAN: (5, 0), NOTHING: (8, 0)}
PANEL = {
    "pos": [EXACT, BELOW, SPAN, NOTHING],
    "AC_nfe": ["7", "<5", "3-9", "*"],
    "AN_nfe": [200, 220, 240, 260],
    "AC_eas": ["0", "2", "≤ 3", "1"],
    "AN_eas": [100, 100, 100, 100],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("censored")
    return panel_study.ingested(folder, HETS, PANEL, censored_from=1)


def compared(store: Store, pos: int, a: str, b: str) -> Contrast:
    found = queries.allele.variant(store, f"chr1-{pos}-A-G")
    assert found is not None
    return queries.allele.contrast(
        store,
        found,
        queries.groups.population(store, a),
        queries.groups.population(store, b),
        "all",
    )


def p_of(ac_a: int, an_a: int, ac_b: int, an_b: int) -> float:
    """The test that the product would use, by scipy."""
    table = [[ac_a, an_a - ac_a], [ac_b, an_b - ac_b]]
    if min(min(row) for row in table) >= 100:
        return float(chi2_contingency(table, correction=False).pvalue)
    return float(fisher_exact(table).pvalue)


def test_a_group_has_the_range_beside_its_an_and_no_frequency(store: Store):
    rows = queries.allele.variant_frequencies(store, f"chr1-{BELOW}-A-G").filter(site_id="partner")
    columns = ("group_id", "n_called", "an", "ac", "ac_low", "ac_high", "af", "state")
    assert rows.select(columns).rows() == [
        ("nfe", 110, 220, None, 1, 4, None, "censored"),
        ("eas", 50, 100, 2, None, None, 0.02, "shown"),
    ]
    assert rows.select("hom_alt", "het", "carriers_per_1000").null_count().sum_horizontal()[0] == 6


@pytest.mark.parametrize("by_sex", [False, True])
def test_an_interval_reaches_from_the_least_to_the_most(store: Store, by_sex: bool):
    rows = queries.allele.variant_frequencies(store, f"chr1-{SPAN}-A-G", by_sex=by_sex)
    row = rows.filter(group_id="nfe", sex="all").row(0, named=True)
    assert (row["ac_low"], row["ac_high"]) == (3, 9)
    assert row["af_low"] == pytest.approx(float(share_interval(3, 240)[0]))
    assert row["af_high"] == pytest.approx(float(share_interval(9, 240)[1]))


@pytest.mark.parametrize(
    ("pos", "a", "b", "ends_a", "ends_b"),
    [
        (BELOW, DANISH, EUROPEAN, (30, 30, 1200), (1, 4, 220)),
        (BELOW, EUROPEAN, MALAY, (1, 4, 220), (0, 0, 1200)),
        (SPAN, ASIAN, EUROPEAN, (1, 3, 100), (3, 9, 240)),
    ],
)
def test_p_is_a_range_over_all_counts_that_are_possible(
    store: Store, pos: int, a: str, b: str,
    ends_a: tuple[int, int, int], ends_b: tuple[int, int, int],
):  # fmt: skip
    found = compared(store, pos, a, b)
    each = [
        p_of(ac_a, ends_a[2], ac_b, ends_b[2])
        for ac_a, ac_b in product(range(ends_a[0], ends_a[1] + 1), range(ends_b[0], ends_b[1] + 1))
    ]
    assert (found.p_low, found.p_high) == pytest.approx((min(each), max(each)))
    assert (found.ac_low_a, found.ac_high_a, found.an_a) == ends_a
    assert (found.ac_low_b, found.ac_high_b, found.an_b) == ends_b
    assert found.test == "Fisher's exact, two-sided"
    single = (
        "p",
        "difference",
        "ratio",
        "odds_ratio",
        "af_b" if ends_a[0] == ends_a[1] else "af_a",
    )
    assert [getattr(found, name) for name in single] == [None] * 5


def test_both_tests_are_named_where_the_range_needs_both():
    rows = pl.DataFrame(
        {"ac_low_a": [95], "ac_high_a": [105], "an_a": [1_000], "ac_low_b": [150],
         "ac_high_b": [150], "an_b": [1_000]}
    )  # fmt: skip
    found = ranges_of_counts.with_p_range(rows).row(0, named=True)
    each = [p_of(ac, 1_000, 150, 1_000) for ac in range(95, 106)]
    assert (found["p_low"], found["p_high"]) == pytest.approx((min(each), max(each)))
    assert found["test"] == ("Fisher's exact, two-sided or chi-square, no continuity correction")


def test_a_range_too_wide_to_test_has_no_p():
    wide = popgen_censored.WIDEST + 1
    rows = pl.DataFrame(
        {"ac_low_a": [0], "ac_high_a": [wide], "an_a": [1_000], "ac_low_b": [5], "ac_high_b": [5],
         "an_b": [1_000]}
    )  # fmt: skip
    found = ranges_of_counts.with_p_range(rows).row(0, named=True)
    assert (found["p_low"], found["p_high"], found["test"]) == (None, None, None)


def test_text_that_is_no_count_and_no_range_is_no_count(store: Store):
    rows = queries.allele.variant_frequencies(store, f"chr1-{NOTHING}-A-G")
    row = rows.filter(group_id="nfe").row(0, named=True)
    assert (row["ac"], row["an"], row["af"], row["ac_low"]) == (0, 0, None, None)


def test_the_command_line_says_censored_and_the_ends(store: Store):
    rows = queries.frequencies.frequencies_and_parts(
        store, variant=f"chr1-{BELOW}-A-G", grouping="partner"
    )[0]
    columns = ("group", "ac", "an", "af", "ac_state", "ac_low", "ac_high")
    assert rows.select(columns).rows() == [
        ("nfe", None, 220, None, "censored", 1, 4),
        ("eas", 2, 100, 0.02, "exact", None, None),
    ]


@pytest.mark.parametrize(
    ("sent", "keys", "expected"),
    [
        ({"AC_nfe": ["<5"]}, {"censored_from": 0}, (None, 0, 4)),
        ({"AC_nfe": ["<=5"]}, {"censored_from": 1}, (None, 1, 5)),
        ({"AC_nfe": ["2-5"]}, {}, (None, 2, 5)),
        ({"AC_low_nfe": [1], "AC_high_nfe": [5]}, {"groups": ["nfe"]}, (None, 1, 5)),
        # Clipped up: 5 is shown for anything from 1 to 5.
        ({"AC_nfe": [5], "AC_low_nfe": [1], "AC_high_nfe": [5]}, {}, (None, 1, 5)),
        ({"AC_nfe": [7], "AC_low_nfe": [7], "AC_high_nfe": [7]}, {}, (7, None, None)),
        ({"AC_nfe": [7], "AC_low_nfe": [None], "AC_high_nfe": [None]}, {}, (7, None, None)),
        # No more than AN, which is 40.
        ({"AC_nfe": ["<50"]}, {"censored_from": 1}, (None, 1, 40)),
        ({"least": [1], "most": [5]}, {"groups": ["nfe"], "ac_low": "least{group}"}, None),
    ],
)
def test_panels_say_ranges_in_several_ways(
    tmp_path: Path, sent: dict, keys: dict, expected: tuple | None
):
    columns = {"pos": [EXACT], "AN_nfe": [40], **sent}
    if expected is None:
        with pytest.raises(AssertionError, match="has no field AC_nfe"):
            panel_study.ingested(tmp_path, {EXACT: (3, 0)}, columns, **keys)
        return
    store = panel_study.ingested(tmp_path, {EXACT: (3, 0)}, columns, **keys)
    rows = queries.allele.variant_frequencies(store, f"chr1-{EXACT}-A-G").filter(group_id="nfe")
    assert rows.select("ac", "ac_low", "ac_high").row(0) == expected


def test_text_tables_and_vcfs_say_the_same(tmp_path: Path):
    (tmp_path / "panel.csv").write_text(
        "contig,pos,ref,alt,AC_nfe,AN_nfe\n1,100,A,G,<5,220\n1,200,A,G,7,220\n"
    )
    header = [
        "##fileformat=VCFv4.2",
        '##INFO=<ID=AC_nfe,Number=A,Type=String,Description="x">',
        '##INFO=<ID=AN_nfe,Number=1,Type=Integer,Description="x">',
        "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split()),
    ]
    lines = ["1\t100\t.\tA\tG,T\t.\tPASS\tAC_nfe=<5,9;AN_nfe=220",
             "1\t200\t.\tA\tG\t.\tPASS\tAC_nfe=7;AN_nfe=220"]  # fmt: skip
    (tmp_path / "panel.vcf").write_text("\n".join([*header, *lines]) + "\n")
    found = []
    for name in ("panel.csv", "panel.vcf"):
        store = panel_study.ingested(
            tmp_path, {100: (3, 0), 200: (3, 0)}, {"pos": [1]}, files=name, censored_from=1
        )
        rows = pl.concat(
            [queries.allele.variant_frequencies(store, f"chr1-{pos}-A-G") for pos in (100, 200)]
        )
        found.append(rows.filter(group_id="nfe").select("ac", "an", "ac_low", "ac_high").rows())
    assert found[0] == found[1] == [(None, 220, 1, 4), (7, 220, None, None)]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"AC_nfe": ["<5"]}, "has counts such as '<5'. Say in the study file with `censored_from`"),
        ({"AC_nfe": ["9-3"]}, "at least 9 and at most 3, of an AN of 40"),
        ({"AC_nfe": ["60-80"]}, "at least 60 and at most 40, of an AN of 40"),
    ],
)
def test_a_range_that_cannot_be_is_refused(tmp_path: Path, sent: dict, reason: str):
    columns = {"pos": [EXACT], "AN_nfe": [40], **sent}
    with pytest.raises(AssertionError) as refused:
        panel_study.ingested(tmp_path, {EXACT: (3, 0)}, columns)
    assert reason in " ".join(str(refused.value).split())


def test_a_panel_of_too_few_people_is_withheld_with_its_ranges(tmp_path: Path):
    columns = {"pos": [EXACT, BELOW], "AC_nfe": ["<5", "3"], "AN_nfe": [30, 30],
               "AC_eas": ["<5", "3"], "AN_eas": [30, 200]}  # fmt: skip
    keys = {"profile": "inside", "censored_from": 1}
    store = panel_study.ingested(tmp_path, {EXACT: (60, 0), BELOW: (30, 0)}, columns, **keys)
    rows = queries.allele.variant_frequencies(store, f"chr1-{EXACT}-A-G").filter(site_id="partner")
    # The group nfe never has 20 people; eas has 15 at this allele alone.
    assert rows.select("group_id", "n_called", "ac", "an", "ac_low", "ac_high", "state").rows() == [
        ("nfe", None, None, None, None, None, "withheld"),
        ("eas", None, None, None, None, None, "withheld"),
    ]
    found = compared(store, EXACT, DANISH, "group:partner/eas@partner")
    assert found.is_withheld
    assert (found.p_low, found.ac_low_b) == (None, None)


def test_a_release_of_before_there_were_ranges_can_be_read(tmp_path: Path):
    folder = tmp_path / "store"
    panel_study.ingested(tmp_path, {EXACT: (3, 0)}, {"pos": [EXACT], "AC_nfe": [7], "AN_nfe": [40]})
    path = studies.tables.TABLES["censored_counts"].path(folder / "current")
    said = json.loads((path.parent / manifest.NAME).read_text())
    path.unlink()
    del said["tables"]["censored_counts"]
    manifest.write(path.parent, said)
    older = Store(find_release(folder, None))
    rows = queries.allele.variant_frequencies(older, f"chr1-{EXACT}-A-G")
    assert rows.filter(group_id="nfe").select("ac", "ac_low").row(0) == (7, None)
