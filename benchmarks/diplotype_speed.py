"""How long diplotypes of all pharmacogenes take: sets of people whose calls are not phased."""

import time

import numpy as np

from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.settings import Settings
from data_loaders.pharmacogenes.definition_tables import Pharmacogene, read_pharmacogenes
from straits.pharmacogenes.diplotype_sets import (
    FIRST,
    SECOND,
    UNKNOWN,
    DiplotypeSets,
    GeneCalls,
)
from straits.pharmacogenes.named_haplotypes import NEEDED

# The 1000 Genomes panel with its relatives, and a national cohort.
_PEOPLE = (3_202, 100_000)
_MISSING = 0.001


def pharmacogenes(settings: Settings) -> list[Outcome]:
    """Call the sets of all genes for people whose alleles are drawn, one call in 1,000 missing."""
    genes = read_pharmacogenes("GRCh38")
    found = []
    for n_people in _PEOPLE:
        rounds = max(2, min(settings.scale.rounds, 5))
        timed, n_sets = [], 0
        for _ in range(rounds):
            random = np.random.default_rng(1)
            seconds, n_sets, most = 0.0, 0, 0
            for gene in genes:
                calls = _drawn(gene, n_people, random)
                most = max(most, calls.codes.nbytes)
                sets = DiplotypeSets(gene.definition)
                start = time.perf_counter()
                sets.of_people(calls)
                seconds += time.perf_counter() - start
                n_sets += len(sets.sets)
            timed.append(seconds)
        found.append(
            Outcome(
                f"pharmacogenes-{n_people}",
                f"diplotypes of {len(genes)} genes, as sets, calls not phased",
                f"{n_people:,} people drawn from the alleles",
                Side("Straits", tuple(timed)),
                None,
                Bar(),
                note=f"{n_sets:,} different sets; a gene at a time, whose calls are "
                f"{most / 1e6:.0f} MB at most.",
            )
        )
    return found


def _drawn(gene: Pharmacogene, n_people: int, random: np.random.Generator) -> GeneCalls:
    """Return calls of two alleles each, the first of the table the commonest."""
    cells = (gene.definition.cells == NEEDED).astype(np.uint8)
    weight = 1 / np.arange(1, len(cells) + 1) ** 2
    one, two = (cells[random.choice(len(cells), n_people, p=weight / weight.sum())] for _ in "12")
    codes = one * np.uint8(FIRST) | two * np.uint8(SECOND)
    codes[random.random(codes.shape) < _MISSING] = UNKNOWN
    is_phased = np.zeros(codes.shape[1], np.bool_)
    return GeneCalls(codes, is_phased, np.full(n_people, 2, np.int8))
