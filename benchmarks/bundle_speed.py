"""How long a bundle of a million cells takes to verify, to check row by row, and to add up."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.settings import BenchmarkError, Settings
from data_loaders.bundles.partner_counts import partner_call_sets
from data_loaders.bundles.received_bundles import read_bundles
from data_loaders.study.study_reading import read_study
from straits.bundles import bundle_keys, bundle_tables, sealing
from straits.bundles.bundle_keys import SecretKey
from straits.bundles.bundle_manifest import BundleManifest

N_CELLS, _GROUPS, _AN = 1_000_000, 4, 2_000
_BAR = Bar(seconds=10)
_STUDY = """
name: The receiver
build: GRCh38
sites: [{id: here, samples: {file: sheet.csv, id: id}, call_sets: [{files: none.vcf}]}]
bundle_key: own.key
partners:
  - {id: sender, key: sender.pub, fingerprint: "FINGERPRINT", bundles: sender.straits}
"""


@dataclass(frozen=True)
class _Keys:
    sender: SecretKey
    own: SecretKey


def bundle(settings: Settings) -> list[Outcome]:
    """Write a sealed bundle of a million cells, of 4 groups, and open it as an ingest does."""
    folder = settings.folder("bundle")
    study = folder / "study.yaml"
    n_bytes = _written(folder)
    seconds = []
    for _ in range(max(3, settings.scale.rounds)):
        start = time.perf_counter()
        read = read_study(study)
        (call_set,) = partner_call_sets(read, read_bundles(read, None).in_force)
        seconds.append(time.perf_counter() - start)
        if call_set.totals.height != N_CELLS:
            raise BenchmarkError(f"expected {N_CELLS:,} cells, got {call_set.totals.height:,}")
    return [
        Outcome(
            "bundle-opened",
            "a bundle is decrypted, verified, and each of its rows checked",
            f"{N_CELLS:,} cells of {_GROUPS} groups, {n_bytes / 1e6:.1f} MB sealed",
            Side("straits", tuple(seconds)),
            None,
            _BAR,
        )
    ]


def _written(folder: Path) -> int:
    """Write the receiver's study and a sender's bundle; return the bytes of the bundle."""
    for left in folder.glob("*"):
        left.unlink()
    until = datetime.now(UTC).date() + timedelta(days=30)
    keys = _Keys(bundle_keys.new("sender", until), bundle_keys.new("own", until))
    bundle_keys.write(keys.sender, folder, "sender")
    bundle_keys.write(keys.own, folder, "own")
    for name in ("none.vcf", "sheet.csv"):
        (folder / name).write_text("id\n")
    fingerprint = bundle_keys.spelt(keys.sender.public.fingerprint)
    (folder / "study.yaml").write_text(_STUDY.replace("FINGERPRINT", fingerprint))
    content = _sealed(keys, until)
    (folder / "sender.straits").write_bytes(content)
    return len(content)


def _sealed(keys: _Keys, until: date) -> bytes:
    rng = np.random.default_rng(1)
    n_alleles = N_CELLS // _GROUPS
    pos = np.sort(rng.choice(248_000_000, n_alleles, replace=False)) + 1
    of_allele = pl.DataFrame({"pos": pos.astype(np.int32)}).with_columns(
        contig=pl.lit("chr1"), ref=pl.lit("A"), alt=pl.lit("G")
    )
    cells = pl.concat(
        of_allele.with_columns(
            pl.lit(f"group_{place}").alias("group_id"),
            pl.Series("copies", rng.binomial(_AN, rng.beta(0.3, 1.5, n_alleles)), pl.Int32),
        )
        for place in range(_GROUPS)
    )
    is_few, is_most = pl.col("copies") < 10, pl.col("copies") > _AN - 10
    is_band = is_few | is_most
    cells = cells.with_columns(
        site=pl.lit("s"), call_set=pl.lit("wgs"), grouping=pl.lit("g"),
        sex=pl.lit(None, pl.String), hom_alt=pl.lit(None, pl.Int32),
        haploid_alt=pl.lit(None, pl.Int32), an=pl.lit(_AN, pl.Int32),
        n_called=pl.lit(_AN // 2, pl.Int32),
        state=pl.when(is_band).then(pl.lit("range")).otherwise(pl.lit("exact")),
        ac=pl.when(~is_band).then("copies"),
        ac_low=pl.when(is_few).then(0).when(is_most).then(_AN - 9).cast(pl.Int32),
        ac_high=pl.when(is_few).then(9).when(is_most).then(_AN).cast(pl.Int32),
    )  # fmt: skip
    tables = {
        "alleles": of_allele.with_columns(pl.lit("all").alias("list")),
        "cells": cells.select(bundle_tables.SCHEMAS["cells"].names),
    }
    files = sealing.packed(tables)
    groups = [
        {"site": "s", "call_set": "wgs", "grouping": "g", "id": f"group_{place}",
         "label": f"Group {place}", "definition": "", "is_inferred": False,
         "counted": "all", "n_people": _AN // 2,
         "n_unrelated": None, "by_sex": None, "counted_on": until - timedelta(days=40)}
        for place in range(_GROUPS)
    ]  # fmt: skip
    manifest = BundleManifest.model_validate(
        {"format": 1, "study": {"id": "s", "name": "Sender"}, "country": "", "sites": ["s"],
         "build": "GRCh38", "release": "1", "lineage": "all", "sequence": 1, "previous": None,
         "created": datetime.now(UTC).replace(microsecond=0), "valid_until": until,
         "revokes": None,
         "profile": {"name": "inside", "checksum": "0" * 64, "min_people": 20, "min_alleles": 10},
         "groups": groups,
         "call_sets": [{"id": "wgs", "site": "s", "assay": "WGS", "caller": "",
                        "genotype_rule": "", "callable_digest": None}],
         "lists": [{"name": "all", "n_alleles": n_alleles, "digest": "0" * 64}], "budgets": [],
         "terms": {"duo": [], "text": "", "permit": "", "purpose": ""},
         "recipients": [keys.own.public.fingerprint],
         "sender": {"name": "Sender", "key": keys.sender.public.fingerprint}, "withheld": [],
         "files": list(files)}
    )  # fmt: skip
    of_paths = {file.path: content for file, content in files.items()}
    return sealing.sealed(manifest, of_paths, keys.sender, [keys.own.public])
