"""The axes that people are placed on: fitted once, kept as a file, and named by other studies.

A country that names another's file sees its people on the same axes, without a row leaving either.
"""

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.call_sets import group_frequencies
from straits import genome
from straits.errors import InputError
from straits.genotypes.columns import people_bits
from straits.genotypes.row_groups import GenotypeFile
from straits.popgen.principal_components import Axes, Copies, fit_axes, unlinked
from straits.tables import EVERYONE, TABLES
from straits.tables.metrics import N_AXES

_LEAST_MINOR_AF = 0.05
_LEAST_CALLED = 0.9  # of the people
_MOST_R2, _WINDOW = 0.2, 500_000
_MOST_CANDIDATES, MOST_SITES, MOST_PEOPLE = 6_000, 5_000, 5_000
# So many tell well enough whether two sites are linked.
_PEOPLE_FOR_R2 = 500
_LEAST_SITES, _LEAST_PEOPLE = 20, 20
# Alleles that are unpacked at once; three bytes a person for each.
_UNPACKED = 64

_SITE = ["contig", "pos", "ref", "alt"]


def fit(release: Path, people: pl.DataFrame, build: str) -> pl.DataFrame:
    """Return the rows of `pca_axes` for a release whose alleles and genotypes are written.

    The sites are common, unlinked, biallelic, single-base, autosomal, and looked at in every call
    set. Of many people or sites some are taken, evenly.

    people
        Rows of `samples`; those who count and are not related are fitted on.

    No rows where there are too few people or sites.
    """
    sites = _even(_candidates(release, people), _MOST_CANDIDATES)
    chosen = _even(people.filter("is_counted", pl.col("is_unrelated").fill_null(True)), MOST_PEOPLE)
    if sites.height < _LEAST_SITES or chosen.height < _LEAST_PEOPLE:
        return _empty()
    n_samples = dict(people.group_by("call_set_id").len().iter_rows())
    matrix = np.hstack(
        [
            copies_at(release, name, sites, n_samples[name])[:, part["sample_index"].to_numpy()]
            for (name,), part in chosen.group_by("call_set_id", maintain_order=True)
        ]
    )
    contig = sites["contig"].replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32).to_numpy()
    some = matrix[:, :: max(matrix.shape[1] // _PEOPLE_FOR_R2, 1)]
    kept = unlinked(some, contig, sites["pos"].to_numpy(), _MOST_R2, _WINDOW)
    places = _even(pl.DataFrame({"site": np.flatnonzero(kept)}), MOST_SITES)["site"].to_numpy()
    if places.size < _LEAST_SITES:
        return _empty()
    return _rows(fit_axes(matrix[places], N_AXES), sites[places], build)


def read(path: Path, build: str) -> pl.DataFrame:
    """Return the rows of a file of axes, such as another study's release has.

    Raises InputError if it is none, was changed since it was written, or is of another build.
    """
    try:
        found = pl.from_arrow(pq.read_table(path).cast(TABLES["pca_axes"].schema))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(
            f"{path} cannot be read as axes of principal components ({error}). Name the file "
            "pca_axes.parquet of a store's release, folder `aggregates`."
        ) from error
    assert isinstance(found, pl.DataFrame)
    if found.is_empty() or set(found["axes_id"]) != {_checksum(found)}:
        raise InputError(
            f"{path} is not as it was written: its rows do not give the checksum that they carry. "
            "Copy it anew from the release that it came from."
        )
    if set(found["build"]) != {build}:
        raise InputError(
            f"{path} has axes of {found['build'][0]}, and the study is of {build}. Name axes that "
            "were fitted on the study's build, or leave `pca_axes` out to fit them anew."
        )
    return found


def axes_of(rows: pl.DataFrame) -> tuple[Axes, pl.DataFrame]:
    """Return the axes that the rows of `pca_axes` hold, and their sites in order."""
    axes = rows.partition_by("axis", maintain_order=True)
    first = axes[0]
    return Axes(
        first["centre"].to_numpy(),
        first["scale"].to_numpy(),
        np.vstack([axis["loading"].to_numpy() for axis in axes]),
        np.array([axis["variance_share"][0] for axis in axes]),
        np.array([axis["score_sd"][0] for axis in axes]),
    ), first.select(_SITE)


def copies_at(release: Path, call_set_id: str, sites: pl.DataFrame, n_samples: int) -> Copies:
    """Return copies of the alternate allele, shape (n_sites, n_samples); -1 where missing.

    Where the call set looked at a site and has no record, nobody has a copy; at a site that it does
    not know, all are missing.

    sites
        contig, pos, ref, alt.
    n_samples
        Of the call set.
    """
    here = {"call_set_id": call_set_id}
    alleles = pl.scan_parquet(TABLES["alleles"].path(release), glob=False).select(
        "allele_index", *_SITE
    )
    states = pl.scan_parquet(TABLES["allele_states"].path(release, here), glob=False).select(
        "allele_index", "variant_index", "absence"
    )
    numbered = sites.lazy().with_row_index("site")
    found = numbered.join(alleles, on=_SITE).join(states, on="allele_index").collect()
    matrix = np.full((sites.height, n_samples), -1, np.int8)
    matrix[found.filter(pl.col("absence") == "reference")["site"].to_numpy()] = 0
    site_of = dict(found.drop_nulls("variant_index").select("variant_index", "site").iter_rows())
    wanted = np.array(sorted(site_of), np.int64)
    genotypes = GenotypeFile(TABLES["genotypes"].path(release, here))
    for group in genotypes.groups_of(wanted):
        rows = genotypes.read([group])
        places = rows.places(wanted)
        for at in range(0, places.size, _UNPACKED):
            some = places[at : at + _UNPACKED]
            people = people_bits(rows.columns, some, n_samples)
            copies = people.n_copies.view(np.int8)
            copies[people.is_missing] = -1
            matrix[[site_of[variant] for variant in (rows.first_variant + some).tolist()]] = copies
    return matrix


def _candidates(release: Path, people: pl.DataFrame) -> pl.DataFrame:
    """Return the sites to choose from, in order: contig, pos, ref, alt."""
    counted = people.filter("is_counted")
    call_sets = counted["call_set_id"].unique(maintain_order=True).to_list()
    alleles = pl.scan_parquet(TABLES["alleles"].path(release), glob=False).select(
        "allele_index", *_SITE, "variant_type", "region_class"
    )
    looked_at, n_copies, n_called = [], [], []
    for call_set_id in call_sets:
        here = {"call_set_id": call_set_id}
        states = pl.read_parquet(TABLES["allele_states"].path(release, here), glob=False)
        everybody = here | {"grouping": EVERYONE, "group_id": EVERYONE}
        ac, an = group_frequencies.totals(
            TABLES["frequencies"].path(release, everybody), ("ac", "an")
        )
        passed = states["filter"].fill_null("PASS").is_in(["PASS", ".", ""])
        looked_at.append(states["absence"].is_in(["observed", "reference"]) & passed)
        n_copies.append(ac)
        n_called.append(an)
    everyone = alleles.with_columns(
        pl.Series("ac", np.sum(n_copies, axis=0)),
        pl.Series("an", np.sum(n_called, axis=0)),
        pl.Series("looked_at", np.all(looked_at, axis=0)),
        (pl.len().over("contig", "pos") == 1).alias("is_biallelic"),
    )
    minor = pl.min_horizontal("ac", pl.col("an") - pl.col("ac"))
    return (
        everyone.filter(
            "looked_at",
            "is_biallelic",
            pl.col("variant_type") == "snv",
            pl.col("region_class") == "autosome",
            ~pl.col("contig").is_in(["chrX", "chrY"]),
            pl.col("an") >= _LEAST_CALLED * 2 * counted.height,
            minor >= _LEAST_MINOR_AF * pl.col("an"),
        )
        .select(_SITE)
        .collect()
    )


def _even(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return at most so many of the rows, evenly spread."""
    if rows.height <= most:
        return rows
    return rows[np.linspace(0, rows.height - 1, most).round().astype(np.int64)]


def _rows(axes: Axes, sites: pl.DataFrame, build: str) -> pl.DataFrame:
    frames = [
        sites.with_columns(
            pl.lit(build).alias("build"),
            pl.lit(axis, pl.Int32).alias("axis"),
            pl.lit(axes.variance_share[axis - 1]).alias("variance_share"),
            pl.lit(axes.score_sd[axis - 1]).alias("score_sd"),
            pl.Series("centre", axes.centre),
            pl.Series("scale", axes.scale),
            pl.Series("loading", axes.loadings[axis - 1]),
        )
        for axis in range(1, axes.loadings.shape[0] + 1)
    ]
    # The last digits depend on how many cores added them up.
    rows = pl.concat(frames).with_columns(cs.float().round_sig_figs(9))
    return rows.with_columns(pl.lit(_checksum(rows)).alias("axes_id")).select(_empty().columns)


def _checksum(rows: pl.DataFrame) -> str:
    columns = [name for name in _empty().columns if name != "axes_id"]
    text = rows.select(columns).write_csv(float_precision=12)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=pl.Schema(TABLES["pca_axes"].schema))
