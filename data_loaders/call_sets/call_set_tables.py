"""The call sets of a study, read from their files, checked, and written as they will stay."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from data_loaders.call_sets import call_set_files
from data_loaders.call_sets.build_fit import check_fit
from data_loaders.call_sets.call_set_records import CallSetCounts, read_call_set
from data_loaders.call_sets.reference_records import (
    REFERENCE_SCHEMA,
    KnownAlleles,
    RowsWithReferences,
    spooled_alleles,
    written_alleles,
)
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
from straits.tables import TABLES

# A reference that disagrees with more of the records than this is not theirs.
_MOST_MISMATCHES = 0.1


@dataclass(frozen=True)
class _Waiting:
    """A call set that was read, and waits in spools to be written."""

    people: CallSetPeople
    plan: Plan
    counts: CallSetCounts
    spool: Spool
    references: Spool | None


def load_call_sets(
    study: Study,
    people: Sequence[CallSetPeople],
    folder: Path,
    annotations: Mapping[str, Spool],
    jobs: int,
    shown: Progress,
) -> list[ReadCallSet]:
    """Read call sets and write their `variants` and `genotypes` into a release being built.

    annotations
        Where what their files say of consequences waits, by call_set_id.

    One that has records without an alternate allele is written when all are read: these say who was
    called where another has an allele.
    Raises InputError for files that cannot be read, of which nothing can be counted, or that do not
    fit the reference.
    """
    loaded: dict[str, ReadCallSet] = {}
    with ExitStack() as stack:
        waiting: list[_Waiting] = []
        for part in people:
            spools = tempfile.TemporaryDirectory(prefix=".spool-", dir=folder)
            stack.enter_context(spools)
            asks_others = len(people) > 1
            read = _read(study, part, Path(spools.name), annotations, jobs, shown, asks_others)
            if read.references is not None and read.references.contigs():
                waiting.append(read)
                continue
            loaded[part.call_set.id] = _written(study, folder, read, read.spool)
            spools.cleanup()
        alleles = {name: partial(written_alleles, _variants(folder, name)) for name in loaded}
        alleles |= {read.plan.call_set_id: partial(spooled_alleles, read.spool) for read in waiting}
        for read in waiting:
            call_set_id, references = read.plan.call_set_id, read.references
            assert references is not None
            others = [source for name, source in alleles.items() if name != call_set_id]
            known = KnownAlleles(others, study.build)
            rows = RowsWithReferences(read.spool, references, known, read.counts.drops)
            loaded[call_set_id] = _written(study, folder, read, rows)
    return [loaded[part.call_set.id] for part in people]


def _read(
    study: Study,
    people: CallSetPeople,
    folder: Path,
    annotations: Mapping[str, Spool],
    jobs: int,
    shown: Progress,
    keeps_references: bool,
) -> _Waiting:
    call_set = people.call_set
    plan = Plan(
        call_set.id,
        call_set.files,
        study.build,
        tuple(people.samples["sample_id"]),
        tuple(people.samples["sex"]),
        _rule(call_set.genotype_rule),
        study.reference,
        call_set.min_r2,
    )
    spool = Spool(folder / "contigs")
    references = Spool(folder / "references", REFERENCE_SCHEMA) if keeps_references else None
    with shown.files(call_set.id, call_set.files) as report:
        counts = read_call_set(plan, spool, annotations[call_set.id], jobs, report, references)
    _check_counts(plan, counts)
    return _Waiting(people, plan, counts, spool, references)


def _written(
    study: Study, folder: Path, read: _Waiting, rows: call_set_files.WaitingRows
) -> ReadCallSet:
    call_set, counts = read.people.call_set, read.counts
    regions = (
        read_bed(call_set.callable_regions, study.build).regions
        if call_set.callable_regions
        else None
    )
    names = [path.name for path in call_set.files]
    n_alleles = call_set_files.write_call_set(rows, folder, call_set.id, names, counts.drops)
    if n_alleles == 0:
        raise _nothing_to_count(counts)
    check_fit(_variants(folder, call_set.id), study.build, counts.files[0].path, counts.drops)
    return ReadCallSet(read.people, read.plan, counts, n_alleles, regions)


def _variants(folder: Path, call_set_id: str) -> Path:
    path: Path = TABLES["variants"].path(folder, {"call_set_id": call_set_id})
    return path


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
            "the FASTA that the VCF was called against. If the file is of another build, set "
            "`build`, or lift it over first."
        )
    n_alleles = sum(file.n_alleles for file in counts.files)
    if n_alleles + drops["record", "says_who_was_called"] == 0:
        raise _nothing_to_count(counts)


def _nothing_to_count(counts: CallSetCounts) -> InputError:
    n_records = sum(file.n_records for file in counts.files)
    others = f" and {len(counts.files) - 1} more" if len(counts.files) > 1 else ""
    left_out = {
        reason: number
        for (kind, reason), number in counts.drops.counts.items()
        if kind != "call" and reason != "says_who_was_called"
    }
    why = [f"{number:,} {reason_in_words(reason)}" for reason, number in left_out.items()]
    n_other_ref = left_out.get("ref_of_another_call_set", 0)
    n_alone = counts.drops.counts["record", "says_who_was_called"] - n_other_ref
    if n_alone > 0:
        why.append(
            f"{n_alone:,} without an alternate allele, where no other call set has one either"
        )
    way_out = (
        "Name a file with sequence alleles on chr1 to chr22, chrX, chrY or chrM, and with GT for "
        "every sample."
    )
    if n_other_ref:
        example = next(row for row in counts.drops.examples if row[5] == "ref_of_another_call_set")
        _, contig, pos, ref, *_, there = example
        way_out = (
            f"The first is {contig}:{pos} with REF {ref}, where {there}: one of the two files is "
            "of another build, or its REF is not the reference's base."
        )
    return InputError(
        f"{counts.files[0].path}{others}: none of the {n_records:,} records has an allele that can "
        f"be counted ({', '.join(why)}). {way_out}"
    )


def _rule(rule: GenotypeRule) -> Rule:
    limits = (rule.min_gq, rule.min_dp, rule.min_dp_haploid, rule.het_ab)
    if rule.ft is None and all(limit is None for limit in limits):
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
        rule.ft == "pass",
    )
