"""The records of a block on their way to a batch: where they lie, and what was called."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.calls.call_codes import Calls
from data_loaders.vcf.calls.fixed_width import Planes
from data_loaders.vcf.record_alleles import SEQUENCE, Alleles
from data_loaders.vcf.record_lines import Lines


class Records(NamedTuple):
    """The records of a block with their alleles, counted or not.

    contig
        Place in genome.CONTIGS, -1 for a name that is not known, shape (n_records,).
    region
        Place in genome.REGION_CLASSES, -1 for a record that is passed over, shape (n_records,).
    alleles
        Of all records, in file order.
    """

    lines: Lines
    contig: NDArray[np.int8]
    region: NDArray[np.int8]
    alleles: Alleles

    def counted(self) -> NDArray[np.int64]:
        """Return the rows of the alleles that are counted, shape (n_counted,)."""
        in_record = self.region[self.alleles.record] >= 0
        return np.flatnonzero(in_record & (self.alleles.kind == SEQUENCE))

    def without(self, is_out: NDArray[np.bool_]) -> "Records":
        """Return the records with some of them passed over, shape (n_records,)."""
        return self._replace(region=np.where(is_out, -1, self.region).astype(np.int8))


class Called(NamedTuple):
    """Records with the calls of those that are not passed over.

    planes, calls
        Each record is in one of them: in planes where planes.is_read says so.
    n_missing
        How many calls of each record are missing, shape (n_records,).
    """

    records: Records
    planes: Planes
    calls: Calls
    n_missing: NDArray[np.int64]

    def n_called(self, n_ploid: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return how many people were called in each record, 0 where it is passed over.

        n_ploid
            People who have such a chromosome, by region class.
        """
        region = self.records.region
        n_called = np.where(region >= 0, n_ploid[region] - self.n_missing, 0)
        return n_called.astype(np.int32)

    def is_phased(self) -> NDArray[np.bool_]:
        """Tell of each record whether all its heterozygotes are phased, shape (n_records,)."""
        in_planes = self.planes.is_read & self.planes.has_unphased_het
        is_phased: NDArray[np.bool_] = (self.calls.n_unphased_hets == 0) & ~in_planes
        return is_phased


def with_calls(records: Records, planes: Planes, calls: Calls) -> Called:
    """Return the records with their calls, and the missing of them counted."""
    in_planes = np.bitwise_count(planes.missing).sum(axis=1, dtype=np.int64)
    n_missing = np.where(planes.is_read, in_planes, np.diff(calls.missing_offsets))
    return Called(records, planes, calls, n_missing)
