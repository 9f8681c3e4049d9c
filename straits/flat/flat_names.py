"""What alleles are called, as arrays over all of them, and the names of some found at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped
from straits.flat.flat_codes import Codes, CodesWriter, read_codes
from straits.flat.flat_texts import SparseTexts, TextsWriter, read_texts

# contig, pos, ref and alt.
Place = tuple[str, int, str, str]

FOLDER = "flat/alleles"
# Of ref and alt an allele's code tells those of one base; the others are spelled out.
_KIND = ("ref", "alt", "variant_type", "region_class")
NO_RSID, ODD_RSID = 0, 2**32 - 1
_RSID = r"^rs([1-9][0-9]{0,9})$"


class NamesWriter:
    """Writes the names of alleles, a part of them at a time."""

    def __init__(self, aggregates: Path) -> None:
        """Open the files of a release."""
        folder = aggregates / FOLDER
        self._contigs = folder / "contigs.parquet"
        self._pos = ArrayWriter(folder / "pos.npy", np.int32)
        self._rsid = ArrayWriter(folder / "rsid.npy", np.uint32)
        self._kind = CodesWriter(folder / "kind.npy", _KIND)
        self._spelled = TextsWriter(folder / "spelled")
        self._odd_rsids = TextsWriter(folder / "odd_rsids")
        self._n_of_contig: dict[str, int] = {}

    def write(self, rows: pl.DataFrame) -> None:
        """Append the next rows of the table `alleles`."""
        first = self._pos.n_values
        for contig, n_alleles in rows.group_by("contig", maintain_order=True).len().iter_rows():
            self._n_of_contig[contig] = self._n_of_contig.get(contig, 0) + n_alleles
        is_short = (pl.col("ref").str.len_bytes() == 1) & (pl.col("alt").str.len_bytes() == 1)
        number = pl.col("rsid").str.extract(_RSID).cast(pl.UInt64)
        known = rows.with_columns(
            pl.when(is_short).then(name).alias(name) for name in ("ref", "alt")
        ).with_columns(
            pl.when(number < ODD_RSID)
            .then(number)
            .otherwise(pl.when(pl.col("rsid").is_null()).then(NO_RSID).otherwise(ODD_RSID))
            .alias("number")
        )
        self._pos.write(known["pos"].to_numpy())
        self._rsid.write(known["number"].to_numpy())
        self._kind.write(known)
        spelled = pl.concat_str("ref", pl.lit(" "), "alt")
        for writer, is_there, text in (
            (self._spelled, known["ref"].is_null(), spelled),
            (self._odd_rsids, known["number"] == ODD_RSID, pl.col("rsid")),
        ):
            at = is_there.arg_true()
            writer.write(first + at.to_numpy().astype(np.int64), rows[at].select(text).to_series())

    def close(self) -> None:
        """Close the files."""
        n_alleles = list(self._n_of_contig.values())
        contigs = {
            "contig": pl.Series(list(self._n_of_contig), dtype=pl.String),
            "first_allele": pl.Series(list(accumulate(n_alleles, initial=0))[:-1], dtype=pl.Int64),
        }
        pl.DataFrame(contigs).write_parquet(self._contigs)
        for writer in (self._pos, self._rsid, self._kind, self._spelled, self._odd_rsids):
            writer.close()


@dataclass(frozen=True)
class Names:
    """The names of all alleles.

    contigs
        The first allele of each contig that has any, in order.
    pos
        Shape (n_alleles,); 1-based.
    rsid
        The number of the rsID, shape (n_alleles,); NO_RSID where there is none, ODD_RSID where
        odd_rsids has what the allele is called.
    kind
        Codes with the columns ref and alt (null where one is longer than a base), variant_type and
        region_class.
    """

    contigs: dict[str, int]
    pos: NDArray[np.int32]
    rsid: NDArray[np.uint32]
    kind: Codes
    spelled: SparseTexts
    odd_rsids: SparseTexts

    def within(
        self, contigs: Sequence[str], starts: ArrayLike, ends: ArrayLike
    ) -> NDArray[np.int64]:
        """Return the first and the last allele of regions, both ends included, shape (2, n).

        The last is below the first where a region holds none, as on a contig without alleles.
        """
        limits = np.iinfo(np.int32)
        # Of the type of pos, which would be copied whole for another.
        low, high = (
            np.clip(np.asarray(end, np.int64), limits.min, limits.max).astype(np.int32)
            for end in (starts, ends)
        )
        named = np.asarray(contigs, dtype=object)
        found = np.vstack([np.zeros(named.size, np.int64), np.full(named.size, -1, np.int64)])
        firsts = [*self.contigs.values(), self.pos.size]
        for contig, first, stop in zip(self.contigs, firsts, firsts[1:], strict=False):
            at = np.flatnonzero(named == contig)
            pos = self.pos[first:stop]
            found[0, at] = first + np.searchsorted(pos, low[at], "left")
            found[1, at] = first + np.searchsorted(pos, high[at], "right") - 1
        return found

    def at(self, places: Sequence[Place]) -> pl.DataFrame:
        """Return variant_id and allele_index of the alleles of some places and bases, in order.

        What the release does not have has no row.
        """
        contigs, positions = [place[0] for place in places], [place[1] for place in places]
        ranges = self.within(contigs, positions, positions).T.tolist()
        near = [np.arange(first, last + 1) for first, last in ranges]
        alleles = np.unique(np.concatenate([np.empty(0, np.int64), *near]))
        wanted = ["-".join(map(str, place)) for place in places]
        return (
            self.of(alleles)
            .select("variant_id", "allele_index")
            .filter(pl.col("variant_id").is_in(wanted))
        )

    def of(self, alleles: NDArray[np.int64]) -> pl.DataFrame:
        """Return one row per allele, in their order.

        Columns: allele_index, variant_id, contig, pos, ref, alt, variant_type, region_class, rsid.
        """
        starts = np.array(list(self.contigs.values()))
        contigs = pl.Series(list(self.contigs), dtype=pl.String)
        kind = self.kind.of(alleles)
        ref, alt = kind["ref"].to_list(), kind["alt"].to_list()
        long = kind["ref"].is_null().arg_true().to_numpy()
        for at, text in zip(long, self.spelled.of(alleles[long]), strict=True):
            ref[at], _, alt[at] = text.partition(" ")
        numbers = self.rsid[alleles]
        rsid = [f"rs{number}" if number else None for number in numbers.tolist()]
        odd = np.flatnonzero(numbers == ODD_RSID)
        for at, text in zip(odd, self.odd_rsids.of(alleles[odd]), strict=True):
            rsid[at] = text
        frame = pl.DataFrame(
            {
                "allele_index": alleles,
                "contig": contigs[np.searchsorted(starts, alleles, "right") - 1],
                "pos": self.pos[alleles],
                "ref": pl.Series(ref, dtype=pl.String),
                "alt": pl.Series(alt, dtype=pl.String),
                "variant_type": kind["variant_type"],
                "region_class": kind["region_class"],
                "rsid": pl.Series(rsid, dtype=pl.String),
            }
        )
        name = pl.concat_str("contig", "pos", "ref", "alt", separator="-").alias("variant_id")
        return frame.select("allele_index", name, pl.exclude("allele_index"))


def read_names(aggregates: Path) -> Names:
    """Return the names of a release; raises OSError or ValueError where they cannot be read."""
    folder = aggregates / FOLDER
    return Names(
        dict(pl.read_parquet(folder / "contigs.parquet", glob=False).iter_rows()),
        mapped(folder / "pos.npy"),
        mapped(folder / "rsid.npy"),
        read_codes(folder / "kind.npy"),
        read_texts(folder / "spelled"),
        read_texts(folder / "odd_rsids"),
    )
