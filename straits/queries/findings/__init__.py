"""What counts tell: how groups stand to each other, and where they do not tell."""

from straits.queries.findings.group_order import GroupOrder, group_order
from straits.queries.findings.groups_of_allele import GroupsOfAllele, groups_of_allele
from straits.queries.findings.groups_of_phenotype import OPEN, groups_of_phenotype
from straits.queries.findings.parting import ALPHA, Counted, surely_more

__all__ = [
    "ALPHA", "Counted", "GroupOrder", "GroupsOfAllele", "OPEN", "group_order", "groups_of_allele",
    "groups_of_phenotype", "surely_more",
]  # fmt: skip
