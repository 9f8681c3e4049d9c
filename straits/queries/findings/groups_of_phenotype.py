"""The people of each group who have a phenotype of a pharmacogene, certain and possible."""

import polars as pl

from straits.queries.findings.groups_of_allele import NOT_CALLED, WITHHELD, GroupsOfAllele
from straits.queries.findings.parting import Counted

# Why nothing is told of a group: of more than half of its people it is not known.
OPEN = "open"


def groups_of_phenotype(rows: pl.DataFrame) -> GroupsOfAllele:
    """Return what is known of the groups at one phenotype, their call sets added up.

    A group is unknown if a call set of it is withheld, if nobody of it is covered, and if it is not
    known of more than half of its people whether they have the phenotype.

    rows
        group_id, group_label, n_certain, n_possible and n_covered, by call set; null if withheld.

    >>> groups_of_phenotype(pl.DataFrame({"group_id": ["a", "a", "b"],
    ...     "group_label": ["A", "A", "B"], "n_certain": [1, 2, 0], "n_possible": [1, 4, 90],
    ...     "n_covered": [50, 60, 100]}))
    GroupsOfAllele(known=(Counted(label='A', ac_low=3, ac_high=5, an=110, where='', \
is_of_people=True),), unknown=(('B', 'open'),))
    """
    known, unknown = [], []
    counts = ["n_certain", "n_possible", "n_covered"]
    for _, group in rows.group_by("group_id", maintain_order=True):
        label = str(group["group_label"][0])
        if any(group[name].has_nulls() for name in counts):
            unknown.append((label, WITHHELD))
            continue
        certain, possible, covered = (int(group[name].sum()) for name in counts)
        if not covered:
            unknown.append((label, NOT_CALLED))
        elif 2 * (possible - certain) > covered:
            unknown.append((label, OPEN))
        else:
            known.append(Counted(label, certain, possible, covered, is_of_people=True))
    return GroupsOfAllele(tuple(known), tuple(unknown))
