"""A study of two groups beside an external panel, ingested: counts by group on either side."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from straits.store import Store, open_store
from tests.builders import studies
from tests.builders.studies import record

N_PEOPLE = 600  # of each group, Danish and Malay
DANISH, MALAY = "group:ethnic_group/XX@wgs", "group:ethnic_group/XY@wgs"
EUROPEAN, ASIAN = "group:partner/nfe@partner", "group:partner/eas@partner"

# Heterozygotes in each group at the alleles chr1-<pos>-A-G, among N_PEOPLE each.
Hets = Mapping[int, tuple[int, int]]
# What the panel sends, column by column.
Columns = Mapping[str, list[Any]]


def ingested(
    folder: Path, hets: Hets, columns: Columns, profile: str = "open", **keys: object
) -> Store:
    """Write, ingest and open the study.

    columns
        pos and counts by group such as AC_nfe and AN_nfe, in order.
    keys
        Of the panel, in the study file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        record(f"1 {pos} A G", " ".join(["0/1"] * xx + ["0/0"] * (N_PEOPLE - xx) + ["0/1"] * xy
                                         + ["0/0"] * (N_PEOPLE - xy)))
        for pos, (xx, xy) in hets.items()
    ]  # fmt: skip
    names = [f"S{number}" for number in range(2 * N_PEOPLE)]
    (folder / "calls.vcf").write_text(studies.vcf_text(names, lines))
    n_alleles = len(columns["pos"])
    rows = pl.DataFrame(
        {"contig": ["1"] * n_alleles, "ref": ["A"] * n_alleles, "alt": ["G"] * n_alleles, **columns}
    )
    rows.write_parquet(folder / "panel.parquet")
    panel = {"id": "partner", "name": "Partner", "files": "panel.parquet"} | keys
    study = studies.one_call_set(
        folder,
        ["calls.vcf"],
        {name: "XX" if place < N_PEOPLE else "XY" for place, name in enumerate(names)},
        panels=[panel],
        profile=profile,
        groupings={"ethnic_group": {"column": "sex", "labels": {"XX": "Danish", "XY": "Malay"}}},
    )
    studies.ingest(study, folder / "store")
    return open_store(folder / "store")
