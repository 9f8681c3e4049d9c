"""What several call sets say of the same allele and transcript, brought to one row."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import polars as pl

from data_loaders.annotations.severity import judge
from data_loaders.genes.gene_tables import GeneModels

_PLACE = ["allele_index", "gene_id", "transcript"]


class GeneNames:
    """Finds the gene and transcript of the models that an annotator means."""

    def __init__(self, models: GeneModels) -> None:
        """Take the models; their names are gathered when one is first asked for."""
        self._models = models

    @cached_property
    def transcripts(self) -> pl.DataFrame:
        """Return transcript, model_mane and model_canonical, one row per name of a transcript."""
        transcripts = self._models.transcripts.select(
            "is_mane_select", "is_canonical", "transcript_id", "refseq_id"
        )
        return (
            transcripts.unpivot(
                ["transcript_id", "refseq_id"],
                index=["is_mane_select", "is_canonical"],
                value_name="name",
            )
            .select(
                transcript=_unversioned("name"), model_mane="is_mane_select",
                model_canonical="is_canonical",
            )
            .drop_nulls("transcript")
            .unique("transcript", keep="first", maintain_order=True)
        )  # fmt: skip

    def add(self, entries: pl.DataFrame) -> pl.DataFrame:
        """Return entries with gene_id and gene_symbol as the models have them, if they know them.

        Also adds `transcript`, the transcript_id without its version.
        """
        pairs = entries.select("gene_id", "gene_symbol").unique(maintain_order=True)
        genes = [self._find(*pair) for pair in pairs.iter_rows()]
        named = pairs.with_columns(
            model_gene=pl.Series([gene for gene, _ in genes], dtype=pl.String),
            model_symbol=pl.Series([symbol for _, symbol in genes], dtype=pl.String),
        )
        return (
            entries.join(
                named,
                on=["gene_id", "gene_symbol"],
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
            .with_columns(gene_id="model_gene", gene_symbol="model_symbol")
            .drop("model_gene", "model_symbol")
            .with_columns(transcript=_unversioned("transcript_id"))
        )

    @cached_property
    def _symbol(self) -> Mapping[str, str]:
        return dict(self._models.genes.select("gene_id", "gene_symbol").iter_rows())

    @cached_property
    def _gene(self) -> Mapping[str, str]:
        by_alias = self._models.gene_aliases.filter(pl.col("alias").is_unique())
        return {
            **dict(by_alias.select("alias", "gene_id").iter_rows()),
            **{symbol: gene for gene, symbol in self._symbol.items()},
            **{gene: gene for gene in self._symbol},
        }

    def _find(self, gene_id: str | None, gene_symbol: str | None) -> tuple[str | None, str | None]:
        for name in (gene_id and gene_id.split(".")[0], gene_symbol):
            if name and name in self._gene:
                gene = self._gene[name]
                return gene, self._symbol[gene]
        return gene_id or gene_symbol, gene_symbol or gene_id


def merge(entries: pl.DataFrame, names: GeneNames) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """Return one row per allele, gene and transcript, and how many others each call set had.

    entries
        call_set_id, allele_index and the columns of entries.SCHEMA.

    Where call sets name different consequences, the one that most of them name is kept, then the
    more severe one; the rows of the other call sets are counted.
    """
    judged = judge(names.add(entries)).with_columns(order=pl.col("severity").fill_null(1000))
    n_saying = judged.group_by(*_PLACE, "consequence").agg(
        n_call_sets=pl.col("call_set_id").n_unique().cast(pl.Int32),
        order=pl.col("order").first(),
    )
    kept = (
        n_saying.sort(*_PLACE, "n_call_sets", "order", "consequence",
                  descending=[False, False, False, True, False, False])
        .group_by(_PLACE, maintain_order=True)
        .agg(
            pl.col("consequence", "n_call_sets").first(),
            is_disputed=pl.col("consequence").n_unique() > 1,
        )
    )  # fmt: skip
    others = judged.join(kept, on=[*_PLACE, "consequence"], how="anti", nulls_equal=True)
    rows = (
        judged.sort("order", "call_set_order", "terms", maintain_order=True)
        .unique([*_PLACE, "consequence"], keep="first", maintain_order=True)
        .join(kept, on=[*_PLACE, "consequence"], nulls_equal=True, maintain_order="left")
        .join(names.transcripts, on="transcript", how="left", maintain_order="left")
        .with_columns(
            is_mane_select=pl.coalesce("is_mane_select", "model_mane", pl.lit(value=False)),
            is_canonical=pl.coalesce("is_canonical", "model_canonical", pl.lit(value=False)),
        )
        .sort("allele_index", "gene_id", "transcript", maintain_order=True)
    )
    counted = others.select("call_set_id", *_PLACE).unique()["call_set_id"]
    return rows, Counter(counted.to_list())


def _unversioned(column: str) -> pl.Expr:
    return pl.col(column).str.replace(r"\.\d+$", "").alias("transcript")
