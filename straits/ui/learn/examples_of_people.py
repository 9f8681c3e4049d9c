"""Words about the study, its people and their phenotypes, each with live numbers."""

import polars as pl

from straits import queries
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import examples_of_alleles
from straits.ui.words import numbers

Told = dict[str, str]


def of_study(visit: Visit) -> Told:
    """Return the words of who is counted."""
    store = visit.store
    totals = store.query("study_totals").row(0, named=True)
    a, b = visit.names
    n_alleles = numbers.count(totals["n_alleles"])
    sizes = f"{a} (n {numbers.count(visit.a.n_people)}), {b} (n {numbers.count(visit.b.n_people)})"
    basis = f"{visit.a.grouping_label}: {sizes}"
    unrelated = (
        f"of {numbers.count(visit.a.n_people)} people of {a}, "
        f"{numbers.count(visit.a.n_unrelated)} are unrelated"
    )
    return {
        "unrelated": unrelated, "counted_once": sizes,
        "inferred" if visit.a.is_inferred else "self_reported": basis,
        "uses": f"{store.study.name}, release {store.release_id}, profile {store.profile.label}",
        "filter": f"{n_alleles} alleles with a FILTER of their call sets each",
    }  # fmt: skip


def of_quality(visit: Visit) -> Told:
    """Return the words of how complete and plausible the genotypes are, and of where people lie."""
    told: Told = {}
    bins = queries.study.sample_metric_bins(visit.store)
    for metric, word in (
        ("call_rate", "call rate"), ("heterozygosity", "heterozygosity"), ("ti_tv", "Ti/Tv"),
    ):  # fmt: skip
        of_metric = bins.filter(metric=metric)
        if of_metric.height:
            first = of_metric["call_set_name"][0]
            here = of_metric.filter(call_set_name=first)
            median = queries.phenotypes.quantile_of_bins(here, 0.5)
            told[metric] = f"half the people of {first} have a {word} of at least {median:.3f}"
    axes = queries.study.shared_axes(visit.store)
    if axes is not None:
        told["principal_components"] = (
            f"the first axis has {axes.variance_share[0]:.1%} of the variance, the second "
            f"{axes.variance_share[1]:.1%}, from {numbers.count(axes.n_sites)} variants"
        )
    for row in queries.study.group_agreement(visit.store).drop_nulls().head(1).to_dicts():
        people = numbers.count(row["n_people"])
        told["inferred"] = (
            f"{numbers.count(row['n_agree'])} of {people} who say {row['group_label']} are placed "
            f"as {row['inferred_label']}"
        )
        told["ancestry_probability"] = (
            f"of {numbers.count(row['n_not_inferred'])} of {people} who say {row['group_label']} "
            "no group was likely enough"
        )
    sets = queries.study.call_sets(visit.store)
    told["callable"] = (
        f"{sets['has_callable_regions'].sum()} of {numbers.plural(sets.height, 'call set')} say "
        "which stretches they cover"
    )
    return told


def of_phenotypes(visit: Visit) -> Told:
    """Return the words of phenotypes: of the first disease, and of the first measurement."""
    store = visit.store
    listed = queries.phenotypes.phenotypes(store)
    groupings = list(queries.phenotypes.phenotype_groupings(store))
    if not groupings:
        return {}
    grouping = visit.a.grouping if visit.a.grouping in groupings else groupings[0]
    named = queries.groups.populations(store).filter(grouping=grouping)
    labels = dict(named.select("group_id", "label").iter_rows())
    told: Told = {}
    for disease in listed.filter(kind="binary").head(1).to_dicts():
        name, label = disease["phenotype_id"], disease["label"]
        shares = queries.phenotypes.prevalence(
            queries.phenotypes.phenotype_counts(store, name, grouping)
        )
        for row in shares.filter(pl.col("n_known") > 0).head(1).to_dicts():
            told["looked_at"] = (
                f"{label}: {numbers.count(row['n_known'])} of {numbers.count(row['n_people'])} "
                f"people of {row['group_label']} at {row['site_name']}"
            )
        alike = queries.phenotypes.phenotype_standardised(
            store, phenotype_id=name, grouping=grouping
        )
        for row in alike.drop_nulls().head(1).to_dicts():
            told["standardised"] = (
                f"{label} in {labels.get(row['group_id'], row['group_id'])}: "
                f"{numbers.percent(row['crude'])}, and {numbers.percent(row['standardised'])} for "
                "the ages and sexes of all groups"
            )
    for measured in listed.filter(kind="continuous").head(1).to_dicts():
        rows = queries.phenotypes.phenotype_numbers(store, measured["phenotype_id"], grouping)
        for row in rows.drop_nulls(["lower_quartile", "upper_quartile"]).head(1).to_dicts():
            ends = (numbers.value(row[f"{end}_quartile"]) for end in ("lower", "upper"))
            told["quartile"] = (
                f"{measured['label']} of {labels.get(row['group_id'], row['group_id'])}: "
                f"{' to '.join(ends)} {measured['unit'] or ''}".rstrip()
            )
    return told


def of_genotypes(visit: Visit) -> Told:
    """Return the word of people by copies of an allele, where the profile shows such numbers."""
    first = examples_of_alleles.leading(visit)
    phenotypes = queries.phenotypes.phenotypes(visit.store).filter(kind="continuous")
    if first is None or phenotypes.is_empty():
        return {}
    asked = phenotypes.row(0, named=True)
    found = queries.phenotypes.by_genotype(
        visit.store, first.row["variant_id"], visit.a, asked["phenotype_id"], asked["kind"]
    )
    means = ", ".join(
        f"{row['copies']}: {numbers.value(row['mean'])}" for row in found.rows.to_dicts()
    )
    return {
        "by_genotype": f"{asked['label']} of {visit.names[0]} by copies of {first.name}, {means}"
    }


def of_pharmacogenes(visit: Visit) -> Told:
    """Return the words of pharmacogenes: of the first gene that is called."""
    store = visit.store
    genes = queries.pharmacogenes.genes(store)
    if genes.is_empty():
        return {}
    gene = genes.row(0, named=True)
    grouping = examples_of_alleles.grouping(visit)
    asked = (store, gene["gene_symbol"], grouping, visit.sample_set)
    told: Told = {}
    alleles = queries.pharmacogenes.alleles(*asked)
    for row in (
        alleles.filter(pl.col("allele") != "*1").drop_nulls(["low", "high"]).head(1).to_dicts()
    ):
        told["star_allele"] = (
            f"{gene['gene_symbol']}{row['allele']}: {_range(row)} of the chromosomes of "
            f"{row['group_label']}"
        )
    rows = queries.pharmacogenes.phenotypes(*asked).drop_nulls(["low", "high"])
    for row in rows.filter(pl.col("n_possible") > 0).head(1).to_dicts():
        told["certain_possible"] = (
            f"{row['phenotype']} of {gene['gene_symbol']}: {numbers.count(row['n_certain'])} to "
            f"{numbers.count(row['n_possible'])} of {numbers.count(row['n_covered'])} people of "
            f"{row['group_label']}"
        )
        told["diplotype"] = (
            f"{gene['gene_symbol']}: pairs of {numbers.plural(gene['n_alleles'], 'named allele')}, "
            f"called of {numbers.count(row['n_covered'])} people of {row['group_label']}"
        )
    names = rows.filter(pl.col("n_possible") > 0)["phenotype"].unique(maintain_order=True)
    if len(names):
        told["metaboliser"] = f"of {gene['gene_symbol']} there are {', '.join(names)}"
    drugs = queries.pharmacogenes.drugs(store, grouping, visit.sample_set)
    for row in drugs.filter(pl.col("drug") != "*").drop_nulls(["low", "high"]).head(1).to_dicts():
        told["cpic_level"] = (
            f"{row['drug']}: level {row['level']}; the recommendation differs for {_range(row)} of "
            f"{row['group_label']}"
        )
    return told


def _range(row: dict[str, float]) -> str:
    low, high = (numbers.percent(row[end]) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"
