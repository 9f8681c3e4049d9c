"""What explains the figures of a gene: Fst, PBS, cumulative frequency and carriers."""

import polars as pl

from straits.errors import QueryError
from straits.ui.explain import explain_panel, gene_offers
from straits.ui.explain.offers import Offer
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_carriers, gene_opening
from straits.ui.gene.gene_answer import Answer


def draw(visit: Visit, settings: Settings, answer: Answer) -> None:
    """Draw what opens the explanations of the lines below the chart."""
    explain_panel.draw("gene", lambda: offered(visit, settings, answer))


def offered(visit: Visit, settings: Settings, answer: Answer) -> list[Offer]:
    """Return the figures of the lines below the chart that are explained."""
    estimates = gene_opening.estimates(visit, settings, answer)
    found = gene_offers.of_fst(answer.fst, answer.branch, visit.names)
    found += gene_offers.of_cumulative(estimates, visit.names)
    if not visit.store.has_rows:
        return found
    try:
        classes = gene_opening.classes(settings)
        carriers = gene_carriers.asked(visit, answer.gene, settings, classes)
    except QueryError:
        # The line itself says why nobody is counted.
        return found
    pair = [side.population_id for side in (visit.a, visit.b)]
    return found + gene_offers.of_carriers(carriers.filter(pl.col("population_id").is_in(pair)))
