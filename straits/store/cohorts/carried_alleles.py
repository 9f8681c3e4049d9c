"""Who carries an allele, from the genotypes that are held of those who are counted."""

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import Carrier, GeneCarrier
from straits.genotypes.columns import people_masks
from straits.genotypes.masks import bits
from straits.store.cohorts import criterion_files
from straits.store.cohorts.named_alleles import alleles_of
from straits.store.genotypes.call_set_genotypes import NO_RECORD, AlleleStates, Genotypes
from straits.store.people.person_columns import PersonColumns
from straits.store.people.three_valued import UNKNOWN, Truth, of_flags

_Mask = NDArray[np.uint8]


def are_carriers(
    genotypes: Genotypes, people: PersonColumns, asked: Carrier | GeneCarrier
) -> Truth:
    """Return who meets a criterion on genotypes.

    Unknown where no allele is met and one is unclear: the call is missing, nobody looked, or the
    person does not have that part of the genome; and in call sets that know of none of the alleles.
    Raises QueryError if the release has none of them, or where a name stands for none or several.
    """
    alleles = alleles_of(genotypes.run, asked)["allele_index"].to_list()
    truth = np.full(people.n_people, UNKNOWN)
    for call_set_id, states in genotypes.states_of(alleles).items():
        here = people.of(call_set_id)
        if here.start == here.stop:
            continue  # such as an external panel, of which nobody is a person
        is_met, is_unclear = (
            bits(mask, 8 * mask.size)[people.sample_index[here]]
            for mask in _masks(genotypes, call_set_id, states, criterion_files.copies(asked))
        )
        truth[here] = of_flags(is_met, is_met | ~is_unclear)
    return truth


def _masks(
    genotypes: Genotypes, call_set_id: str, states: AlleleStates, copies: tuple[int, int]
) -> tuple[_Mask, _Mask]:
    """Return whose copies of any allele are as many as asked for, and of whom one is unclear."""
    low, high = copies
    ploidy = genotypes.ploidy(call_set_id)
    has = ploidy.diploid | ploidy.haploid
    is_met, is_unclear = np.zeros_like(has[0]), np.zeros_like(has[0])
    is_recorded = states.variant != NO_RECORD
    # Without a record who has that part of the genome has no copy, unless nobody looked.
    without = zip(states.region[~is_recorded], states.is_known[~is_recorded], strict=True)
    for region, is_known in set(without):
        known = has[region] if is_known else np.zeros_like(is_met)
        is_unclear |= ~known
        if low == 0:
            is_met |= known
    recorded = np.flatnonzero(is_recorded)
    recorded = recorded[np.argsort(states.variant[recorded], kind="stable")]
    for part in genotypes.rows(call_set_id, states.variant[recorded]):
        for row, region in enumerate(states.region[recorded[part.asked]]):
            first, second, is_missing = people_masks(part.columns, row, is_met.size)
            by_copies = (~(first | second), first ^ second, first & second)
            known = has[region] & ~is_missing
            is_unclear |= ~known
            for number in range(low, high + 1):
                is_met |= known & by_copies[number]
    return is_met, is_unclear
