"""What is known of some alleles out of all, however many a release has."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.errors import QueryError
from straits.flat.flat_names import Place
from straits.flat.flat_release import FlatRelease
from straits.genome import Region
from straits.store.exit import Exit
from straits.store.releases.told_of_damage import reading


class ListedAlleles:
    """Names, annotations and states of alleles that a reader is shown, from arrays of all alleles.

    Alleles are found by what they are called or where they lie. Else they are given by
    allele_index, and answered with a row each in their order; QueryError is raised for one that the
    release does not have. Each method raises UnreadableError for arrays that cannot be read.
    """

    def __init__(self, flat: FlatRelease, exit_: Exit) -> None:
        """Answer from the arrays of a release."""
        self._flat = flat
        self._exit = exit_

    def names(self, alleles: Sequence[int]) -> pl.DataFrame:
        """Return allele_index, variant_id, contig, pos, ref, alt, variant_type, region_class, rsid.

        rsid is null where the allele has none.
        """
        return self._let_out("names", alleles, lambda places: self._flat.names.of(places))

    def number(self) -> int:
        """Return how many alleles the release has."""
        return self._exit.let_out("alleles.number", {}, self._n_alleles)

    def at(self, places: Sequence[Place]) -> pl.DataFrame:
        """Return variant_id and allele_index of alleles, by contig, pos, ref and alt as stored.

        They come in order of allele_index, each once; what the release lacks has no row, nor has
        what sites alone have seen that are left out.
        """

        def ask() -> pl.DataFrame:
            with reading("Arrays of the release"):
                return self._seen(self._flat.names.at(places))

        return self._exit.let_out("alleles.at", {"places": places}, ask)

    def of_rsids(self, rsids: Sequence[str]) -> pl.DataFrame:
        """Return rsid, as given, and allele_index of the alleles that have it, maybe among others.

        They come in order of allele_index; what no allele has, or is no rsID, has no row,
        nor have alleles that sites alone have seen that are left out.
        """

        def ask() -> pl.DataFrame:
            with reading("Arrays of the release"):
                return self._seen(self._flat.rsids.alleles(rsids))

        return self._exit.let_out("alleles.of_rsids", {"rsids": rsids}, ask)

    def within(self, regions: Sequence[Region]) -> pl.DataFrame:
        """Return one row per region that holds alleles: the first and the last of them.

        Columns: contig, start_pos, end_pos, first_allele, last_allele; in order of first_allele,
        each region once.
        """

        def ask() -> pl.DataFrame:
            contigs, starts, ends = (
                [getattr(region, name) for region in regions] for name in ("contig", "start", "end")
            )
            with reading("Arrays of the release"):
                first, last = self._flat.names.within(contigs, starts, ends)
            columns = {
                "contig": pl.Series(contigs, dtype=pl.String),
                "start_pos": pl.Series(starts, dtype=pl.Int64),
                "end_pos": pl.Series(ends, dtype=pl.Int64),
                "first_allele": first, "last_allele": last,
            }  # fmt: skip
            rows = pl.DataFrame(columns).filter(pl.col("first_allele") <= pl.col("last_allele"))
            return rows.unique().sort("first_allele", "start_pos", "end_pos", "last_allele")

        return self._exit.let_out("alleles.within", {"regions": regions}, ask)

    def annotations(self, alleles: Sequence[int]) -> pl.DataFrame:
        """Return consequence, consequence_class, location_class, clinvar_class and clinvar_stars.

        They are of the gene most severely hit; consequence is null, with the class "none", where
        nobody annotated the allele, and what is of ClinVar is null where it does not have it.
        """
        return self._let_out(
            "annotations", alleles, lambda places: self._flat.annotations.of(places)
        )

    def states(self, alleles: Sequence[int], call_set_id: str) -> pl.DataFrame:
        """Return absence, an_source and filter of the alleles in a call set.

        filter is null where the call set has no record of the allele.
        """
        return self._let_out(
            "states", alleles, lambda places: self._flat.states(call_set_id).of(places)
        )

    def _seen(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(self._flat.are_seen(rows["allele_index"].to_numpy().astype(np.int64)))

    def _n_alleles(self) -> int:
        with reading("Arrays of the release"):
            return self._flat.n_alleles

    def _let_out(
        self,
        question: str,
        alleles: Sequence[int],
        ask: Callable[[NDArray[np.int64]], pl.DataFrame],
    ) -> pl.DataFrame:
        def of_places() -> pl.DataFrame:
            with reading("Arrays of the release"):
                places = np.asarray(alleles, np.int64)
                n_alleles = self._flat.n_alleles
                if places.size and not 0 <= places.min() <= places.max() < n_alleles:
                    raise QueryError(
                        f"Expected alleles numbered from 0 to {n_alleles - 1:,}, as allele_index "
                        f"numbers them, got {places.min():,} to {places.max():,}."
                    )
                return ask(places)

        told: dict[str, Any] = {"alleles": alleles}
        return self._exit.let_out(f"alleles.{question}", told, of_places)
