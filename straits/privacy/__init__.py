"""What may leave a store: access profiles as data, the guard on results, the cells of a study."""

from straits.privacy.decide import (
    are_carried,
    are_rare,
    are_shown,
    are_unsaid,
    are_withheld,
    both_totals,
    bound,
    fewest,
    fewest_alleles,
    is_exact,
    is_too_few,
    reads_current_alone,
    require_carriers,
    require_copies,
    require_persons,
    require_pinned,
    tells_overlaps,
    tells_values,
)
from straits.privacy.declarations import Column, DeclarationError, parse_columns
from straits.privacy.guard import guard
from straits.privacy.judged_cohorts import (
    PartSizes,
    StepSizes,
    cohort_cells,
    is_told,
    shown_parts,
    shown_steps,
)
from straits.privacy.membership import most_variants, power_of_test
from straits.privacy.profiles import Profile, profile
from straits.privacy.purposes import why_left_out
from straits.privacy.rare_counts import RareRange, ToldCounts, told_counts
from straits.privacy.sent_counts import (
    MOST_POWER,
    SentStates,
    are_others,
    may_be_sent_anew,
    ranges,
    sends_every_allele,
    sent_states,
    tells_genotypes,
)
from straits.privacy.shown_cells import shown_cells
from straits.privacy.told_cells import LEAVES, NOTHING, RELATED, SEXES, DecidedCell, told_parts

__all__ = [
    "Column", "DecidedCell", "DeclarationError", "LEAVES", "MOST_POWER", "NOTHING", "PartSizes",
    "Profile", "RELATED", "RareRange", "SEXES", "SentStates", "StepSizes", "ToldCounts",
    "are_carried", "are_others", "are_rare", "are_shown", "are_unsaid", "are_withheld",
    "both_totals", "bound", "cohort_cells", "fewest", "fewest_alleles", "guard", "is_exact",
    "is_told", "is_too_few", "may_be_sent_anew", "most_variants", "parse_columns",
    "power_of_test", "profile", "ranges", "reads_current_alone", "require_carriers",
    "require_copies", "require_persons", "require_pinned", "sends_every_allele", "sent_states",
    "shown_cells", "shown_parts", "shown_steps", "tells_genotypes", "tells_overlaps",
    "tells_values", "told_counts", "told_parts", "why_left_out",
]  # fmt: skip
