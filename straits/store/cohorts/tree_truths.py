"""What a cohort's criteria are of everybody, from the columns that are held: see sql/cohorts."""

from dataclasses import dataclass

import numpy as np

from straits import cohorts, privacy
from straits.cohorts import (
    Carrier,
    Category,
    Event,
    GeneCarrier,
    Matched,
    Measurement,
    Sex,
    Tree,
)
from straits.privacy import Profile
from straits.store.cohorts.carried_alleles import are_carriers
from straits.store.genotypes.call_set_genotypes import Genotypes
from straits.store.people import phenotype_criteria
from straits.store.people.held_people import HeldPeople
from straits.store.people.matching import are_matched
from straits.store.people.person_columns import PersonColumns
from straits.store.people.ranges import is_within
from straits.store.people.three_valued import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    all_of,
    any_of,
    of_flags,
    or_unknown,
)  # fmt: skip
from straits.tables import SEXES


@dataclass(frozen=True)
class TreeTruths:
    """What trees are of each of the people; what they name, the release must have."""

    people: HeldPeople
    genotypes: Genotypes
    profile: Profile

    def truth(self, tree: Tree) -> Truth:
        """Return what a tree is of each of the people, in the order of the person columns.

        Raises QueryError for alleles that the release does not have, or that too few people carry
        for the profile.
        """
        known = self._known(tree)
        return or_unknown(known) if tree.include_unknown else known

    def _known(self, tree: Tree) -> Truth:
        people = self.people.columns
        match tree:
            case cohorts.AllOf():
                return all_of([self.truth(part) for part in tree.parts], people.n_people)
            case cohorts.AnyOf():
                return any_of([self.truth(part) for part in tree.parts])
            case cohorts.Not():
                return -self.truth(tree.part)
            case Matched():
                return self._matched(tree)
            case Event():
                return self._event(tree)
            case cohorts.AncestryProbability():
                return is_within(self.people.ancestry_probabilities, tree)
            case Measurement() | Category():
                return self._of_values(tree)
            case cohorts.Carrier() | cohorts.GeneCarrier():
                return self._carriers(tree)
            case cohorts.PgxPhenotype():
                return self._askable(tree, self.people.pgx(tree))
        return _of_sheet(people, tree)

    def _carriers(self, tree: Carrier | GeneCarrier) -> Truth:
        return self._askable(tree, are_carriers(self.genotypes, self.people.columns, tree))

    def _askable(self, tree: Tree, truth: Truth) -> Truth:
        """Return what a criterion on genotypes is of each, if enough meet it and enough do not."""
        n_met, n_unmet = (int((truth == each).sum()) for each in (TRUE, FALSE))
        words = cohorts.sentence(tree)
        privacy.require_carriers(n_met, n_unmet, words[:200], self.profile)
        return truth

    def _matched(self, tree: Matched) -> Truth:
        is_case = self.truth(tree.cohort) == TRUE
        is_among = np.ones_like(is_case) if tree.among is None else self.truth(tree.among) == TRUE
        order = self.people.order_of_choice
        return are_matched(tree, self.people.columns, order, is_case, is_among)

    def _event(self, tree: Event) -> Truth:
        status = self.people.status(tree.phenotype)
        if tree.answer == "unknown":
            return phenotype_criteria.is_unknown(status)
        if tree.codes or tree.has_window or tree.times > 1:
            readings = self.people.readings(tree.phenotype)
            has = phenotype_criteria.has_events(tree, status, readings)
        else:
            has = phenotype_criteria.has_event(status)
        return has if tree.answer == "yes" else -has

    def _of_values(self, tree: Measurement | Category) -> Truth:
        status = self.people.status(tree.phenotype)
        if tree.which == "chosen":
            return phenotype_criteria.is_chosen_met(tree, status)
        readings = self.people.readings(tree.phenotype)
        if tree.which in ("latest", "first"):
            return phenotype_criteria.is_end_met(tree, status.value.size, readings)
        return phenotype_criteria.are_readings_met(tree, status, readings)


def _of_sheet(people: PersonColumns, tree: Tree) -> Truth:
    """Return what a criterion on the sample sheet, or on call sets, is of each of the people."""
    match tree:
        case cohorts.Age():
            return is_within(people.age, tree)
        case cohorts.Group():
            return people.of_grouping(tree.grouping).truth(tree.groups)
        case Sex():
            return np.array([_is_of_sex(sex, tree) for sex in SEXES], np.int8)[people.sex]
        case cohorts.Relatedness():
            return people.unrelated if tree.is_unrelated else -people.unrelated
        case cohorts.Site():
            by_call_set = of_flags(np.isin(people.site_ids, tree.sites))
        case cohorts.CallSet():
            by_call_set = of_flags(np.isin(people.call_set_ids, tree.call_sets))
        case cohorts.Assay():
            is_named = np.array([assay is not None for assay in people.assays])
            by_call_set = of_flags(
                np.array([assay in tree.assays for assay in people.assays]), is_named
            )
        case _:
            raise TypeError(f"expected a criterion, got {tree.kind!r}")
    return by_call_set[people.call_set]


def _is_of_sex(sex: str, asked: Sex) -> np.int8:
    """Return whether people of a sex are of one asked for; unknown of those whose sex is not known.

    Unless it is asked for who has no known sex.
    """
    if sex in asked.sexes:
        return TRUE
    return UNKNOWN if sex == "unknown" else FALSE
