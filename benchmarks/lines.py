"""The lines of the table, each by a name under which it can be run alone."""

from collections.abc import Callable
from functools import partial

from benchmarks import (
    afquery,
    bundle_speed,
    cohort_counting,
    diplotype_speed,
    growth,
    ingest_speed,
    log_cost,
    national,
    pages,
    presenting,
    ranking,
    readers,
    sandbox_cost,
    sizes,
    startup,
    text,
    warm_server,
)
from benchmarks.outcomes import Outcome
from benchmarks.settings import Settings

Line = Callable[[Settings], list[Outcome]]

# In the order of the table, and such that data made for one are there for the next.
LINES: dict[str, Line] = {
    "start-up": startup.startup,
    "ingest": ingest_speed.ingest,
    "ingest-bcftools": ingest_speed.ingest_bcftools,
    "ingest-afquery": afquery.ingest_afquery,
    "text": text.text,
    "fields": text.fields,
    "cohort": cohort_counting.cohort,
    "cohort-mid": cohort_counting.cohort_mid,
    "cohort-large": cohort_counting.cohort_large,
    "cohort-store": cohort_counting.cohort_store,
    "cohort-store-large": cohort_counting.cohort_store_large,
    "cohort-process": warm_server.cohort_process,
    "afquery": afquery.ask_afquery,
    "everything": warm_server.everything,
    "size": sizes.sizes,
    "ranking": ranking.ranking,
    "national-flat": partial(national.national, "flat"),
    "national-steep": partial(national.national, "steep"),
    "pharmacogenes": diplotype_speed.pharmacogenes,
    "pages": pages.pages,
    "presenting": presenting.presenting,
    "bundle": bundle_speed.bundle,
    "log": log_cost.log_cost,
    "sql": sandbox_cost.sandbox_cost,
    "readers": readers.readers,
    "growth-people": growth.growth_people,
    "growth-lines": growth.growth_lines,
}

# What is measured alone, without any of the peers.
WITHOUT_PEERS = frozenset(
    {
        "bundle",
        "log",
        "pages",
        "pharmacogenes",
        "presenting",
        "readers",
        "ranking",
        "sql",
        "national-flat",
        "national-steep",
    }
)

# What is measured only where it is named: its data take long to make, and much room.
WHEN_NAMED = frozenset({"cohort-store-large", "national-flat", "national-steep"})
