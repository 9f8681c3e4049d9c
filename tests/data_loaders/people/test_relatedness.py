"""Who has no relative among the people: by sheets, pedigrees, columns and tables of pairs."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_loaders.people import relatedness, sheet
from data_loaders.people.call_set_people import gather_people
from data_loaders.study.study_reading import read_study
from data_loaders.vcf.header_text import read_header
from straits.errors import InputError, StudyError
from tests.builders import studies
from tests.builders.studies import Record

# Three generations: sis and bro are children of dad and mum; kid is of sis. Uncle is dad's brother.
FAMILY = [
    {"sample": "dad", "person": "p7"},
    {"sample": "mum"},
    {"sample": "sis", "father": "p7", "mother": "mum"},
    {"sample": "bro", "father": "dad", "mother": "mum"},
    {"sample": "kid", "mother": "sis"},
    {"sample": "uncle", "siblings": "dad"},
    {"sample": "wife"},
]
COLUMNS = ("sample", "person", "father", "mother", "siblings", "second", "third", "alone")


def unrelated_of(
    folder: Path, rows: list[dict[str, str]], present: str, **settings: Any
) -> tuple[dict[str, bool | None], list[str], str]:
    """Return who is unrelated, the pairs that were set aside, and what was looked for.

    present
        The samples of the files, with blanks between them.
    """
    full = [dict.fromkeys(COLUMNS, "") | row for row in rows]
    studies.write_sheet(folder / "sheet.csv", full)
    path = folder / "a.vcf"
    path.write_text("")
    site = {
        "id": "here",
        "samples": {"file": "sheet.csv", "id": "sample", "person": "person", **settings},
        "call_sets": [{"files": "a.vcf"}],
    }
    study = read_study(
        studies.write_study(folder, {"name": "A test", "build": "GRCh38", "sites": [site]})
    )
    sheets = {"here": sheet.read_samples(study, study.sites[0])}
    files = {"here": [(path, tuple(present.split()))]}
    people = gather_people(study.sites[0], sheets["here"], files)
    (part,) = relatedness.mark_unrelated(study, sheets, people)
    pairs = part.set_aside.filter(pl.col("reason") == "relative_in_no_sheet")
    return (
        dict(part.samples.select("sample_id", "is_unrelated").iter_rows()),
        pairs["sample_id"].to_list(),
        relatedness.relatives_looked_for(study, sheets),
    )


def kept(marks: dict[str, bool | None]) -> str:
    return " ".join(sample for sample, is_unrelated in marks.items() if is_unrelated)


EVERYBODY = "dad mum sis bro kid uncle wife"
PARENTS = {"father": "father", "mother": "mother"}


@pytest.mark.parametrize(
    ("present", "unrelated"),
    [
        (EVERYBODY, "dad mum uncle wife"),
        ("sis mum wife", "mum wife"),  # one parent is enough
        ("sis bro uncle", "sis bro uncle"),  # parents elsewhere do not count
        ("dad sis kid", "dad"),  # of three generations nobody looks for grandparents, but kid's
        ("dad bro wife", "dad wife"),  # by the person's id or the sample's
    ],
)
def test_by_a_pedigree_alone_who_has_a_parent_present_is_related(tmp_path, present, unrelated):
    marks, _, looked_for = unrelated_of(tmp_path, FAMILY, present, **PARENTS)
    assert (kept(marks), looked_for) == (unrelated, "parents only")
    assert None not in marks.values()


def test_where_nobody_says_anything_relatedness_is_not_known(tmp_path):
    marks, _, looked_for = unrelated_of(tmp_path, FAMILY, EVERYBODY)
    assert set(marks.values()) == {None}
    assert looked_for == "not known"


def test_what_the_sheet_says_of_a_person_stands(tmp_path):
    rows = [row | {"alone": said} for row, said in zip(FAMILY, "1010  0", strict=True)]
    rows = [{name: cell.strip() for name, cell in row.items()} for row in rows]
    said, _, looked_for = unrelated_of(tmp_path, rows, EVERYBODY, unrelated="alone")
    assert said == {
        "dad": True, "mum": False, "sis": True, "bro": False, "kid": None, "uncle": None,
        "wife": False,
    }  # fmt: skip
    assert looked_for == "as the sample sheet says"
    judged, _, looked_for = unrelated_of(tmp_path, rows, EVERYBODY, unrelated="alone", **PARENTS)
    assert kept(judged) == "dad sis uncle"  # kid has a mother
    assert looked_for == "as the sample sheet says, parents"
    settings = {"unrelated": "alone", "relatives": {"siblings": "siblings"}, **PARENTS}
    judged, _, looked_for = unrelated_of(tmp_path, rows, EVERYBODY, **settings)
    assert kept(judged) == "dad sis"  # the uncle is a brother of dad, who stays; kid is of sis
    assert looked_for == "as the sample sheet says, parents, siblings"


def test_a_family_of_other_pairs_keeps_as_many_as_can_be(tmp_path):
    """Three is the most that the six keep; kid is the only child of three who are no pair."""
    settings = {"relatives": {"siblings": "siblings"}, **PARENTS}
    marks, _, looked_for = unrelated_of(tmp_path, FAMILY, EVERYBODY, **settings)
    assert kept(marks) == "dad mum kid wife"
    assert looked_for == "parents, siblings"


@pytest.mark.parametrize("cell", ["a, b", "a;b", "a|b", "a b", "b,a,x", " a ,0, b"])
def test_a_cell_may_name_several_people(tmp_path, cell):
    rows = [{"sample": "x", "second": cell}, {"sample": "a"}, {"sample": "b"}, {"sample": "c"}]
    relatives = {"second_order": "second"}
    marks, pairs, looked_for = unrelated_of(tmp_path, rows, "x a b c", relatives=relatives)
    assert (kept(marks), pairs, looked_for) == ("a b c", [], "second order")


def test_a_remark_and_somebody_unknown_are_no_relatives_and_are_told(tmp_path):
    rows = [
        {"sample": "x", "third": "a, 2nd order to b"},
        {"sample": "a", "third": "x,gone"},
        {"sample": "b", "third": "away"},  # is in the sheet, but in no file
        {"sample": "away"},
    ]
    relatives = {"third_order": "third"}
    marks, pairs, _ = unrelated_of(tmp_path, rows, "x a b", relatives=relatives)
    assert kept(marks) == "a b"
    assert sorted(pairs) == ["2nd order to b and x", "a and gone"]


def test_an_id_may_have_blanks(tmp_path):
    rows = [{"sample": "P 1", "siblings": "P 2"}, {"sample": "P 2"}, {"sample": "P"}]
    marks, pairs, _ = unrelated_of(tmp_path, rows, "P", relatives={"siblings": "siblings"})
    assert (marks, pairs) == ({"P": True}, [])


KING = "FID1\tID1\tFID2\tID2\tN_SNP\tHetHet\tIBS0\tKinship\n"
PLINK2 = "#IID1\tIID2\tNSNP\tHETHET\tIBS0\tKINSHIP\n"
GENOME = "  FID1  IID1  FID2  IID2 RT    EZ      Z0      Z1      Z2  PI_HAT\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.kin0",
            KING + "0\tdad\t0\tuncle\t9\t.1\t.1\t0.25\n0\tmum\t0\twife\t9\t.1\t.1\t0.0883\n",
        ),
        ("a.kin0", PLINK2 + "dad\tuncle\t9\t.1\t.1\t0.0885\nmum\twife\t9\t.1\t.1\t-0.2\n"),
        ("a.kin0", PLINK2 + "dad\tuncle\t9\t.1\t.1\t0.1\nmum\twife\t0\tnan\tnan\tnan\n"),
        (
            "a.genome",
            GENOME + " f dad f uncle UN NA .7 .3 0 0.1769\n f mum f wife UN NA 1 0 0 0.17\n",
        ),
        ("pairs.csv", "one,other\np7,uncle\n"),
        ("pairs.txt", "dad uncle\n"),  # without a header
    ],
)
def test_pairs_of_a_table_count_to_the_second_order(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    marks, pairs, looked_for = unrelated_of(tmp_path, FAMILY, EVERYBODY, relatives={"pairs": name})
    assert kept(marks) == "dad mum sis bro kid wife"  # the first id of the two
    assert pairs == []
    assert looked_for == "pairs listed, by kinship to the second order"


@pytest.mark.parametrize(
    ("degree", "unrelated"), [(1, "a b c d e"), (2, "a c d e"), (3, "a c e"), (None, "a c d e")]
)
def test_a_study_says_how_distant_a_pair_counts(tmp_path, degree, unrelated):
    """By kinship a and b are of the second order, just, and c and d of the third."""
    (tmp_path / "a.kin0").write_text(PLINK2 + "a\tb\t1\t0\t0\t0.17\nc\td\t1\t0\t0\t0.0443\n")
    rows = [{"sample": name} for name in "abcde"]
    relatives = {"pairs": "a.kin0", **({"degree": degree} if degree else {})}
    marks, _, looked_for = unrelated_of(tmp_path, rows, "a b c d e", relatives=relatives)
    assert kept(marks) == unrelated
    order = {1: "first", 2: "second", 3: "third"}[degree or 2]
    assert looked_for == f"pairs listed, by kinship to the {order} order"


def test_a_pair_of_a_table_with_somebody_unknown_is_told_once(tmp_path):
    (tmp_path / "pairs.tsv").write_text("a\tb\ndad\tghost\nghost\tdad\nghost\tphantom\n")
    marks, pairs, _ = unrelated_of(tmp_path, FAMILY, "dad mum", relatives={"pairs": "pairs.tsv"})
    assert kept(marks) == "dad mum"
    assert sorted(pairs) == ["dad and ghost", "ghost and phantom"]


@pytest.mark.parametrize(
    ("relatives", "error", "message"),
    [
        ({"siblings": "sibs"}, StudyError, r"study\.yaml:\d+: .*no column 'sibs'.*siblings"),
        ({"pairs": "odd.kin0"}, InputError, r"odd\.kin0: expected pairs of people, .*FID, IID, K"),
        ({"pairs": "bad.kin0"}, InputError, r"bad\.kin0:2: the KINSHIP 'high' is not a number"),
        ({"pairs": "no.kin0"}, StudyError, r"there is no file .*no\.kin0"),
        (
            {"pairs": "others.kin0"},
            InputError,
            r"others\.kin0: none of its ids is in the sample sheet",
        ),
        ({"pairs": "others.tsv"}, InputError, r"it begins FAM_dad, FAM_mum, the sheet has"),
        ({"pairs": "bad.kin0", "degree": 4}, StudyError, r"relatives.degree`?: .*1, 2 or 3"),
    ],
)
def test_what_is_no_table_or_column_of_relatives_is_refused(tmp_path, relatives, error, message):
    (tmp_path / "odd.kin0").write_text("FID\tIID\tK\n0\ta\tb\n")
    (tmp_path / "others.kin0").write_text(PLINK2 + "FAM_dad\tFAM_mum\t9\t.1\t.1\t0.01\n")
    (tmp_path / "others.tsv").write_text("a\tb\nFAM_dad\tFAM_mum\n")
    (tmp_path / "bad.kin0").write_text(PLINK2 + "dad\tuncle\t9\t.1\t.1\thigh\n")
    with pytest.raises(error, match=message):
        unrelated_of(tmp_path, FAMILY, EVERYBODY, relatives=relatives)


KG30X = {"siblings": "Siblings", "second_order": "Second Order", "third_order": "Third Order"}


@pytest.mark.parametrize(
    ("n_columns", "n_unrelated", "n_unknown"),
    [(0, 2598, 0), (1, 2591, 2), (2, 2585, 4), (3, 2568, 7)],
)
def test_so_many_of_1000_genomes_are_unrelated(
    shared_data, tmp_path, n_columns, n_unrelated, n_unknown
):
    folder = shared_data / "kg30x_pharmacogenes"
    vcf = folder / "COMT.vcf.gz"
    relatives = dict(list(KG30X.items())[:n_columns])
    samples = {"file": str(folder / "20130606_g1k.ped")} | (
        {"relatives": relatives} if relatives else {}
    )
    site = {"id": "kg", "samples": samples, "call_sets": [{"files": str(vcf)}]}
    study = read_study(
        studies.write_study(tmp_path, {"name": "a", "build": "GRCh38", "sites": [site]})
    )
    sheets = {"kg": sheet.read_samples(study, study.sites[0])}
    assert sheets["kg"].filter(pl.col("sample_id") == "HG02300")["sex"].item() == "XY"
    columns = {"kg": [(vcf, read_header(vcf).samples)]}
    people = gather_people(study.sites[0], sheets["kg"], columns)
    (part,) = relatedness.mark_unrelated(study, sheets, people)
    assert part.samples.height == 3202
    assert part.samples["is_unrelated"].sum() == n_unrelated
    assert part.set_aside.filter(pl.col("reason") == "relative_in_no_sheet").height == n_unknown


def test_an_ingest_tells_pairs_that_no_sheet_has_and_what_was_looked_for(tmp_path):
    (tmp_path / "calls.vcf").write_text(
        studies.vcf_text(["a", "b", "c"], [Record("chr1", 100, "A", "G", "0/1 1/1 0/0")])
    )
    (tmp_path / "pairs.csv").write_text("x,y\na,b\nc,ghost\n")
    study = studies.one_call_set(
        tmp_path, ["calls.vcf"], dict.fromkeys("abc", "XX"),
        samples={"relatives": {"pairs": "pairs.csv"}},
    )  # fmt: skip
    printed = studies.ingest(study, tmp_path / "store")
    assert "c and ghost" in " ".join(printed.split())
    (facts,) = studies.table(tmp_path / "store", "study").iter_rows(named=True)
    assert facts["relatedness"] == "pairs listed, by kinship to the second order"
    drops = studies.table(tmp_path / "store", "drop_counts")
    assert drops.select("kind", "reason", "n_dropped", "is_noted").rows() == [
        ("pair", "relative_in_no_sheet", 1, False)
    ]
    sizes = studies.table(tmp_path / "store", "group_sizes")
    assert sizes.select("n_people", "n_unrelated").rows() == [(3, 2)]
