"""A cohort with the unit of every measurement, for those who read it."""

from collections.abc import Mapping

from straits.cohorts.criteria import AllOf, AnyOf, Matched, Measurement, Not, Tree


def with_units(tree: Tree, units: Mapping[str, str]) -> Tree:
    """Return a cohort in which each measurement without a unit has that of its phenotype.

    It has the same people, and another id where it changed.

    >>> asked = Not(part=Measurement(phenotype="hba1c", above=53.0))
    >>> with_units(asked, {"hba1c": "mmol/mol"}).part.unit
    'mmol/mol'
    """
    if isinstance(tree, Measurement):
        unit = tree.unit or units.get(tree.phenotype)
        return tree.model_copy(update={"unit": unit})
    if isinstance(tree, AllOf | AnyOf):
        parts = tuple(with_units(part, units) for part in tree.parts)
        return tree.model_copy(update={"parts": parts})
    if isinstance(tree, Not):
        return tree.model_copy(update={"part": with_units(tree.part, units)})
    if isinstance(tree, Matched):
        among = None if tree.among is None else with_units(tree.among, units)
        cohort = with_units(tree.cohort, units)
        return tree.model_copy(update={"cohort": cohort, "among": among})
    return tree
