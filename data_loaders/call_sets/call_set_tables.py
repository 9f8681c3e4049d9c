"""A call set of a study, read from its files, checked, and written as it will stay."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from data_loaders.call_sets import call_set_files
from data_loaders.call_sets.call_set_records import CallSetCounts, read_call_set
from data_loaders.call_sets.regions import read_bed
from data_loaders.call_sets.small_tables import ReadCallSet
from data_loaders.people.call_set_people import CallSetPeople
from data_loaders.reports.progress import Progress
from data_loaders.reports.reasons import reason_in_words
from data_loaders.study.study_reading import GenotypeRule, Study
from data_loaders.vcf.calls.genotype_rules import NO_RULE, Rule
from data_loaders.vcf.plan import Plan
from data_loaders.vcf.spool import Spool
from straits.errors import InputError

# A reference that disagrees with more of the records than this is not theirs.
_MOST_MISMATCHES = 0.1


def load_call_set(
    study: Study,
    people: CallSetPeople,
    folder: Path,
    annotations: Mapping[str, Spool],
    jobs: int,
    shown: Progress,
) -> ReadCallSet:
    """Read a call set and write its `variants` and `genotypes` into a release being built.

    annotations
        Where what its files say of consequences waits, by call_set_id.

    Raises InputError for files that cannot be read, of which nothing can be counted, or that do not
    fit the reference.
    """
    call_set = people.call_set
    regions = (
        read_bed(call_set.callable_regions, study.build).regions
        if call_set.callable_regions
        else None
    )
    plan = Plan(
        call_set.id,
        call_set.files,
        study.build,
        tuple(people.samples["sample_id"]),
        tuple(people.samples["sex"]),
        _rule(call_set.genotype_rule),
        study.reference,
    )
    with tempfile.TemporaryDirectory(prefix=".spool-", dir=folder) as spooled:
        spool = Spool(Path(spooled) / "contigs")
        with shown.files(call_set.id, call_set.files) as report:
            counts = read_call_set(plan, spool, annotations[call_set.id], jobs, report)
        _check_counts(plan, counts)
        names = [path.name for path in call_set.files]
        n_alleles = call_set_files.write_call_set(spool, folder, call_set.id, names, counts.drops)
    return ReadCallSet(people, plan, counts, n_alleles, regions)


def _check_counts(plan: Plan, counts: CallSetCounts) -> None:
    """Refuse a call set of which nothing can be counted, or that does not fit its reference."""
    n_records = sum(file.n_records for file in counts.files)
    first = counts.files[0].path
    others = f" and {len(counts.files) - 1} more" if len(counts.files) > 1 else ""
    if n_records == 0:
        raise InputError(
            f"{first}{others}: there is a header but no record. Check that the file was written to "
            "its end, and that the right region was cut out."
        )
    drops = counts.drops.counts
    mismatches = drops["record", "ref_mismatch"]
    if mismatches > _MOST_MISMATCHES * n_records:
        example = next(row for row in counts.drops.examples if row[5] == "ref_mismatch")
        raise InputError(
            f"{plan.reference}: REF differs from this sequence in {mismatches:,} of {n_records:,} "
            f"records of {first}{others}, first at {example[1]}:{example[2]} {example[3]}. Name "
            "the FASTA that the VCF was called against, or take `reference` out of the study file."
        )
    if sum(file.n_alleles for file in counts.files) == 0:
        why = ", ".join(
            f"{number:,} {reason_in_words(reason)}"
            for (kind, reason), number in drops.items()
            if kind != "call"
        )
        raise InputError(
            f"{first}{others}: none of the {n_records:,} records has an allele that can be counted "
            f"({why}). Name a file with sequence alleles on chr1 to chr22, chrX, chrY or chrM, "
            "and with GT for every sample."
        )


def _rule(rule: GenotypeRule) -> Rule:
    limits = (rule.min_gq, rule.min_dp, rule.min_dp_haploid, rule.het_ab)
    if all(limit is None for limit in limits):
        return NO_RULE
    low, high = rule.het_ab or (-1.0, -1.0)

    def number(value: int | None) -> int:
        return -1 if value is None else value

    return Rule(
        number(rule.min_gq),
        number(rule.min_dp),
        number(rule.min_dp_haploid),
        low,
        high,
        rule.when_absent == "keep",
    )
