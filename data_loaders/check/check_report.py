"""What a check tells, as a person reads it in a terminal or a file."""

import polars as pl
from rich.console import Console
from rich.table import Table

from data_loaders.check.phenotype_numbers import NO_GROUP, numbers_by_group
from data_loaders.check.study_check import SiteChecked, StudyChecked
from data_loaders.reports.phenotype_report import show_rows
from data_loaders.reports.reasons import reason_in_words

# So many samples that were set aside for one reason are named.
_EXAMPLES = 3
# A call set that takes longer is told what would be quicker.
_SLOW_SECONDS = 300
_COUNTS = ("n_people", "n_looked_at", "n_yes", "n_no", "n_unknown", "n_not_applicable")
_VALUES = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")


def show(checked: StudyChecked, grouping: str | None, jobs: int, console: Console) -> None:
    """Write what was found; numbers of phenotypes by the groups of one grouping.

    grouping
        None: the first of the study, or everyone together where it has none.
    jobs
        Threads that an ingest would use, for how long it would take.
    """
    study = checked.study
    console.print(f"{study.name}, {study.build}, profile {study.profile}: {study.path}", end="\n\n")
    for site in checked.sites:
        console.rule(f"{site.site.name} ({site.site.id})", align="left", characters="-")
        _show_people(site, console)
        _show_groups(site, list(study.groupings), console)
        _show_files(site, jobs, console)
        _show_phenotypes(site, grouping or next(iter(study.groupings), None), console)
    if checked.faults:
        console.print("An ingest would stop at:", style="bold")
        for number, fault in enumerate(checked.faults, start=1):
            console.print(f"{number}. {fault}", markup=False)
    else:
        console.print("Nothing here would stop an ingest. Genotypes were not read.")


def _show_people(site: SiteChecked, console: Console) -> None:
    shown = _table("People", "call set", "in the sheet", "in the files", "counted", "XX", "XY",
                   "sex unknown", "unrelated")  # fmt: skip
    in_sheet = "-" if site.sheet is None else f"{site.sheet.height:,}"
    for part in site.call_sets:
        counted = part.samples.filter("is_counted")
        sexes = [f"{(counted['sex'] == sex).sum():,}" for sex in ("XX", "XY", "unknown")]
        in_files = len(site.files[part.call_set.id][0].samples)
        is_unrelated = counted["is_unrelated"]
        unrelated = "not known" if is_unrelated.is_null().all() else f"{is_unrelated.sum():,}"
        shown.add_row(part.call_set.id, in_sheet, f"{in_files:,}", f"{counted.height:,}", *sexes,
                      unrelated)  # fmt: skip
    if not site.call_sets and site.sheet is not None:
        sexes = [f"{(site.sheet['sex'] == sex).sum():,}" for sex in ("XX", "XY", "unknown")]
        shown.add_row("none can be read", in_sheet, "-", "-", *sexes, "-")
    console.print(shown)
    for part in site.call_sets:
        for reason, samples in part.set_aside.group_by("reason", maintain_order=True):
            ids = samples["sample_id"]
            more = " ..." if len(ids) > _EXAMPLES else ""
            console.print(
                f"{part.call_set.id}: {len(ids):,} {reason_in_words(str(reason[0]))}: "
                f"{', '.join(ids.head(_EXAMPLES))}{more}",
                markup=False,
            )


def _show_groups(site: SiteChecked, groupings: list[str], console: Console) -> None:
    if site.people is None or not groupings:
        return
    people = site.people.unique("person_id", keep="first", maintain_order=True)
    shown = _table("Groups", "grouping", "group", "people", left=2)
    for name in groupings:
        counted = people[name].fill_null(NO_GROUP).value_counts(sort=True)
        is_none = pl.col(name) == NO_GROUP
        for group, number in counted.sort(
            is_none, "count", name, descending=[False, True, False]
        ).iter_rows():
            shown.add_row(name, group, f"{number:,}")
    console.print(shown)


def _show_files(site: SiteChecked, jobs: int, console: Console) -> None:
    shown = _table("Files", "call set", "files", "kind", "FORMAT", "MB", "likely to take")
    advice = []
    for call_set in site.site.call_sets:
        files = site.files[call_set.id]
        seconds = sum(file.seconds for file in files) / jobs
        kinds = sorted({file.kind for file in files})
        formats = sorted({":".join(file.format_fields) for file in files if file.format_fields})
        n_bytes = sum(file.n_bytes for file in files)
        shown.add_row(call_set.id, f"{len(files):,}", ", ".join(kinds), ", ".join(formats),
                      f"{n_bytes / 1e6:,.1f}", _duration(seconds))  # fmt: skip
        is_wide = any(len(file.format_fields) > 1 for file in files)
        if seconds > _SLOW_SECONDS and is_wide and call_set.genotype_rule.name == "none":
            advice.append(
                f"{call_set.id} will be slow: it has FORMAT fields that are read past and not "
                "used. Without them its files take a fraction of the time: "
                "bcftools annotate -x ^FORMAT/GT"
            )
    console.print(shown)
    for line in advice:
        console.print(line, markup=False)


def _show_phenotypes(site: SiteChecked, grouping: str | None, console: Console) -> None:
    if site.phenotypes is None or site.people is None:
        return
    people = site.people.unique("person_id", keep="first", maintain_order=True)
    numbers = numbers_by_group(site.phenotypes, people, grouping)
    units = dict(site.phenotypes.phenotype_mappings.select("phenotype_id", "unit").iter_rows())
    title = f"Phenotypes by {grouping}" if grouping else "Phenotypes"
    shown = _table(title, "phenotype", "group", "people", "looked at", "yes or value", "no",
                   "unknown", "not asked", "lowest", "quarter", "median", "quarter", "highest", "",
                   left=2)  # fmt: skip
    last = None
    for row in numbers.iter_rows(named=True):
        name = row["phenotype_id"]
        counts = (f"{row[count]:,}" for count in _COUNTS)
        values = ("" if row[value] is None else f"{row[value]:.4g}" for value in _VALUES)
        told = row["categories"] or (units.get(name) or "" if row["median"] is not None else "")
        shown.add_row("" if name == last else name, row["group_id"], *counts, *values, told)
        last = name
    console.print(shown)
    show_rows(
        site.phenotypes.phenotype_sources,
        site.phenotypes.set_aside_counts,
        site.phenotypes.set_aside_rows,
        console,
    )


def _duration(seconds: float) -> str:
    if seconds < 60:
        return "under a minute"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{seconds / 3600:.1f} h"


def _table(title: str, *headings: str, left: int = 1) -> Table:
    shown = Table(title=title, title_justify="left", box=None)
    for order, heading in enumerate(headings):
        is_words = order < left or not heading
        shown.add_column(heading, justify="left" if is_words else "right", no_wrap=order < left)
    return shown
