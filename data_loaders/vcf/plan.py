"""How the files of one call set are to be read: who is in it, with which ploidy, by which rule."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.calls.call_codes import Columns
from data_loaders.vcf.calls.genotype_rules import NO_RULE, Rule
from straits import genome

# Ploidy by region class and sex; unknown sex has none on X and Y outside the PAR.
_PLOIDY = {
    "autosome": {"XX": 2, "XY": 2, "unknown": 2},
    "x": {"XX": 2, "XY": 1, "unknown": 0},
    "y": {"XX": 0, "XY": 1, "unknown": 0},
    "mt": {"XX": 1, "XY": 1, "unknown": 1},
}


@dataclass(frozen=True)
class Plan:
    """What ingest decided about a call set before it reads the first record.

    sample_ids
        The samples of the call set; a sample's place is its sample_index.
    sexes
        XX, XY or unknown, one per sample.
    min_r2
        The lowest R2 of an imputed allele that is counted; None for all.
    reference
        FASTA to check REF against and to left-align with, or None.
    """

    call_set_id: str
    files: tuple[Path, ...]
    build: str
    sample_ids: tuple[str, ...]
    sexes: tuple[str, ...]
    rule: Rule = NO_RULE
    reference: Path | None = None
    min_r2: float | None = None

    @property
    def ploidy(self) -> NDArray[np.int8]:
        """Ploidy by region class and sample, shape (n_region_classes, n_samples)."""
        return np.array(
            [[_PLOIDY[klass][sex] for sex in self.sexes] for klass in genome.REGION_CLASSES],
            np.int8,
        ).reshape(len(genome.REGION_CLASSES), len(self.sexes))

    def columns(self, samples: tuple[str, ...]) -> Columns:
        """Return who the genotype columns of a file are, by the names in its header."""
        index = {sample: order for order, sample in enumerate(self.sample_ids)}
        sample = np.array([index.get(name, -1) for name in samples], np.int32)
        ploidy = self.ploidy
        return Columns(sample, ploidy, (ploidy == 0).sum(axis=1))


def region_classes(
    build: str, contigs: NDArray[np.int8], pos: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Return each position's place in genome.REGION_CLASSES, shape (n,); contigs by their code."""
    classes = np.zeros(pos.size, np.int8)
    for name, klass in (("chrX", 1), ("chrY", 2)):
        here = contigs == genome.CONTIG_ORDER[name]
        if here.any():
            outside = here.copy()
            for start, end in genome.PSEUDO_AUTOSOMAL[build][name]:
                # Both ends belong to the region: it is 1-based and closed, as pos is.
                outside &= ~((pos >= start) & (pos <= end))
            classes[outside] = klass
    classes[contigs == genome.CONTIG_ORDER["chrM"]] = 3
    return classes
