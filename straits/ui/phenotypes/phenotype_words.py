"""How every caption of a phenotype ends."""

from straits import queries
from straits.ui.figures import captions
from straits.ui.frame.page_frame import Visit


def study(visit: Visit, grouping_label: str) -> str:
    """Return whom a figure is about and the release, as every caption ends."""
    facts = visit.store.study
    kept = captions.relatives(facts.relatedness, queries.study.default_sample_set(visit.store))
    return (
        f"Each person counts once; {kept}. Groups by {grouping_label.lower()}. {facts.name}, "
        f"release {visit.store.release_id}."
    )
