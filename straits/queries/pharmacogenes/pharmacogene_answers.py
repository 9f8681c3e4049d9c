"""What a release knows of pharmacogenes, by call set and group or by group."""

from collections.abc import Sequence

import polars as pl

from straits.errors import QueryError
from straits.queries.pharmacogenes.drug_names import why_not_told
from straits.queries.pharmacogenes.ranged_shares import COUNTS, pooled, with_shares
from straits.queries.question import Question
from straits.store import Store
from straits.tables import EVERYONE

# What rows can be told apart by.
BY = ("site", "group")

genes = Question("pgx_genes_called")
phenotype_names = Question("pgx_phenotype_names")
positions = Question("pgx_positions_of_gene")
published = Question("pgx_published_frequencies_of_gene")
of_tools = Question("pgx_tool_phenotypes_by_group")
tool_genes = Question("pgx_tool_genes")
tables_of_tools = Question("pgx_tables_of_tools")
recommendations = Question("pgx_recommendations_of_gene")

_SITE = ["call_set_id", "call_set_name", "site_name"]
_OF_ALLELES = ("n_covered", "n_chromosomes", "n_certain", "n_possible")


def phenotypes(
    store: Store, gene: str, grouping: str, sample_set: str = "all", by: Sequence[str] = BY
) -> pl.DataFrame:
    """Return the phenotypes of a gene by group: the columns of the query, and their shares.

    by
        Call sets are added up where "site" is not among it.
    low and high are n_certain and n_possible of n_covered, low_from and high_to the ends of their
    intervals. Raises QueryError for a gene that is not called.
    """
    require_gene(store, gene)
    rows = store.query(
        "pgx_phenotypes_by_group", gene_symbol=gene, grouping=grouping, sample_set=sample_set
    )
    return with_shares(_told_apart(rows, by, ["group_id", "phenotype"], COUNTS))


def phenotypes_by_sex(
    store: Store, gene: str, grouping: str, sample_set: str = "all"
) -> pl.DataFrame:
    """Return the phenotypes of a gene by group, call set and sex, with shares as `phenotypes`."""
    require_gene(store, gene)
    rows = store.query(
        "pgx_phenotypes_by_sex", gene_symbol=gene, grouping=grouping, sample_set=sample_set
    )
    return with_shares(rows)


def alleles(
    store: Store,
    gene: str,
    grouping: str,
    sample_set: str = "all",
    by: Sequence[str] = BY,
    call_sets: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return the alleles of a gene by group, as `phenotypes` does; shares are of n_chromosomes.

    call_sets
        Those that count; None for all.
    """
    require_gene(store, gene)
    rows = store.query(
        "pgx_alleles_by_group", gene_symbol=gene, grouping=grouping, sample_set=sample_set
    )
    return with_shares(
        _told_apart(_of(rows, call_sets), by, ["group_id", "allele"], _OF_ALLELES),
        of="n_chromosomes",
    )


def added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the phenotypes of some call sets of a group as those of one: see `pooled`."""
    return pooled(rows, ["phenotype"], COUNTS)


def drugs(
    store: Store,
    grouping: str,
    sample_set: str = "all",
    by: Sequence[str] = BY,
    call_sets: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return of how many people a recommendation differs, by drug and group, as `alleles`.

    Any drug of level A (*) comes first, then those of which it is certain of the largest share of
    a group; what is withheld counts as nobody.
    """
    rows = store.query("pgx_drugs_by_group", grouping=grouping, sample_set=sample_set)
    shares = with_shares(_told_apart(_of(rows, call_sets), by, ["group_id", "drug"], COUNTS))
    largest = (pl.col(name).max().over("drug").fill_null(0) for name in ("low", "high"))
    return shares.sort(
        pl.col("drug") == "*", *largest, pl.col("level") == "A",
        descending=True, maintain_order=True,
    )  # fmt: skip


def grouping_asked(store: Store, grouping: str | None) -> str:
    """Return a grouping of the study, the first where none is asked for.

    Raises QueryError for one that the study does not have.
    """
    named = store.query("group_sizes").sort("sort_order")["grouping"].unique(maintain_order=True)
    wanted = grouping or next((name for name in named if name != EVERYONE), EVERYONE)
    if wanted not in named.to_list():
        raise QueryError(f"The study has no grouping {wanted!r}; it has {', '.join(named)}.")
    return wanted


def require_gene(store: Store, gene: str) -> None:
    """Raise QueryError where the diplotypes of a gene are not called, with those that are."""
    called = genes(store)["gene_symbol"].to_list()
    if gene not in called:
        raise QueryError(
            f"No diplotypes of {gene} are called here: {why_not_told(gene)}. Genes with "
            f"diplotypes: {', '.join(called)}."
        )


def _of(rows: pl.DataFrame, call_sets: Sequence[str] | None) -> pl.DataFrame:
    return rows if call_sets is None else rows.filter(pl.col("call_set_id").is_in(list(call_sets)))


def _told_apart(
    rows: pl.DataFrame, by: Sequence[str], keys: list[str], counts: tuple[str, ...]
) -> pl.DataFrame:
    if "group" not in by or not set(by) <= set(BY):
        raise QueryError(
            f"Rows cannot be told apart by {','.join(by)!r}; give group, or site,group."
        )
    if "site" in by:
        return rows
    return pooled(rows.drop(_SITE), keys, counts)
