"""Whether the alleles of a call set lie where the study's build has them, though no header says so.

A small table of well-known alleles has the place of each in both builds (reference/SOURCES.md).
"""

from pathlib import Path

import polars as pl

from data_loaders.genes.rsids import BUNDLED
from data_loaders.vcf.drops import Drops
from straits import genome
from straits.errors import InputError

_KEY = ["contig", "pos", "ref", "alt"]
# So many alleles without an rsID are no chance, where few are where the build has them.
_ENOUGH, _TIMES = 3, 3


def check_fit(variants: Path, build: str, file: Path, drops: Drops) -> None:
    """Raise InputError for a call set whose alleles lie where another build has them.

    variants
        Its table of alleles.
    drops
        Too few to refuse it are counted here.

    An rsID at its place in the other build and not in this one is enough, where no more are at
    theirs; alleles without an rsID count where there are several.
    """
    places = pl.read_parquet(BUNDLED / "rsids.parquet", glob=False).select("build", *_KEY, "rsid")
    other = next(name for name in genome.BUILDS if name != build)
    here, there = (places.filter(pl.col("build") == name).drop("build") for name in (build, other))
    near = pl.concat([here, there]).select("contig", "pos").unique()
    alleles = (
        pl.scan_parquet(variants, hive_partitioning=False, glob=False)
        .select(*_KEY, pl.col("rsid").str.split(";"))
        .join(near.lazy(), on=["contig", "pos"], how="semi")
        .collect()
    )
    named = alleles.explode("rsid").drop_nulls("rsid")
    at = ["contig", "pos", "rsid"]
    n_fitting = named.join(here, on=at, how="semi").height
    elsewhere = named.join(there, on=at, how="semi").join(here, on=at, how="anti")
    if elsewhere.height > n_fitting:
        contig, pos, rsid = elsewhere.select(at).row(0)
        raise _misfit(file, build, other, f"{rsid} at {contig}:{pos:,}", elsewhere.height)
    n_fitting = alleles.join(here, on=_KEY, how="semi").height
    elsewhere = alleles.join(there, on=_KEY, how="semi").join(here, on=_KEY, how="anti")
    if elsewhere.height >= max(_ENOUGH, _TIMES * n_fitting):
        contig, pos, ref, alt = elsewhere.select(_KEY).row(0)
        known = there.filter(contig=contig, pos=pos, ref=ref, alt=alt)["rsid"][0]
        example = f"{contig}:{pos:,} {ref}>{alt}, {known},"
        raise _misfit(file, build, other, example, elsewhere.height)
    if elsewhere.height > n_fitting:
        drops.counts["allele", "fits_another_build"] += elsewhere.height


def _misfit(file: Path, build: str, other: str, example: str, number: int) -> InputError:
    alleles = "a well-known allele lies" if number == 1 else f"{number:,} well-known alleles lie"
    return InputError(
        f"{file} was not called on {build}, though its header does not say so: {alleles} where "
        f"{other} has them, such as {example} which is elsewhere in {build}. Set `build: {other}` "
        "in the study file if all its files are of it, or lift the file over first."
    )
