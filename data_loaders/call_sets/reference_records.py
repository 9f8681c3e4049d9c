"""Records without an alternate allele: who was called where another call set has an allele.

They wait until all call sets are read. Then each allele that another call set has, and whose bases
such a record covers, becomes a row of this call set that nobody carries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_loaders.vcf.called_records import Called, Records
from data_loaders.vcf.calls.call_codes import Calls
from data_loaders.vcf.calls.pack import Genotypes
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.info import info_values
from data_loaders.vcf.plan import region_classes
from data_loaders.vcf.record_alleles import REFERENCE_BLOCK
from data_loaders.vcf.record_batch import SCHEMA, build_record_batch, text_column
from data_loaders.vcf.record_lines import Lines
from data_loaders.vcf.spool import Spool
from straits import genome

_ALLELE = ["pos", "ref", "alt"]
# The last base that a record speaks of: END where it has one.
REFERENCE_SCHEMA = pa.schema([*SCHEMA, ("end_pos", pa.int32())])


@dataclass(frozen=True)
class KnownAlleles:
    """Alleles that other call sets have; each source gives pos, ref and alt of a contig."""

    sources: Sequence[Callable[[str], pl.DataFrame]]
    build: str

    def rows(self, contig: str, own: pa.Table, references: pa.Table, drops: Drops) -> pa.Table:
        """Return rows of batch.SCHEMA for alleles that are not a call set's own.

        own
            Its rows on the contig, of batch.SCHEMA.
        references
            Its records without an alternate there, of REFERENCE_SCHEMA.
        drops
            Where records are added that have another REF than the alleles they lie at.
        """
        mine = pl.DataFrame(pl.from_arrow(own.select(_ALLELE)))
        known = pl.concat([alleles(contig) for alleles in self.sources]).unique()
        alleles = known.join(mine, on=_ALLELE, how="anti").sort(_ALLELE)
        # Of several records of a place the last counts: PASS, then the most called.
        is_pass = pc.fill_null(pc.equal(references["filter"], "PASS"), False)
        order = pc.sort_indices(
            references.select(["pos", "n_called"]).append_column("is_pass", is_pass),
            [("pos", "ascending"), ("is_pass", "ascending"), ("n_called", "ascending")],
        ).to_numpy()
        start, end = (references[name].to_numpy()[order] for name in ("pos", "end_pos"))
        pos = alleles["pos"].to_numpy()
        last = pos + alleles["ref"].str.len_bytes().to_numpy().astype(np.int64) - 1
        record = np.searchsorted(start, pos, side="right") - 1
        is_covered = (record >= 0) & (end[record] >= last)
        alleles = alleles.filter(pl.Series(is_covered))
        rows = references.take(pa.array(order[record[is_covered]]))
        has_same_bases = _has_same_bases(alleles, rows)
        _add_other_refs(contig, alleles, rows, has_same_bases, drops)
        fits = self._is_same_region(contig, alleles, rows) & has_same_bases
        return _of_alleles(rows.filter(pa.array(fits)), alleles.filter(pl.Series(fits)))

    def _is_same_region(
        self, contig: str, alleles: pl.DataFrame, rows: pa.Table
    ) -> NDArray[np.bool_]:
        """Tell of each allele whether people have as many copies there as at its record."""
        codes = np.full(alleles.height, genome.CONTIG_ORDER[contig], np.int8)
        region = region_classes(self.build, codes, alleles["pos"].to_numpy().astype(np.int64))
        return np.asarray(region == rows["region"].to_numpy())


@dataclass(frozen=True)
class RowsWithReferences:
    """The rows of a call set, and those of others' alleles where it has a reference record."""

    spool: Spool
    references: Spool
    known: KnownAlleles
    drops: Drops

    def contigs(self) -> list[str]:
        """Return the contigs that may have rows, in the order of genome.CONTIGS."""
        there = {*self.spool.contigs(), *self.references.contigs()}
        return sorted(there, key=genome.CONTIG_ORDER.__getitem__)

    def read(self, contig: str) -> pa.Table:
        """Return the rows of a contig: the call set's own, then the others'."""
        has_own = contig in self.spool.contigs()
        own = self.spool.read(contig) if has_own else SCHEMA.empty_table()
        if contig not in self.references.contigs():
            return own
        references = self.references.read(contig)
        return pa.concat_tables([own, self.known.rows(contig, own, references, self.drops)])


def is_reference(records: Records) -> NDArray[np.bool_]:
    """Tell which records name no alternate but <*> and <NON_REF>, "any other allele"."""
    alleles = records.alleles
    is_other = np.zeros(records.lines.pos.size, np.bool_)
    is_other[alleles.record[alleles.kind != REFERENCE_BLOCK]] = True
    return ~is_other


def without_carriers(calls: Calls, is_reference: NDArray[np.bool_]) -> Calls:
    """Return the calls with carriers of "any other allele" missing: of which, nobody says."""
    record = np.repeat(np.arange(is_reference.size), np.diff(calls.carrier_offsets))
    is_out = is_reference[record]
    if not is_out.any():
        return calls
    sample = np.concatenate([calls.missing, calls.carriers[is_out, 0]])
    of_missing = np.repeat(np.arange(is_reference.size), np.diff(calls.missing_offsets))
    of_record = np.concatenate([of_missing, record[is_out]])
    order = np.lexsort((sample, of_record))

    def offsets(records: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(records, np.arange(is_reference.size + 1))

    return calls._replace(
        carriers=calls.carriers[~is_out],
        carrier_offsets=offsets(record[~is_out]),
        missing=sample[order].astype(np.int32),
        missing_offsets=offsets(of_record[order]),
    )


def reference_batch(
    called: Called,
    is_reference: NDArray[np.bool_],
    genotypes: Genotypes,
    n_called: NDArray[np.int32],
    file: int,
) -> pa.RecordBatch:
    """Return the records without an alternate in which somebody was called, of REFERENCE_SCHEMA."""
    lines = called.records.lines
    rows = np.flatnonzero(is_reference & (n_called > 0))
    batch = build_record_batch(called, rows, genotypes, n_called, file)
    length = pc.binary_length(batch["ref"]).to_numpy()
    last = lines.pos[rows] + length - 1
    end = np.maximum(last, _ends(lines)[rows]).astype(np.int32)
    return pa.record_batch([*batch.columns, pa.array(end)], schema=REFERENCE_SCHEMA)


def written_alleles(variants: Path, contig: str) -> pl.DataFrame:
    """Return pos, ref and alt of a contig of a call set that is written."""
    rows = pl.scan_parquet(variants, hive_partitioning=False, glob=False)
    return rows.filter(pl.col("contig") == contig).select(_ALLELE).collect()


def spooled_alleles(spool: Spool, contig: str) -> pl.DataFrame:
    """Return pos, ref and alt of a contig of a call set that waits to be written."""
    has_rows = contig in spool.contigs()
    rows = spool.read(contig) if has_rows else SCHEMA.empty_table()
    return pl.DataFrame(pl.from_arrow(rows.select(_ALLELE)))


def _ends(lines: Lines) -> NDArray[np.int64]:
    """Return INFO/END of each record, 0 where it has none."""
    first, last = info_values(lines, "END")
    texts = pl.from_arrow(text_column(lines.text, np.maximum(first, 0), np.maximum(last, 0)))
    assert isinstance(texts, pl.Series)
    return texts.cast(pl.Int64, strict=False).fill_null(0).to_numpy()


def _has_same_bases(alleles: pl.DataFrame, rows: pa.Table) -> NDArray[np.bool_]:
    """Tell whether the bases of each allele's REF are those of its record, as far as it has any."""
    record = pl.DataFrame(pl.from_arrow(rows.select(["pos", "ref"])))
    written = record["ref"].str.slice(alleles["pos"] - record["pos"])
    length = pl.min_horizontal(written.str.len_chars(), alleles["ref"].str.len_chars())
    shared = pl.select(length).to_series()
    return (written.str.head(shared) == alleles["ref"].str.head(shared)).to_numpy()


def _add_other_refs(
    contig: str,
    alleles: pl.DataFrame,
    rows: pa.Table,
    has_same_bases: NDArray[np.bool_],
    drops: Drops,
) -> None:
    """Add each record once whose bases are others than those of an allele that it lies at."""
    record = pl.DataFrame(pl.from_arrow(rows.select(["file", "pos", "ref"])))
    of_alleles = {"allele_pos": alleles["pos"], "allele_ref": alleles["ref"]}
    odd = record.with_columns(**of_alleles).filter(pl.Series(~has_same_bases))
    odd = odd.unique(record.columns, maintain_order=True)
    for row in odd.iter_rows(named=True):
        there = f"another call set has {row['allele_ref']} at {contig}:{row['allele_pos']}"
        drops.add(
            "record", "ref_of_another_call_set", row["file"], contig, row["pos"], row["ref"], ".",
            there,
        )  # fmt: skip


def _of_alleles(rows: pa.Table, alleles: pl.DataFrame) -> pa.Table:
    columns = {name: alleles[name].to_arrow().cast(SCHEMA.field(name).type)
               for name in _ALLELE}  # fmt: skip
    return pa.table([columns.get(name, rows[name]) for name in SCHEMA.names], schema=SCHEMA)
