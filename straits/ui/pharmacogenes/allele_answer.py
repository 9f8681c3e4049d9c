"""The short answer about the allele that is asked for: on which share of chromosomes it is."""

import re

import polars as pl

from straits import queries
from straits.ui.address import links, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import range_words, whole_call_sets
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

_STAR = re.compile(r"\*\d+[A-Za-z]?")


def draw(visit: Visit, asked: Asked) -> None:
    """Draw the share of each group, certain to possible, and the way to the changes it needs.

    Nothing where no allele is asked for; where nobody may have the one that is, that.
    """
    wanted = url_state.get("allele")
    if asked.allele is None:
        if wanted:
            said = (
                f"{asked.gene}{wanted}: nobody here may have an allele of this name. Those that "
                "somebody may have are under Allele."
            )
            paragraph("pgx-allele-answer", escape(said))
        return
    left = whole_call_sets.partial(visit, asked)
    rows = queries.pharmacogenes.alleles(
        visit.store, asked.gene, asked.grouping, visit.sample_set, ("group",),
        whole_call_sets.counted(visit, asked, left),
    )  # fmt: skip
    of_allele = rows.filter(allele=asked.allele).with_columns(range_words.percents().alias("share"))
    paragraph("pgx-allele-answer", escape(sentence(asked.gene, asked.allele, of_allele)))
    star = _STAR.search(asked.allele)
    if star and asked.allele != rows["allele"][0]:
        label = f"The changes that {asked.gene}{star[0]} needs, by group"
        links.link(escape(label), "variant", {"v": f"{asked.gene}{star[0]}"})


def sentence(gene: str, allele: str, rows: pl.DataFrame) -> str:
    """Say on which share of the chromosomes of each group an allele is.

    rows
        As of queries.pharmacogenes.alleles, of the allele alone, with share in words.
    """
    shares = "; ".join(
        f"{label} {share}" + ("" if n is None else f" of {numbers.count(n)}")
        for label, share, n in rows.select("group_label", "share", "n_chromosomes").iter_rows()
    )
    function = next(iter(rows["function"].drop_nulls()), "")
    named = f"{gene}{allele}" if allele.startswith("*") else f"{gene} {allele}"
    does = f" ({function})" if function else ""
    return f"{named}{does}, of the chromosomes of those who are covered: {shares}."
