"""What each person is like: measurements, diseases and drugs, by known effects plus chance."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import populations
from demo.people import People
from demo.populations import GROUPS

_EFFECTS = Path(__file__).parent / "effects.tsv"


@cache
def read_effects() -> pl.DataFrame:
    """Return one row per trait and term of its model, in the order in which traits are drawn.

    scale
        `linear`; `log`, where the terms add up to the logarithm of the trait; or `logit`, where
        they add up to the log odds of having it.
    term
        `intercept`; `sd` of what is left to chance; `age` in decades from 50; `male`; a group (as
        people say); an rsID per copy of the alternate allele; rsID:homozygous, which a male with
        the allele on X is too; another trait, or trait@value less that value.
    """
    return pl.read_csv(_EFFECTS, separator="\t", schema_overrides={"size": pl.Float64}, glob=False)


def draw_traits(
    seed: int, people: People, copies: dict[str, NDArray[np.int64]]
) -> dict[str, NDArray[np.float64]]:
    """Return each trait of each person, shape (n_people,); a trait of `logit` is 0 or 1.

    copies
        Alternate alleles of each anchor that each person has; 2 in a male with one on X.
    """
    table = people.table
    terms: dict[str, NDArray[np.float64]] = {
        "intercept": np.ones(table.height),
        "age": (table["age"].to_numpy() - 50) / 10,
        "male": (~table["is_female"]).to_numpy().astype(np.float64),
    }
    for group in GROUPS:
        terms[group] = (table["ethnic_group"] == group).to_numpy().astype(np.float64)
    for rsid, of_people in copies.items():
        terms[rsid] = of_people.astype(np.float64)
        terms[f"{rsid}:homozygous"] = (of_people == 2).astype(np.float64)
    traits: dict[str, NDArray[np.float64]] = {}
    for (trait,), model in read_effects().group_by("trait", maintain_order=True):
        rng = populations.stream(seed, "trait", str(trait))
        total = np.zeros(table.height)
        for term, size in model.select("term", "size").iter_rows():
            total += size * _term(rng, term, terms, traits, table.height)
        traits[str(trait)] = _on_scale(rng, model["scale"][0], total)
    return traits


def _term(
    rng: np.random.Generator,
    term: str,
    terms: dict[str, NDArray[np.float64]],
    traits: dict[str, NDArray[np.float64]],
    n_people: int,
) -> NDArray[np.float64]:
    if term == "sd":
        return rng.standard_normal(n_people)
    if term.startswith("rs"):
        # An anchor that nobody carries has no effect.
        return terms.get(term, np.zeros(n_people))
    name, _, centre = term.partition("@")
    return terms[name] if name in terms else traits[name] - float(centre or 0)


def _on_scale(
    rng: np.random.Generator, scale: str, total: NDArray[np.float64]
) -> NDArray[np.float64]:
    if scale == "log":
        return np.exp(total)
    if scale == "logit":
        return (rng.random(len(total)) < 1 / (1 + np.exp(-total))).astype(np.float64)
    return total
