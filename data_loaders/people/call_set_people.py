"""Who is in each call set: the samples of its files that the sheet describes, in one order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from data_loaders.people.sheet import read_sample_list
from data_loaders.study.plain_names import look
from data_loaders.study.study_reading import CallSet, Site
from straits.errors import InputError

# Of call sets, their files with the samples that their headers name.
Columns = Mapping[str, Sequence[tuple[Path, tuple[str, ...]]]]


@dataclass(frozen=True)
class CallSetPeople:
    """The samples of one call set.

    samples
        One row per sample in order of sample_index: the columns of the `samples` table and one per
        grouping. Until settle_people, is_unrelated is what the sheet says, and is_counted is not
        there.
    set_aside
        sample_id and reason of those in a file or the sheet but not in the call set.
    """

    site: Site
    call_set: CallSet
    samples: pl.DataFrame
    set_aside: pl.DataFrame


def gather_people(site: Site, sheet: pl.DataFrame, columns: Columns) -> list[CallSetPeople]:
    """Match the samples in the files of a site's call sets with its sheet.

    sheet
        As read_samples returns it.
    columns
        Of each call set of the site.

    Raises InputError where the files of a call set have different samples or none of the sheet's.
    """
    present = {sample for files in columns.values() for _, samples in files for sample in samples}
    people = [_match(site, call_set, sheet, columns[call_set.id]) for call_set in site.call_sets]
    nowhere = sheet.filter(~pl.col("sample_id").is_in(list(present)))["sample_id"]
    set_aside = [people[0].set_aside, set_aside_for("not_in_any_vcf", nowhere.to_list())]
    return [replace(people[0], set_aside=pl.concat(set_aside)), *people[1:]]


def set_aside_for(reason: str, names: Sequence[str]) -> pl.DataFrame:
    """Return rows of `set_aside_samples` that have one reason."""
    return pl.DataFrame(
        {"sample_id": list(names), "reason": [reason] * len(names)},
        schema={"sample_id": pl.String, "reason": pl.String},
    )


def _match(
    site: Site,
    call_set: CallSet,
    sheet: pl.DataFrame,
    files: Sequence[tuple[Path, tuple[str, ...]]],
) -> CallSetPeople:
    first_path, first = files[0]
    for path, names in files[1:]:
        if set(names) != set(first):
            odd = sorted(set(names) ^ set(first))
            raise InputError(
                f"{path} and {first_path} have different samples (for example {odd[0]}), but are "
                f"files of one call set, {call_set.id}. If each file holds other people who were "
                "called alike, merge the files first: bcftools merge -Oz -o all.vcf.gz ... Samples "
                "called apart are different call sets: list the files under `call_sets` of their "
                "own in the study file."
            )
    described = set(sheet["sample_id"])
    lists = {
        path: read_sample_list(path)
        for path in (call_set.keep_samples, site.samples.keep)
        if path is not None
    }
    looks = {look(sample) for sample in described.difference(first)}
    kept: list[str] = []
    unknown: list[str] = []
    otherwise: list[str] = []
    left_out: list[str] = []
    for sample in first:
        if any(sample not in listed for listed in lists.values()):
            left_out.append(sample)
        elif sample in described:
            kept.append(sample)
        else:
            (otherwise if look(sample) in looks else unknown).append(sample)
    if not kept:
        raise _nobody(site, first_path, first, sheet, lists)
    order = pl.DataFrame({"sample_id": kept}).with_row_index("sample_index")
    samples = (
        order.join(sheet, on="sample_id", how="left", maintain_order="left")
        .drop("father_id", "mother_id")
        .with_columns(
            pl.lit(call_set.id).alias("call_set_id"), pl.col("sample_index").cast(pl.Int32)
        )
    )
    set_aside = pl.concat(
        [
            set_aside_for("not_in_sheet", unknown),
            set_aside_for("spelled_otherwise_in_sheet", otherwise),
            set_aside_for("left_out_by_list", left_out),
        ]
    )
    return CallSetPeople(site, call_set, samples, set_aside)


def _nobody(
    site: Site,
    path: Path,
    samples: Sequence[str],
    sheet: pl.DataFrame,
    lists: Mapping[Path, Collection[str]],
) -> InputError:
    """Return the error for a file of which no sample is left, with what left each out."""
    for listed_in, listed in lists.items():
        if not set(samples) & set(listed):
            return InputError(
                f"{listed_in}: none of its {len(listed):,} samples is in {path}; the list has "
                f"{', '.join(sorted(listed)[:3])}, the file has {', '.join(samples[:3])}. Correct "
                "the list, or take `keep` out of the study file."
            )
    chosen = [sample for sample in samples if all(sample in listed for listed in lists.values())]
    if not chosen:
        return InputError(
            f"None of the {len(samples):,} samples of {path} is in both "
            f"{' and '.join(map(str, lists))}. Correct the lists, or take one `keep` out of the "
            "study file."
        )
    keep = "keeps" if len(lists) == 1 else "keep"
    of_list = f" that {' and '.join(map(str, lists))} {keep}" if lists else ""
    return InputError(
        f"None of the {len(chosen):,} samples of {path}{of_list} is in the sample sheet "
        f"{site.samples.file}: the file has {', '.join(chosen[:3])}, the sheet has "
        f"{', '.join(sheet['sample_id'].head(3))}. Check `id` under `samples` of site "
        f"{site.id} in the study file, and whether the ids are spelled alike."
    )
