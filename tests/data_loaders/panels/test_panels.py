"""External panels: counts by group from sites, beside the cohorts whose genotypes are counted."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_loaders.panels.panel_reading import ReadPanel, group_counts
from data_loaders.study.study_reading import Panel
from straits import queries
from straits.exports import sites_vcf
from straits.store import open_store
from tests.builders import studies
from tests.builders.studies import record

FIELDS = [f"{kind}_{group}" for group in ("nfe", "eas", "raw") for kind in ("AC", "AN", "nhomalt")]
HEADER = "\n".join(
    [
        "##fileformat=VCFv4.2",
        "##reference=GRCh38",
        *(f'##INFO=<ID={name},Number=A,Type=Integer,Description="x">' for name in FIELDS),
        "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split()),
    ]
)
# The cohort: two carriers of the first allele, one of the second; the third is trimmed.
OURS = ["1 100 A G", "1 200 C T", "1 301 GA G"]
PANEL = [
    # Two alternates: a count for each, and one AN.
    ("1", 100, "rs1", "A", "T,G", "AC_nfe=7,30;AN_nfe=200;nhomalt_nfe=0,4;AC_eas=0,0;AN_eas=100;"
     "nhomalt_eas=0,0;AC_raw=9,40;AN_raw=400"),
    # The same as 301 GA G
    ("1", 300, ".", "CGA", "CG", "AC_nfe=1;AN_nfe=202;nhomalt_nfe=0;AC_eas=3;AN_eas=90;"
     "nhomalt_eas=1"),
    # Not in the cohort
    ("1", 900, ".", "A", "C", "AC_nfe=5;AN_nfe=200;AC_eas=5;AN_eas=100"),
]  # fmt: skip


def text(records: list[tuple] = PANEL, header: str = HEADER) -> str:
    lines = [
        f"{contig}\t{pos}\t{name}\t{ref}\t{alt}\t.\tPASS\t{info}"
        for contig, pos, name, ref, alt, info in records
    ]
    return "\n".join([header, *lines]) + "\n"


def ingested(folder: Path, panel: str = "", **keys: object) -> Path:
    (folder / "panel.vcf").write_text(panel or text())
    lines = [record(place, calls) for place, calls in zip(OURS, ("0/1 1/1", "0/1 0/0", "0/0 0/1"),
                                                          strict=True)]  # fmt: skip
    (folder / "calls.vcf").write_text(studies.vcf_text(["S1", "S2"], lines))
    one = {"id": "gnomad", "name": "gnomAD", "files": "panel.vcf"} | keys
    study = studies.one_call_set(
        folder,
        ["calls.vcf"],
        {"S1": "XX", "S2": "XY"},
        panels=[one],
        groupings={"ethnic_group": {"column": "sex", "labels": {"XX": "Danish", "XY": "Chinese"}}},
    )
    studies.ingest(study, folder / "store")
    return folder / "store"


def counted(store: Path, group: str) -> list[tuple]:
    rows = studies.table(
        store, "frequencies", call_set_id="gnomad", grouping="gnomad", group_id=group
    )
    assert set(rows.select("sex", "is_unrelated").iter_rows()) == {("unknown", True)}
    return rows.select("n_called", "ac", "an", "hom_alt", "haploid_alt").rows()


def test_the_counts_of_a_panel_stand_beside_those_of_the_cohort(tmp_path: Path) -> None:
    store = ingested(tmp_path)
    assert studies.table(store, "alleles")["variant_id"].to_list() == [
        "chr1-100-A-G", "chr1-200-C-T", "chr1-301-GA-G",
    ]  # fmt: skip
    nothing = (0, 0, 0, 0, 0)
    assert counted(store, "nfe") == [
        (100, 30, 200, 4, 0), nothing, (101, 1, 202, 0, 0),
    ]  # fmt: skip
    assert counted(store, "eas")[2] == (45, 3, 90, 1, 0)
    states = studies.table(store, "allele_states", call_set_id="gnomad")
    assert states["absence"].to_list() == ["observed", "not_in_call_set", "observed"]
    assert states["an_source"].to_list() == ["observed", "none", "observed"]


def test_a_panel_can_be_compared_and_is_marked_and_is_no_site_of_the_study(tmp_path) -> None:
    store = open_store(ingested(tmp_path))
    groups = queries.groups.populations(store).filter(pl.col("call_set_id") == "gnomad")
    assert groups["long_label"].to_list() == [
        "Non-Finnish European · gnomAD (panel)",
        "East Asian · gnomAD (panel)",
    ]
    assert groups["is_panel"].all()
    assert not queries.groups.populations(store).filter(call_set_id="wgs")["is_panel"].any()
    assert groups["n_people"].to_list() == [101, 50]
    cohort = queries.groups.population(store, "group:ethnic_group/XX@wgs")
    panel = queries.groups.population(store, "group:gnomad/nfe@gnomad")
    rows = queries.comparison.allele_differences(
        store, cohort, panel, queries.allele.Filters(unaligned_indels=True)
    )
    found = rows.select("variant_id", "ac_a", "an_a", "ac_b", "an_b").rows()
    # Where the panel has no record nobody says that it looked.
    assert sorted(found) == [("chr1-100-A-G", 1, 2, 30, 200), ("chr1-301-GA-G", 0, 2, 1, 202)]
    marked = (
        queries.study.call_sets(store).select("call_set_id", "is_aggregate_only", "n_people").rows()
    )
    assert marked == [("wgs", False, 2), ("gnomad", True, 0)]
    totals = queries.study.study_totals(store)
    assert (totals.n_people, totals.n_sites, totals.n_call_sets, totals.n_groups) == (2, 1, 1, 2)


def test_everyone_of_the_study_is_never_pooled_with_a_panel(tmp_path: Path) -> None:
    sizes = studies.table(ingested(tmp_path), "group_sizes")
    assert set(sizes.filter(call_set_id="gnomad")["grouping"]) == {"gnomad"}


def test_groups_are_matched_by_ancestry(tmp_path: Path) -> None:
    store = ingested(tmp_path, matches={"XX": "nfe", "XY": "eas"})
    assert studies.table(store, "panel_matches").rows() == [
        ("gnomad", "gnomad", "nfe", "ethnic_group", "XX"),
        ("gnomad", "gnomad", "eas", "ethnic_group", "XY"),
    ]
    assert queries.study.panel_matches(open_store(store)).height == 2


def test_all_alleles_of_a_panel_are_kept_where_the_study_asks_for_them(tmp_path: Path) -> None:
    store = ingested(tmp_path, alleles="all", groups=["nfe"])
    alleles = studies.table(store, "alleles")["variant_id"].to_list()
    assert alleles == [
        "chr1-100-A-G", "chr1-100-A-T", "chr1-200-C-T", "chr1-301-GA-G", "chr1-900-A-C",
    ]  # fmt: skip


def test_parquet_and_names_of_ones_own_give_the_same_counts(tmp_path: Path) -> None:
    by_vcf = tmp_path / "by_vcf"
    by_vcf.mkdir()
    expected = counted(ingested(by_vcf), "nfe")
    pl.DataFrame(
        {"contig": ["chr1", "1"], "pos": [100, 300], "ref": ["A", "CGA"], "alt": ["G", "CG"],
         "n_nfe": [30, 1], "of_nfe": [200, 202], "twice_nfe": [4, 0]}
    ).write_parquet(tmp_path / "panel.parquet")  # fmt: skip
    names = {"ac": "n_{group}", "an": "of_{group}", "hom_alt": "twice_{group}"}
    store = ingested(tmp_path, files="panel.parquet", **names)
    assert counted(store, "nfe") == expected


@pytest.mark.parametrize(
    ("panel", "keys", "reason"),
    [
        ("", {"groups": ["afr"]}, "the panel 'gnomad' has no field AC_afr"),
        ("", {"ac": "count_{group}"}, "has no field count_"),
        ("", {"ac": "AC"}, "such as AC_{group}"),
        ("", {"matches": {"XX": "afr"}}, "there is no group of gnomad 'afr'; there are nfe, eas"),
        ("", {"matches": {"danish": "nfe"}}, "no group of the study 'danish'; there are XX, XY"),
        ("", {"id": "here"}, "the site 'here' has the id of another"),
        ("", {"id": "Ethnic-group"}, "make the grouping 'ethnic_group', which the study has"),
        (
            text([PANEL[2]]),
            {},
            "none of the alleles of the panel 'gnomad' is an allele of the study",
        ),
        (text(header=HEADER.replace("GRCh38", "GRCh37")), {}, "which is GRCh37"),
    ],
)
def test_a_panel_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, panel: str, keys: dict, reason: str
) -> None:
    with pytest.raises(AssertionError) as refused:
        ingested(tmp_path, panel, **keys)
    assert reason in " ".join(str(refused.value).split())


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        # n_called, ac, an, hom_alt, haploid_alt
        ("autosome", (50, 30, 100, 4, 0)),
        ("x", (60, 30, 100, 4, 5)),  # 20 of the 100 alleles are of XY
        ("y", (100, 30, 100, 0, 30)),
        ("mt", (100, 30, 100, 0, 30)),
    ],
)
def test_people_follow_from_an_by_the_ploidy_of_the_region(region: str, expected: tuple) -> None:
    counts = {"ac nfe": [30], "an nfe": [100], "hom_alt nfe": [4], "ac_xy nfe": [5],
              "an_xy nfe": [20]}  # fmt: skip
    read = ReadPanel(Panel.model_construct(id="p"), ("nfe",), pl.DataFrame(counts), {})
    found = group_counts(read, "nfe", np.array([region]))
    assert tuple(int(values[0]) for values in found.values()) == expected


@pytest.mark.parametrize(
    ("region", "columns", "expected"),
    [
        ("autosome", {"ac": 30}, (None, 0)),
        ("autosome", {"ac": 0}, (0, 0)),
        ("autosome", {"ac": 30, "hom_alt": None}, (None, 0)),
        ("x", {"ac": 30, "hom_alt": 4}, (4, None)),
        ("x", {"ac": 30, "ac_xy": 5}, (None, 5)),
        ("x", {"ac": 0}, (0, 0)),
        ("y", {"ac": 30}, (0, 30)),
        ("mt", {"ac": 30}, (0, 30)),
    ],
)
def test_what_a_panel_does_not_say_is_nothing_and_not_0(region, columns, expected) -> None:
    """hom_alt and haploid_alt."""
    counts = {f"{name} nfe": pl.Series([n], dtype=pl.Int32) for name, n in columns.items()}
    frame = pl.DataFrame(counts | {"an nfe": [100]})
    read = ReadPanel(Panel.model_construct(id="p"), ("nfe",), frame, {})
    masked = group_counts(read, "nfe", np.array([region]))
    assert tuple(masked[name].tolist()[0] for name in ("hom_alt", "haploid_alt")) == expected


def test_counts_that_were_taken_away_as_a_vcf_come_back_as_a_panel(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    ours = open_store(ingested(tmp_path / "one"))
    taken = queries.frequencies.taken_counts(ours, region="chr1:1-1000", grouping="gnomad")
    panel = "".join(sites_vcf.lines(taken.header, taken.rows, taken.rsids, "GRCh38"))
    store = ingested(tmp_path / "two", panel)
    assert {row["group"] for row in taken.rows.iter_rows(named=True)} == {"nfe", "eas"}
    for group in ("nfe", "eas"):
        assert counted(store, group) == counted(tmp_path / "one" / "store", group)
