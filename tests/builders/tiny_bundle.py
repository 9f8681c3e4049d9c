"""A bundle of two alleles and two groups, as its parts, so that a test can change one of them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from straits.bundles import bundle_keys, bundle_tables, sealing
from straits.bundles.bundle_keys import SecretKey
from straits.bundles.bundle_manifest import BundleManifest

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()
_UNTIL = TODAY + timedelta(days=365)
SITE = {"site": "copenhagen", "call_set": "wgs"}
ALLELES = [
    {"contig": "chr10", "pos": 94_781_859, "ref": "G", "alt": "A"},
    {"contig": "chr10", "pos": 94_780_653, "ref": "G", "alt": "A"},
]


def key(name: str = "denmark", valid_until: date = _UNTIL) -> SecretKey:
    """Return a pair of keys."""
    return bundle_keys.new(name, valid_until)


def cell(allele: int = 0, group: str = "danish", **told: Any) -> dict[str, Any]:
    """Return a cell of exact counts, or of whatever else is told of it."""
    exact = {"state": "exact", "n_called": 100, "an": 200, "ac": 30, "hom_alt": None}
    nothing = dict.fromkeys(("sex", "haploid_alt", "ac_low", "ac_high"))
    key = {"grouping": "self_reported", "group_id": group}
    return {**ALLELES[allele], **SITE, **key, **nothing, **exact, **told}


def band(allele: int = 1, group: str = "danish", low: int = 0, high: int = 9) -> dict[str, Any]:
    """Return a cell of which a range of copies is told."""
    return cell(allele, group, state="range", ac=None, ac_low=low, ac_high=high)


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a table of a bundle."""
    schema = pl.Schema(bundle_tables.SCHEMAS[name])
    return pl.DataFrame(rows, schema=schema)


@dataclass
class TinyBundle:
    """What goes into a bundle; `sealed` makes it.

    said
        Fields of the manifest that are other than they would be.
    """

    sender: SecretKey = field(default_factory=key)
    recipients: list[SecretKey] = field(default_factory=lambda: [key("singapore")])
    cells: list[dict[str, Any]] = field(
        default_factory=lambda: [cell(), band(), cell(group="faroese"), band(group="faroese")]
    )
    said: dict[str, Any] = field(default_factory=dict)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return its tables by name."""
        listed = [{"list": "cyp2c19", **allele} for allele in ALLELES]
        return {"alleles": frame("alleles", listed), "cells": frame("cells", self.cells)}

    def manifest(self) -> BundleManifest:
        """Return its manifest."""
        return BundleManifest.model_validate(self._values())

    def _values(self) -> dict[str, Any]:
        groups = [
            {
                **SITE, "grouping": "self_reported", "id": group, "label": group.title(),
                "definition": f"Self-reported: {group}", "is_inferred": False,
                "counted": "unrelated", "n_people": 120, "n_unrelated": 120,
                "by_sex": None, "counted_on": TODAY,
            }
            for group in ("danish", "faroese")
        ]  # fmt: skip
        call_set = {
            "id": "wgs", "site": "copenhagen", "assay": "WGS", "caller": "", "genotype_rule": "",
            "callable_digest": None,
        }  # fmt: skip
        budgets = [
            {
                **SITE, "grouping": "self_reported", "group": group["id"], "n_people": 120,
                "independent_variants_here": 1, "independent_variants_before": 0,
                "power": 0.0128, "limit": 0.1, "override": None,
            }
            for group in groups
        ]  # fmt: skip
        return {
            "format": 1,
            "study": {"id": "dk", "name": "Denmark"},
            "country": "DK",
            "sites": ("copenhagen",),
            "build": "GRCh38",
            "release": "1",
            "lineage": "dk-sg",
            "sequence": 1,
            "previous": None,
            "created": NOW,
            "valid_until": TODAY + timedelta(days=90),
            "revokes": None,
            "profile": {
                "name": "inside", "checksum": "0" * 64, "min_people": 20, "min_alleles": 10,
            },
            "groups": groups,
            "call_sets": [call_set],
            "lists": [{"name": "cyp2c19", "n_alleles": len(ALLELES), "digest": "1" * 64}],
            "budgets": budgets,
            "terms": {"duo": ["GRU"], "text": "", "permit": "", "purpose": ""},
            "recipients": [each.public.fingerprint for each in self.recipients],
            "sender": {"name": "Denmark", "key": self.sender.public.fingerprint},
            "withheld": [],
            "files": list(sealing.packed(self.tables())),
            **self.said,
        }  # fmt: skip

    def sealed(self) -> bytes:
        """Return the file."""
        files = {file.path: content for file, content in sealing.packed(self.tables()).items()}
        to = [each.public for each in self.recipients]
        return sealing.sealed(self.manifest(), files, self.sender, to)


class WithPhenotypes(TinyBundle):
    """The same, with one phenotype that has answers, and one that has values in bins."""

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return its tables by name."""
        of_group = {"site": "copenhagen", "grouping": "self_reported", "group_id": "danish"}
        nothing = dict.fromkeys(("unit", "category", "bin_low", "bin_high"))
        told = {**of_group, **nothing, "n_known": 100, "state": "exact"}
        answers = {**told, "phenotype_id": "gout", "label": "Gout", "kind": "binary"}
        values = {**told, "phenotype_id": "bmi", "label": "BMI", "kind": "continuous"}
        rows = [
            {**answers, "category": "yes", "n": 25},
            {**answers, "category": "no", "n": 75},
            {**values, "bin_low": 15.0, "bin_high": 25.0, "n": 60},
            {**values, "bin_low": 25.0, "bin_high": 40.0, "n": 40},
        ]
        return {**super().tables(), "phenotype_cells": frame("phenotype_cells", rows)}
