"""Which alleles of a release a list of variants means, and what of it is not here."""

from collections.abc import Iterator
from dataclasses import dataclass

from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele.allele_filters import merged, n_alleles
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.lists.variant_list_text import Entry, WrittenVariants, name_of
from straits.store import Store

# As many as an address bears; a command takes any number.
MOST_VARIANTS = 1_000
# Entries that are looked up at once.
_AT_ONCE = 100_000


@dataclass(frozen=True)
class VariantList:
    """What the entries of a list stand for.

    ranges
        The alleles, as first and last allele_index, both included, in order; no two touch.
    names
        The entries in their short form, each once, in the order of the list.
    unknown
        Those of them that the release has no allele of.
    unreadable
        What of the list is no rsID, allele or region, as it is written.
    """

    ranges: tuple[AlleleRange, ...]
    names: tuple[str, ...]
    unknown: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def n_alleles(self) -> int:
        """How many alleles of the release are meant."""
        return n_alleles(self.ranges)


def variant_list(store: Store, written: WrittenVariants) -> VariantList:
    """Return the alleles that a list means: all that have an rsID, and all within a region.

    Raises QueryError for a list that says that it is of another build.
    """
    build = store.study.build
    if written.build not in (None, build):
        raise QueryError(
            f"The list of variants is of {written.build}, and the study of {build}: the same place "
            f"is another one there. Bring a list of {build}, or of rsIDs."
        )
    ranges: list[AlleleRange] = []
    known: set[Entry] = set()
    for start in range(0, len(written.entries), _AT_ONCE):
        for entry, span in _found(store, written.entries[start : start + _AT_ONCE]):
            known.add(entry)
            ranges.append(span)
    unknown = [name_of(entry) for entry in written.entries if entry not in known]
    return VariantList(merged(ranges), written.names, tuple(unknown), written.unreadable)


def _found(store: Store, entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, AlleleRange]]:
    """Yield the entries that the release has alleles of, with the ranges of them."""
    rsids = [entry for entry in entries if isinstance(entry, str)]
    regions = [entry for entry in entries if isinstance(entry, Region)]
    alleles = {name_of(entry): entry for entry in entries if isinstance(entry, tuple)}
    if rsids:
        for rsid, index in store.alleles.of_rsids(rsids).iter_rows():
            yield rsid, (index, index)
    if alleles:
        for name, index in store.alleles.at(list(alleles.values())).iter_rows():
            yield alleles[name], (index, index)
    if regions:
        for contig, start, end, first, last in store.alleles.within(regions).iter_rows():
            yield Region(contig, start, end), (first, last)
