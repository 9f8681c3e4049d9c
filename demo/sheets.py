"""The sample sheets, callable regions and study file of the demo study."""

from pathlib import Path
from shutil import copyfile
from typing import Any

import polars as pl
import yaml

from demo import call_sets, panel
from demo.call_sets import CallSet, Members
from demo.loci import BUILD, Locus
from demo.people import People
from demo.populations import INFERRED

SHEETS = {"denmark": "denmark/proever.csv", "singapore": "singapore/participants.csv"}
_MAPPINGS = Path(__file__).parent / "mappings"

_LABELS = {"danish": "Danish", "chinese": "Chinese", "malay": "Malay", "indian": "Indian"}
_COLOURS = {
    "danish": "#0072B2",
    "chinese": "#D55E00",
    "malay": "#009E73",
    "indian": "#CC79A7",
}
_INFERRED_LABELS = {
    "european": "European-like",
    "east_asian": "East Asian-like",
    "southeast_asian": "Southeast Asian-like",
    "south_asian": "South Asian-like",
}


def write_sheets(
    folder: Path, people: People, members: tuple[Members, ...], waiting: list[int]
) -> None:
    """Write one sheet per site, with one row per sample, in the site's own words.

    waiting
        People who are in the sheet though their sample is not in any file.
    """
    samples = pl.concat(
        [each.table.with_columns(site=pl.lit(each.call_set.site)) for each in members]
    )
    sample_of = dict(samples.sort("is_counted").select("person", "sample_id").iter_rows())
    not_sampled = pl.DataFrame(
        {
            "sample_id": [f"DK9{number:04d}" for number in range(1, len(waiting) + 1)],
            "person": waiting,
            "is_listed": True,
            "is_counted": True,
            "site": "denmark",
        },
        schema=samples.schema,
    )
    listed = pl.concat([samples.filter("is_listed"), not_sampled]).join(
        people.table.drop("site").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)),
        left_on="person",
        right_on="row",
        maintain_order="left",
    )
    parent = [
        pl.col(column).replace_strict(sample_of, default=None, return_dtype=pl.String)
        for column in ("father", "mother")
    ]
    listed = listed.with_columns(parent).with_columns(
        unrelated=pl.col("is_unrelated").cast(pl.Int8)
    )
    danish = listed.filter(pl.col("site") == "denmark").select(
        pl.col("sample_id").alias("proeve_id"),
        pl.col("person_id").alias("cpr_pseudonym"),
        pl.col("sex").replace_strict({"XX": "K", "XY": "M"}).alias("koen"),
        pl.col("age").alias("alder"),
        pl.col("ethnic_group").alias("etnicitet"),
        pl.col("pca_group").alias("pca_gruppe"),
        pl.col("father").alias("far"),
        pl.col("mother").alias("mor"),
        pl.col("unrelated").alias("ubeslaegtet"),
    )
    singaporean = listed.filter(pl.col("site") == "singapore").select(
        "sample_id",
        pl.col("person_id").alias("subject_id"),
        pl.col("sex").replace_strict({"XX": "F", "XY": "M"}),
        "age",
        "ethnic_group",
        "pca_group",
        "father",
        "mother",
        "unrelated",
    )
    danish.write_csv(folder / SHEETS["denmark"], separator=";")
    singaporean.write_csv(folder / SHEETS["singapore"])


def write_regions(path: Path, call_set: CallSet, loci: tuple[Locus, ...]) -> None:
    """Write what a call set's assay looks at as BED, which counts from 0 and leaves the end out."""
    lines = []
    for locus in loci:
        contig = call_set.contig_prefix + locus.contig.removeprefix("chr")
        starts, ends = call_sets.regions(call_set, locus)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            lines.append(f"{contig}\t{start - 1}\t{end}\t{locus.gene_symbol}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))


def write_study(folder: Path, members: tuple[Members, ...], scale: str, seed: int) -> Path:
    """Write study.yaml beside what it names and return its path."""
    for mapping in sorted(_MAPPINGS.glob("*.yaml")):
        copyfile(mapping, folder / mapping.stem / "mapping.yaml")
    study = {
        "name": "Denmark and Singapore, a synthetic demo",
        "description": (
            "Invented people: no genome and no record here is of anybody. Well-known variants have "
            "about their published frequencies; everything else is random. "
            f"Scale {scale}, seed {seed}."
        ),
        "build": BUILD,
        "profile": "open",
        "synthetic": True,
        "groupings": {
            "ethnic_group": {
                "label": "Ethnic group",
                "labels": _LABELS,
                "order": list(_LABELS),
                "colours": _COLOURS,
            },
            "ancestry": {
                "label": "Inferred ancestry",
                "inferred": True,
                "labels": _INFERRED_LABELS,
                "order": list(_INFERRED_LABELS),
                "colours": {INFERRED[group]: colour for group, colour in _COLOURS.items()},
            },
        },
        "sites": [_denmark(members), _singapore(members)],
        "panels": [_panel()],
    }
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, sort_keys=False, allow_unicode=True, width=100))
    return path


def _denmark(members: tuple[Members, ...]) -> dict[str, Any]:
    return {
        "id": "denmark",
        "name": "Denmark",
        "country": "DK",
        "samples": {
            "file": SHEETS["denmark"],
            "id": "proeve_id",
            "person": "cpr_pseudonym",
            "sex": "koen",
            "sex_values": {"XX": ["K"], "XY": ["M"]},
            "age": "alder",
            "unrelated": "ubeslaegtet",
            "groupings": {"ethnic_group": "etnicitet", "ancestry": "pca_gruppe"},
        },
        "phenotypes": "denmark/mapping.yaml",
        "call_sets": [_call_set(each) for each in members if each.call_set.site == "denmark"],
    }


def _singapore(members: tuple[Members, ...]) -> dict[str, Any]:
    return {
        "id": "singapore",
        "name": "Singapore",
        "country": "SG",
        "samples": {
            "file": SHEETS["singapore"],
            "id": "sample_id",
            "person": "subject_id",
            "sex": "sex",
            "sex_values": {"XX": ["F"], "XY": ["M"]},
            "age": "age",
            "unrelated": "unrelated",
            "groupings": {"ethnic_group": "ethnic_group", "ancestry": "pca_group"},
        },
        "phenotypes": "singapore/mapping.yaml",
        "call_sets": [_call_set(each) for each in members if each.call_set.site == "singapore"],
    }


def _panel() -> dict[str, Any]:
    return {
        "id": panel.PANEL_ID,
        "name": panel.NAME,
        "files": panel.FILE,
        "labels": {group_id: label for group_id, (_, label, _) in panel.GROUPS.items()},
        "colours": panel.COLOURS,
        "matches": {
            name: group_id
            for group_id, (of, _, _) in panel.GROUPS.items()
            for name in (of, INFERRED[of])
        },
        "censored_from": 1,
    }


def _call_set(members: Members) -> dict[str, Any]:
    call_set = members.call_set
    described = {
        "id": call_set.call_set_id,
        "name": call_set.name,
        "files": call_set.path.replace("{contig}", "*"),
        "assay": call_set.assay,
        "caller": call_set.caller,
        "callable": call_set.callable_file,
        "genotype_rule": call_set.genotype_rule or "none",
    }
    return described | ({"preferred": True} if call_set.is_preferred else {})
