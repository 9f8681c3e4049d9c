"""What a bundle counts, as a call set without genotypes for each call set that it is of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.bundles.received_bundles import Received
from data_loaders.call_sets.union import CallSetCover
from data_loaders.panels.aggregate_frequencies import places, write_group
from data_loaders.panels.panel_reading import write_variants
from data_loaders.study.study_model import Study
from straits import genome
from straits.bundles import bundle_tables
from straits.bundles.bundle_manifest import SentCallSet, SentGroup
from straits.errors import BundleError
from straits.flat.flat_counts import Cell
from straits.tables import LEAF_COUNTS

_ALLELE = ["contig", "pos", "ref", "alt"]
_GROUP = ["grouping", "group_id"]
_COUNTED = (bundle_tables.EXACT, bundle_tables.RANGE)


@dataclass(frozen=True)
class PartnerCallSet:
    """A call set of a partner, as it stands in a release.

    groups
        By the names that they have here: grouping and group.
    alleles
        contig, pos, ref, alt and source_file of the alleles that some group was counted at, in
        order.
    totals
        row (of alleles), grouping and group_id as the partner has them, n_called, an, ac_low and
        ac_high (equal where AC is exact), hom_alt and haploid_alt (null where they are not told).
    not_covered
        The alleles that were listed, and that nobody was called at.
    """

    received: Received
    sent: SentCallSet
    call_set_id: str
    site_id: str
    site_name: str
    groups: Mapping[tuple[str, str], SentGroup]
    alleles: pl.DataFrame
    totals: pl.DataFrame
    not_covered: pl.DataFrame

    @property
    def cover(self) -> CallSetCover:
        """What it looked at: of an allele that is on no list nobody says that it did."""
        schema = {"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32}
        return CallSetCover(self.call_set_id, None, pl.DataFrame(schema=schema), self.not_covered)


def partner_call_sets(study: Study, arrived: Sequence[Received]) -> list[PartnerCallSet]:
    """Return the call sets of bundles, none of which has an id of the study or of another.

    Raises BundleError where one has, or where two bundles count one group.
    """
    n_lineages = Counter(received.partner.id for received in arrived)
    call_sets = [
        _call_set(received, sent, n_lineages[received.partner.id] > 1)
        for received in arrived
        for sent in received.manifest.call_sets
    ]
    taken = {call_set.id.lower() for site in study.sites for call_set in site.call_sets}
    taken |= {site.id.lower() for site in study.sites} | {each.id.lower() for each in study.panels}
    for call_set in call_sets:
        if call_set.call_set_id.lower() in taken or call_set.site_id.lower() in taken:
            raise BundleError(
                f"{call_set.received.path.name} brings the call set {call_set.call_set_id!r}, "
                "which is there already; give the partner another `id` in the study file."
            )
        taken.add(call_set.call_set_id.lower())
        for grouping, _ in call_set.groups:
            if grouping in study.groupings:
                raise BundleError(
                    f"{call_set.received.path.name} makes the grouping {grouping!r}, which the "
                    "study has already; give the partner another `id` in the study file."
                )
    return call_sets


def write_alleles(release: Path, call_sets: Iterable[PartnerCallSet]) -> None:
    """Write the `variants` of call sets of partners into a release."""
    for call_set in call_sets:
        write_variants(release, call_set.call_set_id, call_set.alleles)


def write_frequencies(release: Path, call_set: PartnerCallSet) -> pl.DataFrame:
    """Write the `frequencies` of each group; returns the rows of `censored_counts`."""
    at = places(release, call_set.call_set_id)
    ranges = []
    for (grouping, group_id), group in call_set.groups.items():
        of_group = call_set.totals.filter(
            (pl.col("grouping") == group.grouping) & (pl.col("group_id") == group.id)
        )
        is_exact = pl.col("ac_low") == pl.col("ac_high")
        counts = _counts(of_group.filter(is_exact), call_set.alleles.height)
        cell = Cell(call_set.call_set_id, grouping, group_id)
        in_range = of_group.filter(~is_exact & (pl.col("an") > 0)).select(
            "row", "n_called", "an", "ac_low", "ac_high"
        )
        ranges.append(write_group(release, cell, at, counts, in_range))
    return pl.concat(ranges)


def _call_set(received: Received, sent: SentCallSet, has_others: bool) -> PartnerCallSet:
    """Return a call set; where the partner has other lineages, its names tell of which it is."""
    partner, manifest = received.partner, received.manifest
    of = (manifest.lineage,) if has_others else ()
    site = (sent.site, *of) if len(manifest.sites) > 1 else of
    groups = {
        (partner.grouping(group.grouping), group.id): group
        for group in manifest.groups
        if (group.site, group.call_set) == (sent.site, sent.id)
    }
    empty = bundle_tables.SCHEMAS["cells"].empty_table()
    cells = received.bundle.tables.get("cells", pl.DataFrame(empty)).filter(
        (pl.col("site") == sent.site) & (pl.col("call_set") == sent.id)
    )
    is_counted = pl.col("state").is_in(_COUNTED)
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    alleles = (
        cells.filter(is_counted).select(_ALLELE).unique().sort(order, *_ALLELE[1:])
        .with_columns(pl.lit(received.path.name).alias("source_file"))
    )  # fmt: skip
    looked_for = cells.filter(pl.col("state") == bundle_tables.NOT_COVERED).select(_ALLELE)
    return PartnerCallSet(
        received,
        sent,
        partner.place(sent.site, sent.id, *of),
        partner.place(*site),
        " ".join([partner.name, *site]),
        groups,
        alleles,
        _totals(cells.filter(is_counted), alleles),
        looked_for.unique().join(alleles, on=_ALLELE, how="anti"),
    )


def _totals(cells: pl.DataFrame, alleles: pl.DataFrame) -> pl.DataFrame:
    """Return each group's counts of each allele, of both sexes together.

    They are those that were sent; where the sexes alone were, their sum.
    """
    counted = cells.join(alleles.drop("source_file").with_row_index("row"), on=_ALLELE).select(
        pl.col("row").cast(pl.Int64), *_GROUP, "sex", "n_called", "an", "hom_alt", "haploid_alt",
        pl.coalesce("ac", "ac_low").alias("ac_low"), pl.coalesce("ac", "ac_high").alias("ac_high"),
    )  # fmt: skip
    whole = counted.filter(pl.col("sex").is_null()).drop("sex")
    counts = ["n_called", "an", "hom_alt", "haploid_alt", "ac_low", "ac_high"]
    summed = (
        counted.filter(pl.col("sex").is_not_null())
        .join(whole, on=["row", *_GROUP], how="anti")
        .group_by("row", *_GROUP)
        .agg(
            pl.len().alias("n_sexes"),
            *(pl.when(~pl.col(name).has_nulls()).then(pl.col(name).sum()) for name in counts),
        )
        # One sex alone is no total of both.
        .filter(pl.col("n_sexes") == 2)
    )
    return pl.concat([whole, summed.select(whole.columns).cast(whole.schema)]).sort("row")


def _counts(exact: pl.DataFrame, n_alleles: int) -> dict[str, NDArray[np.int32]]:
    """Return LEAF_COUNTS of a group at each allele: 0 where its AC is not exact, or was not sent.

    hom_alt and haploid_alt are masked where the partner does not tell them.
    """
    row = exact["row"].to_numpy()
    columns = {"ac": "ac_low"}
    counts: dict[str, NDArray[np.int32]] = {}
    for name in LEAF_COUNTS:
        told = exact[columns.get(name, name)]
        values = np.ma.zeros(n_alleles, np.int32)
        values[row] = told.fill_null(0).to_numpy()
        if name in ("hom_alt", "haploid_alt"):
            # Where nobody has a copy, nobody has two.
            values[row[told.is_null().to_numpy() & (exact["ac_low"].to_numpy() > 0)]] = np.ma.masked
        counts[name] = values
    return counts
