"""VEP's DOMAINS, of its old and its new versions, and what a real file has of them."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from data_loaders.annotations import protein_domains
from tests.builders.studies import record
from tests.data_loaders.annotations.test_annotation_dialects import CSQ, read, read_file


@pytest.mark.parametrize(
    ("written", "domains"),
    [
        ("Pfam:PF00067&PANTHER:PTHR24300", "Pfam PF00067; PANTHER PTHR24300"),
        ("Pfam_domain:PF00067&hmmpanther:PTHR24300:SF11", "Pfam PF00067; PANTHER PTHR24300:SF11"),
        ("SMART_domains:SM00220&Superfamily_domains:SSF1", "SMART SM00220; Superfamily SSF1"),
        ("topological_domain:Extracellular", "topological domain Extracellular"),
        ("PROSITE_profiles:PS1&PROSITE_patterns:PS1", "PROSITE PS1"),
        ("PDB-ENSP_mappings:1og2.A&Gene3D:1.10.630.10", "Gene3D 1.10.630.10"),
        ("AFDB-ENSP_mappings:AF-P33261-F1.A", None),
        ("", None),
    ],
)
def test_domains_are_called_alike_over_versions(written: str, domains: str | None) -> None:
    frame = pl.DataFrame({"domains": [written]})
    assert frame.select(protein_domains.plain("domains")).item() == domains


def test_an_allele_has_the_domains_of_its_own_entry(tmp_path: Path) -> None:
    header = CSQ.replace("HGVSp", "HGVSp|DOMAINS")
    entries = (
        "G|missense_variant|GENE|Transcript|ENST1|||Pfam:PF1,"
        "G|missense_variant|GENE|Transcript|ENST2|||,T|stop_gained|GENE|Transcript|ENST1|||Pfam:PF2"
    )
    rows, _ = read(tmp_path, header, [record("chr1 100 A G,T", "1/2", info=f"CSQ={entries}")])
    assert set(rows.select("alt", "transcript_id", "domains").rows()) == {
        ("G", "ENST1", "Pfam PF1"), ("G", "ENST2", None), ("T", "ENST1", "Pfam PF2"),
    }  # fmt: skip


def test_domains_of_a_real_file_are_those_that_it_names(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "small" / "scout_trio_csq_ann.vcf.gz"
    rows, _ = read_file(tmp_path, path, "GRCh37")
    here = rows.filter(pl.col("domains").str.contains("Pfam PF08626", literal=True))
    named = _named_by_text(path, "Pfam_domain:PF08626")
    assert set(here.select("pos", "transcript_id").rows()) == named
    assert named


def _named_by_text(path: Path, part: str) -> set[tuple[int, str]]:
    """Return position and transcript of the entries that have a text, read without our reader."""
    named = set()
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                _, pos, *_ = fields = line.split("\t")
                csq = next(each[4:] for each in fields[7].split(";") if each.startswith("CSQ="))
                entries = [entry.split("|") for entry in csq.split(",") if part in entry]
                named |= {(int(pos), entry[6]) for entry in entries}
    return named
