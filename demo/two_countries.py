"""Write the two-country demo study: the raw files of both sites, and the truth about them."""

from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import (
    call_sets,
    calls,
    consequences,
    diplotypes,
    haplotypes,
    loci,
    panel,
    people,
    planted_rows,
    populations,
    record_files,
    records,
    sequence,
    sheets,
    traits,
    variation,
)
from demo.call_sets import CallSet, Members
from demo.loci import Locus
from demo.people import People
from demo.populations import GROUPS, SCALES
from demo.truth import Truth
from demo.vcf_writer import VcfWriter

# Where the laboratories' artefacts are: at heterozygotes that nobody has.
_ARTEFACTS = {"ABCG2": "dk_wgs", "SLCO1B1": "dk_wgs", "LDLR": "sg_exome"}
# Where Singapore's genomes have a record twice, and where a symbolic allele.
_REPEATED, _SYMBOLIC = ("HFE", "TPMT"), "CFTR"


def write_demo(folder: Path, scale: str = "default", seed: int = 1) -> Path:
    """Write the raw files of the demo study into a folder and return the path of its study.yaml.

    scale
        small (240 people, seconds), default (3,200) or large (20,000).
    seed
        The same scale and seed give the same files.

    Raises ValueError for a scale that there is not.
    """
    if scale not in SCALES:
        raise ValueError(f"expected a scale of {', '.join(SCALES)}, got {scale!r}")
    everybody = people.invent_people(seed, SCALES[scale])
    members, waiting = call_sets.choose_members(seed, everybody)
    truth = Truth(everybody, members)
    for site in ("denmark", "singapore"):
        (folder / site).mkdir(parents=True, exist_ok=True)
    copies = _write_genotypes(folder, scale, seed, everybody, members, truth)
    truth.add_panel(panel.write_panel(folder, seed, truth.variants()))
    _write_records(folder, seed, everybody, members, copies, truth)
    sheets.write_sheets(folder, everybody, members, waiting)
    _note_people(truth, everybody, members, waiting)
    for each in members:
        call_set = each.call_set
        sheets.write_regions(folder / call_set.callable_file, call_set, loci.read_loci())
    truth.write(folder / "truth", SCALES[scale], seed, everybody)
    return sheets.write_study(folder, members, scale, seed)


def _write_genotypes(
    folder: Path,
    scale: str,
    seed: int,
    everybody: People,
    members: tuple[Members, ...],
    truth: Truth,
) -> dict[str, NDArray[np.int64]]:
    """Write the VCFs; return how many copies of each anchor each person has, by rsID."""
    copies: dict[str, NDArray[np.int64]] = {}
    with ExitStack() as whole:
        one_file = {
            each.call_set.call_set_id: whole.enter_context(_writer(folder, each, seed, ""))
            for each in members
            if "{contig}" not in each.call_set.path
        }
        for contig, of_contig in groupby(loci.read_loci(), key=lambda locus: locus.contig):
            with ExitStack() as part:
                writers = one_file | {
                    each.call_set.call_set_id: part.enter_context(
                        _writer(folder, each, seed, contig)
                    )
                    for each in members
                    if "{contig}" in each.call_set.path
                }
                for locus in of_contig:
                    copies |= _write_locus(locus, scale, seed, everybody, members, writers, truth)
    return copies


def _write_records(
    folder: Path,
    seed: int,
    everybody: People,
    members: tuple[Members, ...],
    copies: dict[str, NDArray[np.int64]],
    truth: Truth,
) -> None:
    ids = everybody.table["person_id"]
    withdrawn = [
        ids[person]
        for each in members
        for person in each.table.filter(~pl.col("is_listed"))["person"].to_list()
    ]
    drawn = traits.draw_traits(seed, everybody, copies)
    kept = records.keep_records(seed, everybody, drawn)
    files, values = record_files.describe_records(seed, everybody, kept)
    for file in files:
        spoiled, planted = planted_rows.plant_rows(seed, file, everybody, withdrawn)
        record_files.write_records(folder, spoiled)
        truth.add_planted_rows(planted)
    truth.add_phenotypes(drawn, kept, values)


def _writer(folder: Path, members: Members, seed: int, contig: str) -> VcfWriter:
    path = folder / members.call_set.path.format(contig=contig)
    return VcfWriter(path, members.call_set, members.table["sample_id"].to_list(), seed)


def _write_locus(
    locus: Locus,
    scale: str,
    seed: int,
    everybody: People,
    members: tuple[Members, ...],
    writers: dict[str, VcfWriter],
    truth: Truth,
) -> dict[str, NDArray[np.int64]]:
    rng = populations.stream(seed, "locus", locus.gene_symbol)
    mosaic = haplotypes.copy_mosaic(rng, locus, everybody.group_of_haplotype)
    n_sites = round(SCALES[scale].density * np.clip(90 + (locus.end - locus.start) / 500, 110, 500))
    locus_variation = variation.vary(rng, locus, mosaic, everybody.group_of_haplotype, n_sites)
    variants, carried = _with_artefact(locus, locus_variation.variants, locus_variation.carried)
    highest = variants.select(pl.max_horizontal(GROUPS)).to_series().to_numpy()
    variants = consequences.add_consequences(rng, locus, variants, highest)
    truth.add_variants(locus.gene_symbol, variants)
    own = everybody.haplotypes(rng, locus.is_x)
    truth.add_diplotypes(diplotypes.diplotypes(locus, variants, carried, own, everybody))
    is_female = everybody.table["is_female"].to_numpy()
    is_listed_male = (everybody.table["sex"] == "XY").to_numpy()
    for each in members:
        call_set, person = each.call_set, each.table["person"].to_numpy()
        own_rng = populations.stream(seed, call_set.call_set_id, locus.gene_symbol)
        called = calls.call(
            own_rng,
            call_set,
            calls.is_covered(call_set, locus, variants),
            variants,
            carried[:, own[person, 0]],
            carried[:, own[person, 1]],
            ~is_female[person] & locus.is_x & call_set.has_haploid_males,
        )
        if not called.records:
            continue
        writer = writers[call_set.call_set_id]
        _plant_symbolic(writer, call_set, locus, len(person), truth)
        writer.write(own_rng, locus, variants, called)
        _plant_repeated(writer, call_set, locus, variants, called, truth)
        truth.add_calls(call_set, called, is_listed_male[person] & locus.is_x)
    anchors = np.flatnonzero((variants["kind"] == "anchor").to_numpy())
    rsids = variants["rsid"].to_list()
    return {rsids[row]: carried[row][own].sum(axis=1) for row in anchors.tolist()}


def _with_artefact(
    locus: Locus, variants: pl.DataFrame, carried: NDArray[np.bool_]
) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Add the variant that a laboratory made at this locus, if it did, carried by nobody."""
    variants = variants.with_columns(only_in=pl.lit(None, dtype=pl.String))
    if locus.gene_symbol not in _ARTEFACTS:
        return variants, carried
    start, end = locus.exons[len(locus.exons) // 2].tolist()
    taken = set(variants["pos"].to_list())
    pos = next(pos for pos in range((start + end) // 2, end) if pos not in taken)
    ref = sequence.reference(locus)[pos - locus.start]
    artefact = {
        "contig": locus.contig,
        "pos": pos,
        "ref": ref,
        "alt": "C" if ref != "C" else "A",
        "rsid": None,
        "kind": "artefact",
        **dict.fromkeys(GROUPS, 0.0),
        "only_in": _ARTEFACTS[locus.gene_symbol],
    }
    after = int((variants["pos"] < pos).sum())
    row = pl.DataFrame([artefact], schema=variants.schema)
    return (
        pl.concat([variants[:after], row, variants[after:]]),
        np.insert(carried, after, False, axis=0),
    )


def _plant_symbolic(
    writer: VcfWriter, call_set: CallSet, locus: Locus, n_samples: int, truth: Truth
) -> None:
    if call_set.call_set_id != "sg_wgs" or locus.gene_symbol != _SYMBOLIC:
        return
    # Variants keep their distance from the ends of a locus, so this one comes first.
    pos = locus.start + 2
    writer.write_line(locus, f"{pos}\t.\tN\t<DEL>\t50\tPASS\tEND={pos + 3}", n_samples)
    truth.plant("symbolic_allele", call_set_id="sg_wgs", contig=locus.contig, pos=pos)


def _plant_repeated(
    writer: VcfWriter,
    call_set: CallSet,
    locus: Locus,
    variants: pl.DataFrame,
    called: calls.Calls,
    truth: Truth,
) -> None:
    """Write the last record of a locus again, with other calls, as one that fails the filter."""
    last = called.records[-1]
    if call_set.call_set_id != "sg_wgs" or locus.gene_symbol not in _REPEATED:
        return
    if last.filter != "PASS":
        return
    pos, ref, alt = variants.select("pos", "ref", "alt").row(last.rows[0])
    fields = f"{pos}\t.\t{ref}\t{alt}\t5\t{call_set.filters[0]}\t."
    writer.write_line(locus, fields, called.first.shape[1])
    truth.plant(
        "duplicate_record", call_set_id="sg_wgs", contig=locus.contig, pos=pos, ref=ref, alt=alt
    )


def _note_people(
    truth: Truth, everybody: People, members: tuple[Members, ...], waiting: list[int]
) -> None:
    table = everybody.table
    for each in members:
        for sample_id, person in (
            each.table.filter(~pl.col("is_listed")).select("sample_id", "person").iter_rows()
        ):
            truth.plant("not_in_sheet", sample_id=sample_id, person_id=table["person_id"][person])
    for person in waiting:
        truth.plant("not_in_vcf", person_id=table["person_id"][person])
    swapped = table.filter(pl.col("is_female") != (pl.col("sex") == "XX"))
    for person_id, sex in swapped.select("person_id", "sex").iter_rows():
        truth.plant("swapped_sex", person_id=person_id, recorded=sex)
