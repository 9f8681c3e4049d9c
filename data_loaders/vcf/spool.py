"""Rows of a call set waiting on disk, contig by contig, until all files are read."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from data_loaders.vcf.record_batch import SCHEMA
from straits import genome


class Spool:
    """A folder with one Arrow file per contig; batches are appended in the order they come."""

    def __init__(self, folder: Path, schema: pa.Schema = SCHEMA) -> None:
        """Start with nothing; the folder is made. Among the columns is `contig`, a code."""
        folder.mkdir(parents=True)
        self._folder = folder
        self._schema = schema
        self._writers: dict[int, pa.ipc.RecordBatchFileWriter] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Append the rows of a batch to the files of their contigs."""
        codes = batch["contig"].to_numpy()
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        for start, stop in zip(starts, [*starts[1:], codes.size], strict=True):
            code = int(codes[start])
            if code not in self._writers:
                self._writers[code] = pa.ipc.new_file(str(self._path(code)), self._schema)
            self._writers[code].write_batch(batch.slice(start, stop - start))

    def close(self) -> None:
        """Finish the files, so that they can be read."""
        for writer in self._writers.values():
            writer.close()

    def contigs(self) -> list[str]:
        """Return the contigs that have rows, in the order of genome.CONTIGS."""
        return [genome.CONTIGS[code] for code in sorted(self._writers)]

    def read(self, contig: str) -> pa.Table:
        """Return the rows of a contig in the order they came, mapped from disk."""
        source = pa.memory_map(str(self._path(genome.CONTIG_ORDER[contig])))
        return pa.ipc.open_file(source).read_all()

    def _path(self, code: int) -> Path:
        return self._folder / f"{genome.CONTIGS[code]}.arrow"
