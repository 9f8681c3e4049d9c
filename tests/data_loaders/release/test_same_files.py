"""Two ingests of one study give the same files, byte for byte, whatever the threads and hashes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from straits.tables.manifest import SEAL
from tests.builders import demo_studies, phenotype_study, studies
from tests.builders.studies import ROOT

# Hashes of Python, threads of Polars and of linear algebra, and jobs of the ingest.
SETTINGS = [("0", "1", "1", "1"), ("1", "2", "2", "2"), ("2", "4", "1", "3")]
# What tells one release from another: its name, its time, and what is computed from these.
OF_THE_RELEASE = {"release_id", "created_at", "rows_manifest_sha256"}
STUDY = "study.parquet"


def _demo(_folder: Path) -> Path:
    return demo_studies.small_demo() / "study.yaml"


def _phenotypes(folder: Path) -> Path:
    return phenotype_study.write(folder, "open")


def _annotated(folder: Path) -> Path:
    """Return a study where one allele is named twice: by annotators, by rsIDs and by call sets."""
    info = '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: {}">\n'
    names = (
        "Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID"
        " | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length |"
        " CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO"
    )
    said = [
        f"G|missense_variant|MODERATE|GENE{gene}|G{gene}|transcript|T{gene}.1|protein_coding|"
        f"1/2|c.{change}A>G|p.Lys{change}Arg||||"
        for gene in range(30)
        for change in (1, 2)
    ]
    records = [
        studies.Record("chr1", 100 + at, "A", "G", "0/1 0/0", info=f"ANN={','.join(said)}")
        for at in range(50)
    ]
    text = studies.vcf_text(["P1", "P2"], records).replace("#CHROM", info.format(names) + "#CHROM")
    (folder / "calls.vcf").write_text(text)
    rows = [("1", 100 + at, "A", "G", f"rs{at}{copy}") for copy in range(9) for at in range(50)]
    known = pl.DataFrame(rows, schema=["contig", "pos", "ref", "alt", "rsid"], orient="row")
    known.write_csv(folder / "known.csv")
    people = {"P1": "XX", "P2": "XY"}
    return studies.one_call_set(folder, ["calls.vcf"], people, rsids=["known.csv"])


def ingested(study: Path, store: Path, settings: tuple[str, str, str, str]) -> Path:
    """Ingest a study in a process of its own; returns the folder of the release."""
    hashes, threads, blas, jobs = settings
    environment = {"PYTHONHASHSEED": hashes, "POLARS_MAX_THREADS": threads}
    environment |= {"OPENBLAS_NUM_THREADS": blas, "OMP_NUM_THREADS": blas}
    done = subprocess.run(
        [sys.executable, "-m", "straits", "ingest", study, "--store", store, "--jobs", jobs],
        env=os.environ | environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (store / "current").resolve()


def contents(release: Path) -> dict[str, Any]:
    """Return every file of a release: its bytes, and of the few that tell its id all but that."""
    found: dict[str, Any] = {}
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        if path.name == "manifest.json":
            found[name] = _without_ids(json.loads(path.read_text()))
        elif path.name == STUDY:
            found[name] = pl.read_parquet(path).drop(OF_THE_RELEASE, strict=False).rows()
        # The seal is over a manifest with its id.
        elif path.is_file() and path.name != SEAL:
            found[name] = path.read_bytes()
    return found


def _without_ids(manifest: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in manifest.items() if key not in OF_THE_RELEASE}
    kept["study"] = {k: v for k, v in manifest["study"].items() if k not in OF_THE_RELEASE}
    if "study" in kept["tables"]:
        del kept["tables"]["study"]["files"][STUDY]
    return kept


def differing(releases: list[Path]) -> set[str]:
    """Return the names of the files that are not the same in all releases."""
    found = [contents(release) for release in releases]
    names = {name for each in found for name in each}
    return {name for name in names if any(each.get(name) != found[0].get(name) for each in found)}


@pytest.mark.parametrize(
    "write",
    [pytest.param(each, marks=pytest.mark.long) for each in (_demo, _annotated, _phenotypes)],
    ids=lambda write: write.__name__.strip("_"),
)
def test_two_ingests_of_one_study_give_the_same_files(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    study = write(tmp_path)
    releases = [
        ingested(study, tmp_path / f"store{number}", settings)
        for number, settings in enumerate(SETTINGS)
    ]
    assert len(contents(releases[0])) > 30
    assert differing(releases) == set()


def test_another_order_of_rows_is_found() -> None:
    with TemporaryDirectory() as kept:
        folder = Path(kept)
        release = ingested(_phenotypes(folder), folder / "store", SETTINGS[0])
        other = folder / "other"
        for path in release.rglob("*"):
            if path.is_file():
                (other / path.relative_to(release)).parent.mkdir(parents=True, exist_ok=True)
                (other / path.relative_to(release)).write_bytes(path.read_bytes())
        assert differing([release, other]) == set()
        turned = other / "rows" / "phenotype_status.parquet"
        pl.read_parquet(turned).reverse().write_parquet(turned)
        assert differing([release, other]) == {"rows/phenotype_status.parquet"}
