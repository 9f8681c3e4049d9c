"""The genes of a list that somebody typed or brought along, and the names that are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from straits.store import Store

# As many as an address and a caption bear.
MOST_NAMES = 1_000
# Names that are looked up for what they may have been meant to be.
_MOST_LIKE = 12
_MOST_NAMED = 3
_LONGEST_LIKE = 20


@dataclass(frozen=True)
class GeneList:
    """What the names of a list stand for, each gene once.

    gene_ids, gene_symbols
        The genes, in the order of the names.
    renamed
        (name, symbol) where a name is another one of the gene, an alias or an id.
    several
        (name, symbols) where a name stands for several genes; none of them is taken.
    unknown
        (name, symbols that are nearly the name) where there is no such gene.
    """

    gene_ids: tuple[str, ...]
    gene_symbols: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    several: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a text, each once: between them are commas, semicolons or space.

    Lines that begin with # are remarks.

    >>> names_in("# heart\\nMYH7, TNNT2;tnnt2\\n'LMNA'")
    ('MYH7', 'TNNT2', 'LMNA')
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    names = (part.strip("\"'") for part in re.split(r"[\s,;]+", " ".join(lines)))
    once: dict[str, str] = {}
    for name in names:
        if name:
            once.setdefault(name.lower(), name)
    return tuple(once.values())


def gene_list(store: Store, names: Sequence[str]) -> GeneList:
    """Return the genes of names: symbols, aliases or Ensembl ids, in any case."""
    rows = store.query("genes_of_names", names=sorted(names))
    matches = {name: part for (name,), part in rows.group_by("name", maintain_order=True)}
    genes: dict[str, str] = {}
    renamed, several, missing = [], [], []
    for name in names:
        part = matches.get(name)
        if part is None:
            missing.append(name)
        elif part.height > 1:
            several.append((name, _told_apart(part)))
        else:
            gene_id, symbol = part.select("gene_id", "gene_symbol").row(0)
            genes[gene_id] = symbol
            if symbol.lower() != name.lower():
                renamed.append((name, symbol))
    like = {name: _like(store, name) for name in missing[:_MOST_LIKE]}
    return GeneList(
        tuple(genes),
        tuple(genes.values()),
        tuple(renamed),
        tuple(several),
        tuple((name, like.get(name, ())) for name in missing),
    )


def _like(store: Store, name: str) -> tuple[str, ...]:
    """Return symbols of genes whose name is nearly the text, the likest first."""
    if not 3 <= len(name) <= _LONGEST_LIKE:
        return ()
    return tuple(store.query("genes_like", text=name, n_wanted=_MOST_NAMED)["gene_symbol"])


def _told_apart(genes: pl.DataFrame) -> tuple[str, ...]:
    """Return the symbols of genes; their ids where they share one, as two may."""
    symbols = genes["gene_symbol"].to_list()
    column = "gene_symbol" if len(set(symbols)) == len(symbols) else "gene_id"
    return tuple(genes[column])
