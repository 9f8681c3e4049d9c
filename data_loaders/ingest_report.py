"""What an ingest kept and what it left out, as a person reads it at the end."""

from rich.console import Console
from rich.table import Table

from data_loaders.ingest import Ingested

# Reasons in words; what is not here is shown as it is, with spaces.
_WORDS = {
    "not_in_sheet": "in the VCF but not in the sample sheet",
    "not_in_any_vcf": "in the sample sheet but in no VCF",
    "left_out_by_list": "not on the list of samples to keep",
    "counted_in_another_call_set": "counted in another call set of the site",
    "sex_conflict": "genotypes on X do not fit the sex in the sheet (kept)",
    "half_call": "only one of two alleles called, such as ./1",
    "haploid_where_diploid": "one allele where two were expected",
    "het_where_haploid": "two different alleles where one was expected",
    "heteroplasmic": "two different alleles on the mitochondrion",
    "no_ploidy": "on X or Y for people without that chromosome, or of unknown sex",
    "polyploid": "more than two alleles",
    "low_gq": "GQ below the genotype rule",
    "low_dp": "DP below the genotype rule",
    "allele_balance": "allele balance outside the genotype rule",
    "no_quality_value": "no value for a field that the genotype rule needs",
    "unknown_contig": "on contigs other than chr1 to chr22, chrX, chrY and chrM",
    "no_alternate_allele": "without an alternate allele",
    "position_zero": "at position 0",
    "ref_mismatch": "REF differs from the reference sequence",
    "overlapping_deletion": "* alleles, a deletion that begins elsewhere",
    "symbolic_allele": "symbolic alleles such as <DEL>",
    "breakend": "breakends",
    "ambiguous_allele": "alternate alleles with other letters than A, C, G and T",
    "ambiguous_reference": "REF with other letters than A, C, G, T and N",
    "same_as_reference": "alternate alleles equal to REF",
    "reference_block": "<NON_REF> alleles",
    "duplicate_same_genotypes": "a second record of the same allele, same genotypes",
    "duplicate_other_genotypes": "a second record of the same allele, other genotypes",
}


def reason_in_words(reason: str) -> str:
    """Return a reason of `drop_counts` as a person reads it.

    >>> reason_in_words("half_call")
    'only one of two alleles called, such as ./1'
    """
    return _WORDS.get(reason, reason.replace("_", " "))


def show(done: Ingested, console: Console) -> None:
    """Write the summary of an ingest."""
    kept = Table(title="Kept", title_justify="left", box=None)
    for heading in ("call set", "people", "records", "alleles", "calls", "missing"):
        kept.add_column(heading, justify="left" if heading == "call set" else "right")
    for row in done.call_sets.iter_rows(named=True):
        names = ("n_counted", "n_records", "n_alleles", "n_calls", "n_missing_calls")
        kept.add_row(row["call_set_id"], *(f"{row[name]:,}" for name in names))
    console.print(kept)
    dropped = Table(title="Left out", title_justify="left", box=None)
    for heading in ("call set", "what", "number", "why"):
        dropped.add_column(heading, justify="right" if heading == "number" else "left")
    for row in done.drops.iter_rows(named=True):
        what = f"{row['kind']}s"
        why = reason_in_words(row["reason"])
        dropped.add_row(row["call_set_id"], what, f"{row['n_dropped']:,}", why)
    if done.drops.is_empty():
        console.print("Nothing was left out.")
    else:
        console.print(dropped)
    console.print(
        f"Release {done.release_id} with {done.n_alleles:,} alleles is now current in "
        f"{done.path.parents[1]}."
    )
