"""Records without an alternate allele say who was called where another call set has an allele."""

import pytest

from tests.builders import studies
from tests.builders.refusals import said
from tests.data_loaders.cases import case_studies
from tests.data_loaders.cases.case_studies import counts

CYP2C19_2 = "chr10-94781859-G-A"


def test_a_record_without_alternate_says_who_was_called(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "08-allsites-two-sites", tmp_path)
    assert counts(store, call_set="b")[CYP2C19_2, "everyone"] == (0, 4)
    states = studies.stored(store, "b").filter(pos=94781859)
    assert states["absence"].to_list() == ["observed"]


REFERENCES = [
    ("nobody called there says nothing", "94781859 . G . ./. ./.", None),
    ("who was not called is not counted", "94781859 . G . 0/0 ./.", (0, 2)),
    ("<*> is no allele", "94781859 . G <*> 0/0 0/0", (0, 4)),
    ("nor is <NON_REF>, whose carriers may have any allele", "94781859 . G <NON_REF> 0/0 0/1",
     (0, 2)),
    ("a longer REF covers the base", "94781858 . CGT . 0/0 0/0", (0, 4)),
    ("unless its base is another", "94781858 . CAT . 0/0 0/0", None),
    ("a block covers to its end", "94781800 END=94781859 A . 0/0 0/0", (0, 4)),
    ("and no further", "94781800 END=94781858 A . 0/0 0/0", None),
    ("another position says nothing", "94781860 . G . 0/0 0/0", None),
]  # fmt: skip


@pytest.mark.parametrize(("about", "line", "expected"), REFERENCES, ids=[r[0] for r in REFERENCES])
def test_what_a_record_without_alternate_covers(shared_data, tmp_path, about, line, expected):
    pos, info, ref, alt, first, second = line.split()
    columns = ["chr10", pos, ".", ref, alt, ".", "PASS", info, "GT", first, second]
    study = case_studies.changed(
        shared_data, "08-allsites-two-sites", tmp_path,
        b_vcf=lambda text: text.replace(text.splitlines()[-2], "\t".join(columns)),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    states = studies.stored(tmp_path / "store", "b").filter(pos=94781859)
    observed = states.filter(absence="observed").select("ac", "an").rows()
    assert observed == ([expected] if expected else [])


def test_an_indel_is_absent_where_a_block_covers_all_its_bases(shared_data, tmp_path):
    deletions = "\n".join(f"chr10\t{pos}\t.\tGAA\tG\t.\tPASS\t.\tGT\t0/1\t0/0"
                          for pos in (94781857, 94781858))  # fmt: skip
    block = "chr10\t94781800\t.\tA\t.\t.\tPASS\tEND=94781859\tGT\t0/0\t0/0"
    study = case_studies.changed(
        shared_data, "08-allsites-two-sites", tmp_path,
        a_vcf=lambda text: text.replace(text.splitlines()[-1], deletions),
        b_vcf=lambda text: text.replace(text.splitlines()[-2], block),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    absence = studies.stored(tmp_path / "store", "b").select("pos", "an", "absence").rows()
    assert (94781857, 4, "observed") in absence
    assert (94781858, 0, "not_in_call_set") in absence


def test_a_genotype_rule_judges_records_without_alternate_by_rgq(shared_data, tmp_path):
    lines = "chr10\t94781859\t.\tG\t.\t.\tPASS\t.\tGT:RGQ\t0/0:30\t0/0:3\n"
    lines += "chr10\t94780000\t.\tC\tT\t.\tPASS\t.\tGT:GQ\t0/1:30\t0/0:30\n"
    study = case_studies.changed(
        shared_data, "08-allsites-two-sites", tmp_path,
        b_vcf=lambda text: "\n".join([*text.splitlines()[:-2], lines]),
        study_yaml=lambda text: text.replace("b.vcf}", "b.vcf, genotype_rule: {min_gq: 20}}"),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    assert counts(tmp_path / "store", call_set="b")[CYP2C19_2, "everyone"] == (0, 2)


def test_a_call_set_of_records_without_alternate_alone_is_read(shared_data, tmp_path):
    study = case_studies.changed(
        shared_data, "08-allsites-two-sites", tmp_path,
        b_vcf=lambda text: "\n".join(text.splitlines()[:-1]) + "\n",
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    assert counts(tmp_path / "store", call_set="b") == {(CYP2C19_2, "everyone"): (0, 4)}


OTHER_REFS = [
    ("a REF of one base", "94781859 A", "chr10:94781859 with REF A", "another call set has G at"),
    ("the second base of a REF", "94781858 CA", "chr10:94781858 with REF CA", "chr10:94781859"),
]


@pytest.mark.parametrize(("about", "line", "place", "there"), OTHER_REFS)
def test_a_record_without_alternate_and_with_another_ref_is_told_with_its_place(
    shared_data, tmp_path, about, line, place, there
):
    pos, ref = line.split()

    def changed(folder, keeps_alleles):
        record = f"chr10\t{pos}\t.\t{ref}\t.\t.\tPASS\t.\tGT\t0/0\t0/0"
        return case_studies.changed(
            shared_data, "08-allsites-two-sites", folder,
            b_vcf=lambda text: "\n".join(
                [*text.splitlines()[:-2], record, *text.splitlines()[-1:] * keeps_alleles, ""]
            ),
        )  # fmt: skip

    done = studies.command("ingest", changed(tmp_path / "alone", False), "--store", tmp_path / "s")
    assert done.returncode == 2
    message = said(done.stderr)
    assert "1 without an alternate allele, with another REF than another call set" in message
    assert place in message
    assert there in message
    assert "kept" not in message
    # Beside a record that can be counted it is left out, with the same place as example.
    studies.ingest(changed(tmp_path / "beside", True), tmp_path / "store")
    rows = studies.table(tmp_path / "store", "dropped_records")
    odd = rows.filter(reason="ref_of_another_call_set").select("pos", "ref", "alt").rows()
    assert odd == [(int(pos), ref, ".")]


def test_records_without_alternate_where_nobody_has_an_allele_are_no_reason_to_keep(
    shared_data, tmp_path
):
    record = "chr10\t94781860\t.\tG\t.\t.\tPASS\t.\tGT\t0/0\t0/0\n"
    study = case_studies.changed(
        shared_data, "08-allsites-two-sites", tmp_path,
        b_vcf=lambda text: "\n".join([*text.splitlines()[:-2], record]),
    )  # fmt: skip
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    message = said(done.stderr)
    assert "1 without an alternate allele, where no other call set has one either" in message
    assert "kept" not in message
