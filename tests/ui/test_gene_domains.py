"""The domains of a gene's protein, from the alleles that lie in them."""

import polars as pl

from straits.ui.gene import gene_domains


def test_a_domain_counts_its_alleles_and_those_seen_in_each_group():
    kinds = {1: ("D1; D2", 10, "lof"), 2: ("D1", 40, "missense"), 3: (None, 50, "missense"),
             4: ("D2", None, "other")}  # fmt: skip
    counts = {("a", 1): (2, None), ("b", 1): (0, None), ("a", 2): (None, 0), ("b", 2): (None, 1),
              ("a", 3): (5, None), ("b", 3): (5, None), ("a", 4): (None, None),
              ("b", 4): (3, None)}  # fmt: skip
    rows = [
        {"allele_index": index, "population_id": group, "ac": ac, "ac_low": low}
        | dict(zip(("domains", "protein_pos", "consequence_class"), kinds[index], strict=True))
        for (group, index), (ac, low) in counts.items()
    ]
    told = gene_domains.of_alleles(pl.DataFrame(rows, infer_schema_length=None), "a", "b")
    shown = told.select("domain", "residues", "n_alleles", "n_lof", "n_missense", "n_a", "n_b")
    # A range that begins at 0, and what is withheld, is not seen.
    assert shown.rows() == [
        ("D2", "10", 2, 1, 0, 1, 1),
        ("D1", "10–40", 2, 1, 1, 1, 1),  # noqa: RUF001
    ]
