"""Folders and files may be called anything: a study reads, and its store answers, all the same."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pysam
import pysam.bcftools
import pytest

from straits import queries
from straits.errors import StoreError
from straits.store import open_store
from tests.builders import studies
from tests.builders.studies import Record
from tests.data_loaders.genes.test_gene_file import gencode_gtf

PEOPLE = [f"P{number}" for number in range(1, 13)]
RECORDS = [
    Record("chr2", 150, "A", "G", " ".join(["0/1", "0/0", "1/1"] * 4)),
    Record("chr2", 250, "C", "T", " ".join(["0/0", "0/1", "./."] * 4)),
]
ON_M = [Record("chrM", 106, "AA", "A", " ".join(["1", "0", "0"] * 4))]
# In a pattern, in SQL, in an address, in a shell or in a terminal each of these says something.
NAMES = [
    "a [x]", "[!a]", "b*c", "q?m", "**", "{b,c}", "it's", 'say "x"', "100%20", "h#h", "é 日本",
    "-lead", "two\nlines", "~t", "a;b $c & d|e", "x=1", "s3:x", "a [x] 'q' {b} *?#%é",
]  # fmt: skip
# These hold most of what the others do; the others are tried in the long run.
TRIED_ALWAYS = ("**", "-lead", "two\nlines", "a [x] 'q' {b} *?#%é")
# What every file is called: a pattern that does not fit its own name.
FILE = "f [x]*'{é}#%"
_KEPT: list[TemporaryDirectory[str]] = []


def written(folder: Path) -> Path:
    """Write a study with a file of nearly every kind, and return the study file."""
    folder.mkdir(exist_ok=True)
    _write_calls(folder)
    for name in (f"{FILE}.vcf.gz", f"{FILE}.bcf"):
        # What the names would match if they were patterns.
        (folder / name.replace("[x]", "x")).write_text("not to be read")
    (folder / f"{FILE}.bed").write_text("chr2\t0\t1000\nchrM\t0\t1000\n")
    (folder / f"{FILE}.fa").write_text(f">chrM\n{'GAAAAAAT' * 2071 + 'G'}\n>chr2\n{_CHR2}\n")
    (folder / f"{FILE}.gtf").write_text(gencode_gtf())
    known = {"rsid": ["rs7"], "contig": ["2"], "pos": [150], "ref": ["A"], "alt": ["G"]}
    pl.DataFrame(known).write_parquet(folder / f"{FILE}.parquet")
    pl.DataFrame(known).write_csv(folder / f"{FILE}.tsv", separator="\t")
    counts = {"contig": ["2"], "pos": [150], "ref": ["A"], "alt": ["G"]}
    counts |= {"AC_eas": [30], "AN_eas": [200]}
    pl.DataFrame(counts).write_parquet(folder / f"{FILE}.panel.parquet")
    sheet = {"sample": PEOPLE, "sex": ["XX", "XY"] * 6, "ethnic_group": ["Danish", "Malay"] * 6}
    pl.DataFrame(sheet | {"age": ["50"] * 12}).write_excel(folder / f"{FILE}.xlsx")
    results = {"person": PEOPLE[:9], "code": ["DM109"] * 9, "day": ["2015-03-01"] * 9}
    pl.DataFrame(results).write_parquet(folder / f"{FILE}.results.parquet")
    pl.DataFrame(results).write_excel(folder / f"{FILE}.results.xlsx")
    (folder / f"{FILE}.yaml").write_text(_MAPPING.format(name=FILE.replace("'", "''")))
    samples = {"file": f"{FILE}.xlsx", "id": "sample", "sex": "sex", "age": "age"}
    call_sets = [
        {"id": "text", "files": f"{FILE}.vcf.gz", "callable": f"{FILE}.bed"},
        {"id": "binary", "files": [f"{FILE}.bcf", f"{FILE}.bcf"]},
    ]
    site = {"id": "here", "samples": samples, "call_sets": call_sets[:1]}
    site["phenotypes"] = f"{FILE}.yaml"
    there = {"id": "there", "samples": samples, "call_sets": call_sets[1:]}
    panel = {"id": "partner", "name": "Partner", "files": f"{FILE}.panel.parquet"}
    return studies.write_study(
        folder,
        {
            "name": "Odd names", "build": "GRCh38", "profile": "open",
            "reference": f"{FILE}.fa", "genes": f"{FILE}.gtf",
            "rsids": [f"{FILE}.parquet", f"{FILE}.tsv"],
            "groupings": {"ethnic_group": {}}, "sites": [site, there], "panels": [panel],
        },
    )  # fmt: skip


_CHR2 = "A" * 249 + "C" + "A" * 750
_MAPPING = """
tables:
  register:
    file: '{name}.results.parquet'
    columns: {{person: person, code: code, date: day}}
    code_system: sks
    covers: everyone
  sheet:
    file: '{name}.results.xlsx'
    columns: {{person: person, code: code, date: day}}
    code_system: sks
ages_on: 2024-01-01
phenotypes:
  gout: [{{table: register}}, {{table: sheet}}]
"""


def _write_calls(folder: Path) -> None:
    plain = folder / "plain.vcf"
    plain.write_text(studies.vcf_text(PEOPLE, RECORDS + ON_M))
    pysam.tabix_compress(str(plain), str(folder / "plain.vcf.gz"), force=True)
    (folder / "plain.vcf.gz").rename(folder / f"{FILE}.vcf.gz")
    # Without the version, which comes with the folder's name.
    arguments = ["--no-version", "-Ob", "-o", str(folder / "plain.bcf"), str(plain)]
    pysam.bcftools.view(*arguments, catch_stdout=False)
    (folder / "plain.bcf").rename(folder / f"{FILE}.bcf")
    plain.unlink()


@cache
def plain_store() -> Path:
    """Return the store of the study in a folder `plain`."""
    kept = TemporaryDirectory(prefix="straits-names-")
    _KEPT.append(kept)
    folder = Path(kept.name) / "plain"
    studies.ingest(written(folder), folder / "store")
    return folder / "store"


def release_files(store: Path) -> dict[str, bytes]:
    """Return all Parquet files of the current release, less what tells the release and its time."""
    release = (store / "current").resolve()
    found = {path.relative_to(release).as_posix(): path for path in release.rglob("*.parquet")}
    del found["aggregates/study.parquet"]
    return {name: path.read_bytes() for name, path in found.items()}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in TRIED_ALWAYS else pytest.mark.long) for name in NAMES],
)
def test_a_study_and_a_store_in_a_folder_of_any_name_are_read_as_in_a_plain_one(
    tmp_path: Path, name: str
) -> None:
    # Folders that the name would match, were it a pattern.
    for other in ("a x", "b", "bxc", "qxm"):
        (tmp_path / other).mkdir()
    folder = tmp_path / name
    studies.ingest(written(folder), folder / "store")
    assert release_files(folder / "store") == release_files(plain_store())
    asked = studies.asked(folder / "store", "--gene", "AAA1", "--grouping", "ethnic_group")
    danish = asked.filter(site="here", group="Danish", pos=150).row(0, named=True)
    assert (danish["ac"], danish["an"]) == (6, 12)
    store = open_store(folder / "store")
    assert store.has_rows
    cohort = studies.command(
        "cohort", "count", "ethnic_group is Danish", "--store", folder / "store",
        "--format", "csv",
    )  # fmt: skip
    assert cohort.returncode == 0, cohort.stderr
    assert not queries.frequencies.frequencies_and_parts(store, variant="rs7")[0].is_empty()


@pytest.mark.parametrize("name", ["call_set_id=other", "group_id=x", "back\\slash"])
def test_a_folder_whose_name_would_change_the_rows_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    shutil.copytree(plain_store(), folder / "store", symlinks=True)
    with pytest.raises(StoreError, match=r"Rename that folder, or move the store"):
        open_store(folder / "store")


def test_what_is_the_name_of_a_file_is_no_pattern(tmp_path: Path) -> None:
    text = studies.vcf_text(["P1"], [Record("chr1", 100, "A", "G", "0/1")])
    (tmp_path / "calls[1].vcf").write_text(text)
    (tmp_path / "calls1.vcf").write_text(text.replace("\t100\t", "\t200\t"))
    studies.ingest(
        studies.one_call_set(tmp_path, ["calls[1].vcf"], {"P1": "XX"}), tmp_path / "store"
    )
    assert studies.table(tmp_path / "store", "alleles")["pos"].to_list() == [100]


def test_a_pattern_in_a_folder_with_brackets_is_one_of_files_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a [x]"
    folder.mkdir()
    text = studies.vcf_text(["P1"], [Record("chr1", 100, "A", "G", "0/1")])
    (folder / "calls1.vcf").write_text(text)
    study = studies.one_call_set(tmp_path, [f"{folder}/calls*.vcf"], {"P1": "XX"})
    studies.ingest(study, tmp_path / "store")
    assert studies.table(tmp_path / "store", "variants", call_set_id="wgs").height == 1
