"""Under which terms the sites of a study gave their data."""

from collections.abc import Iterable

import polars as pl

from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import DataUseTerms, Text
from straits import tables


class DataUse(Part):
    """Under which terms a site gave its data."""

    terms: DataUseTerms = ()
    """terms of the Data Use Ontology, such as [HMB, NPOA] or DUO:0000042"""
    words: Text = ""
    """what the site says besides, for people to read"""


def data_use(sites: Iterable[tuple[str, DataUse | None]]) -> pl.DataFrame:
    """Return the table `data_use` of sites by id; a site that says nothing has no row."""
    rows = [
        {"site_id": site_id, "term": term, "words": said.words}
        for site_id, said in sites
        if said is not None
        for term in dict.fromkeys(said.terms or [""])
    ]
    return pl.DataFrame(rows, schema=pl.Schema(tables.TABLES["data_use"].schema), orient="row")
