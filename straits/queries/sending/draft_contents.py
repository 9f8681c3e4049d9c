"""What a bundle holds, and what its manifest says of it, of a plan."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from straits import privacy
from straits.bundles import bundle_tables, tar_files
from straits.queries.sending.bundle_lists import ALLELE, BundleList
from straits.queries.sending.bundle_plan import BundlePlan
from straits.queries.sending.planned_group import PlannedGroup
from straits.store import Store


def tables(store: Store, plan: BundlePlan) -> dict[str, pl.DataFrame]:
    """Return the tables of a bundle, by name: see straits.bundles.bundle_tables."""
    sending = store.sending
    parents = sending.table("groups").join(
        sending.table("groupings").select("grouping", parent_grouping="parent"), on="grouping"
    )
    of_parents = {
        (row["grouping"], row["group_id"]): (row["parent_grouping"], row["parent_group"])
        for row in parents.iter_rows(named=True)
    }
    rows = []
    for group in plan.told_groups:
        part = group.part
        parent = of_parents.get((part.grouping, part.group), (None, None))
        said: dict[str, Any] = {
            "site": part.site, "call_set": part.call_set, "grouping": part.grouping,
            "group_id": part.group, "label": group.label, "definition": group.definition,
            "parent_grouping": parent[0], "parent_group": parent[1],
        }  # fmt: skip
        by_sex = {"XX": group.n_xx, "XY": group.n_xy}
        if group.is_anew and group.n_xx is not None:
            rows += [{**said, "sex": sex, "n_people": n} for sex, n in by_sex.items()]
        else:
            rows.append({**said, "sex": None, "n_people": group.n_told})
    call_sets = {group.part.call_set: group.part.site for group in plan.told_groups}
    regions = sending.table("callable_regions")
    # Both ends belong to a region of the store; from there on they are counted from 0.
    callable_regions = regions.filter(pl.col("call_set_id").is_in(list(call_sets))).select(
        site=pl.col("call_set_id").replace_strict(call_sets, default=None),
        call_set=pl.col("call_set_id"),
        contig=pl.col("contig"),
        start=pl.col("start_pos") - 1,
        end=pl.col("end_pos"),
    )
    phenotypes = {"phenotype_cells": plan.phenotype_cells} if plan.wanted.phenotypes else {}
    return {
        **phenotypes,
        "alleles": _typed("alleles", plan.alleles),
        "cells": _typed("cells", plan.cells),
        "groups": pl.DataFrame(rows, schema=pl.Schema(bundle_tables.SCHEMAS["groups"])),
        "callable": _typed("callable", callable_regions),
    }


def _typed(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema = pl.Schema(bundle_tables.SCHEMAS[name])
    return rows.select(schema.names()).cast(schema)


def said_of_study(store: Store, plan: BundlePlan) -> dict[str, Any]:
    """Return what a manifest says of the study, its rules, its groups and what they tell."""
    study, profile = store.study, store.profile
    call_sets = store.sending.table("call_sets")
    regions = store.sending.table("callable_regions")
    used = {group.part.call_set: group.part.site for group in plan.told_groups}
    fewest = privacy.fewest_alleles(profile)
    withheld = plan.cells.filter(state=bundle_tables.WITHHELD).height
    held_back = {
        (group.part.call_set, group.part.group) for group in plan.told_groups if not group.is_anew
    }
    reasons = [{"reason": "few changed since it was sent", "n_cells": withheld}]
    return {
        "study": {"id": _id(study.name), "name": study.name},
        "sites": tuple(dict.fromkeys(used.values())),
        "build": study.build,
        "release": store.release_id,
        "profile": {
            "name": profile.name, "checksum": profile.checksum,
            "min_people": privacy.fewest(profile),
            "min_alleles": fewest,
        },
        "groups": tuple(_said_of_group(group) for group in plan.told_groups),
        "call_sets": tuple(
            {
                "id": row["call_set_id"], "site": row["site_id"],
                "assay": row["assay"] or "not said", "caller": row["caller"] or "",
                "genotype_rule": row["genotype_rule"] or "",
                "callable_digest": _digest(regions.filter(call_set_id=row["call_set_id"])),
            }
            for row in call_sets.iter_rows(named=True)
            if row["call_set_id"] in used
        ),
        "lists": tuple(
            {
                "name": each.name, "n_alleles": plan.alleles.filter(list=each.name).height,
                "digest": _digest_of_list(each, plan),
            }
            for each in plan.wanted.lists
        ),
        "budgets": tuple(_said_of_budget(group) for group in plan.told_groups),
        "withheld": (*(reasons if withheld and held_back else ()), *_withdrawn(plan)),
    }  # fmt: skip


def _withdrawn(plan: BundlePlan) -> Iterator[dict[str, Any]]:
    """Yield who left out which group that was sent, and why; of how many cells is not said."""
    for (call_set, group), said in sorted(plan.wanted.withdrawn.items()):
        reason = f"{call_set}/{group} left out by {said.by}: {said.reason}"
        yield {"reason": reason, "n_cells": 0}


def _id(name: str) -> str:
    """Return a study's name as letters and digits with dashes between them.

    >>> _id("Denmark, a synthetic demo")
    'denmark-a-synthetic-demo'
    """
    return "-".join(re.findall(r"\w+", name.lower())) or name


def _said_of_group(group: PlannedGroup) -> dict[str, Any]:
    part = group.part
    tells_sex = group.is_anew and group.n_xx is not None
    return {
        "site": part.site, "call_set": part.call_set, "grouping": part.grouping, "id": part.group,
        "label": group.label, "definition": group.definition, "is_inferred": group.is_inferred,
        "counted": part.counted,
        "n_people": group.n_told,
        "n_unrelated": group.n_unrelated if group.is_anew else None,
        "by_sex": {"XX": group.n_xx, "XY": group.n_xy} if tells_sex else None,
        "counted_on": group.counted_on,
    }  # fmt: skip


def _said_of_budget(group: PlannedGroup) -> dict[str, Any]:
    part = group.part
    return {
        "site": part.site, "call_set": part.call_set, "grouping": part.grouping,
        "group": part.group, "n_people": group.n_told,
        "independent_variants_here": group.n_here, "independent_variants_before": group.n_before,
        "power": group.power, "limit": group.limit, "override": group.override,
    }  # fmt: skip


def _digest(regions: pl.DataFrame) -> str | None:
    if regions.is_empty():
        return None
    return tar_files.sha256(regions.sort("contig", "start_pos").write_csv().encode())


def _digest_of_list(listed: BundleList, plan: BundlePlan) -> str:
    """Return the SHA-256 of what a list spells out, and of what else of it is in the bundle.

    Of alleles that were only found no other is in it: it would change once a carrier left.
    """
    told = plan.alleles.filter(list=listed.name).select(ALLELE)
    alleles = pl.concat([listed.named, told]).unique().sort(ALLELE)
    return tar_files.sha256(alleles.write_csv().encode())


def terms(store: Store, plan: BundlePlan) -> dict[str, Any]:
    """Return under which terms the data of the sites may be used, as a manifest says it."""
    sites = {group.part.site for group in plan.told_groups}
    of_sites = store.sending.terms().filter(pl.col("site_id").is_in(list(sites)))
    words = sorted({word for word in of_sites["words"] if word})
    return {"duo": sorted({term for term in of_sites["term"] if term}), "text": " ".join(words)}
