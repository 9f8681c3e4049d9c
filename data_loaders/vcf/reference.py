"""The reference genome: REF is checked against it, and indels are moved left along it."""

from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pysam
from numpy.typing import NDArray

from data_loaders.vcf.bgzf.blocks import check_whole
from straits import genome
from straits.errors import InputError


class Reference:
    """A FASTA file, one contig at a time in memory; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a FASTA; its index is made beside it if missing. Raises InputError if not."""
        self._path = path
        try:
            check_whole(path)
            self._fasta = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be read as FASTA ({error}). Give an uncompressed or "
                "bgzip-compressed FASTA, with its .fai beside it or in a folder where that can be "
                "written."
            ) from error
        self._names: dict[str, str] = {}
        for name in self._fasta.references:
            try:
                self._names.setdefault(genome.normalise_contig(name), name)
            except ValueError:
                continue
        self._lock = Lock()
        self._contig: str | None = None
        self._sequence = np.empty(0, np.uint8)

    def sequence(self, contig: str) -> NDArray[np.uint8]:
        """Return the bases of a contig as ASCII, shape (n,); raises InputError without any."""
        with self._lock:
            if contig != self._contig:
                if contig not in self._names:
                    raise InputError(
                        f"{self._path} has no sequence for {contig}, on which the VCF has records. "
                        "Name the FASTA that the VCF was called against."
                    )
                bases = self._fasta.fetch(self._names[contig]).encode()
                self._sequence, self._contig = np.frombuffer(bases, np.uint8), contig
            return self._sequence


def left_aligned(batch: pa.RecordBatch, reference: Reference) -> pa.RecordBatch:
    """Return the batch with every insertion and deletion moved as far left as it goes."""
    lengths = pc.binary_length(batch["ref"]), pc.binary_length(batch["alt"])
    is_indel = pc.not_equal(*lengths).to_numpy(zero_copy_only=False)
    if not is_indel.any():
        return batch
    contigs, pos = batch["contig"].to_numpy(), batch["pos"].to_numpy().copy()
    refs, alts = batch["ref"].to_pylist(), batch["alt"].to_pylist()
    for row in np.flatnonzero(is_indel):
        sequence = reference.sequence(genome.CONTIGS[contigs[row]])
        pos[row], refs[row], alts[row] = genome.left_align(
            int(pos[row]), refs[row], alts[row],
            lambda at, bases=sequence: chr(bases[at - 1] & 0xDF),  # type: ignore[misc]
        )  # fmt: skip
    columns = {"pos": pa.array(pos), "ref": pa.array(refs), "alt": pa.array(alts)}
    return pa.record_batch(
        [columns.get(field.name, batch[field.name]) for field in batch.schema], schema=batch.schema
    )
