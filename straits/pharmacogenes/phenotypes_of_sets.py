"""The phenotypes that a set of diplotypes allows."""

from collections.abc import Mapping, Sequence

from straits.pharmacogenes.diplotype_sets import NO_COPY, UNNAMED, DiplotypeSet

# What is said where a chromosome has no name, and where no rule tells of two values.
NOT_NAMED, INDETERMINATE = "Not named", "Indeterminate"
# The value of a chromosome that a person does not have, as the rules write it.
ONE_COPY = "one copy"

Rules = Mapping[tuple[str, str], str]


def phenotypes(diplotypes: DiplotypeSet, values: Sequence[str], rules: Rules) -> list[str]:
    """Return the phenotype of each diplotype of a set.

    values
        Of each allele of the gene: its function, or its activity score.
    rules
        The phenotype of two values in either order.

    >>> rules = {("no function", "normal function"): "Intermediate Metabolizer"}
    >>> phenotypes(((0, 1), (0, UNNAMED)), ["normal function", "no function"], rules)
    ['Intermediate Metabolizer', 'Not named']
    """
    return [_phenotype(pair, values, rules) for pair in diplotypes]


def _phenotype(pair: tuple[int, int], values: Sequence[str], rules: Rules) -> str:
    if UNNAMED in pair:
        return NOT_NAMED
    one, two = (ONE_COPY if allele == NO_COPY else values[allele] for allele in pair)
    return rules.get((one, two)) or rules.get((two, one)) or INDETERMINATE
