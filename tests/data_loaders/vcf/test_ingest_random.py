"""Random genotypes of many sizes: counts and stored genotypes equal a slow, obvious reading.

Sizes lie around multiples of 8 and 64, where bits, bytes and the two layouts of genotypes meet.
"""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.studies import Record

SIZES = (1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 200)
SEXES = ("XX", "XY", "")
PLACES = {"autosome": ("chr5", 1000), "x": ("chrX", 5_000_000), "y": ("chrY", 5_000_000)}
PLACES |= {"mt": ("chrM", 500)}
ALTS = ("G", "G,T", "G,T,C", "G,*", "<DEL>,T")
BASES = ("A", "C", "G", "T")


@dataclass(frozen=True)
class Drawn:
    """A study of random genotypes: the sexes, the records, and the store they went into."""

    sexes: dict[str, str]
    records: list[Record]
    regions: list[str]
    store: Path


def _draw_call(draw: random.Random, n_alts: int, common: float) -> str:
    """Return a genotype of any ploidy, missing, half-called or whole; rare alleles mostly."""
    alleles = [
        "."
        if draw.random() < 0.03
        else str(draw.randint(1, n_alts))
        if draw.random() < common
        else "0"
        for _ in range(draw.choices((1, 2, 3), (20, 78, 2))[0])
    ]
    if draw.random() < 0.05:
        return draw.choice((".", "./."))
    return draw.choice("/|").join(alleles)


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size}_people")
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    size = request.param
    draw = random.Random(size)
    folder = tmp_path_factory.mktemp("random")
    sexes = {f"P{number}": draw.choice(SEXES) for number in range(size)}
    records, regions = [], []
    for region, (contig, first) in PLACES.items():
        for number in range(25):
            alts = draw.choice(ALTS)
            # From singletons, kept as lists of carriers, to common alleles, kept as planes.
            common = draw.choice((0.002, 0.02, 0.1, 0.5, 1.0))
            calls = [_draw_call(draw, alts.count(",") + 1, common) for _ in sexes]
            records.append(Record(contig, first + number, "A", alts, " ".join(calls)))
            regions.append(region)
    order = sorted(range(len(records)), key=lambda at: (records[at].contig, records[at].pos))
    records, regions = [records[at] for at in order], [regions[at] for at in order]
    (folder / "calls.vcf").write_text(studies.vcf_text(list(sexes), records))
    study = studies.one_call_set(folder, ["calls.vcf"], sexes)
    studies.ingest(study, folder / "store", jobs=1 + size % 2)
    return Drawn(sexes, records, regions, folder / "store")


def _copies(region: str, sex: str) -> int:
    return {
        "autosome": 2,
        "mt": 1,
        "x": {"XX": 2, "XY": 1}.get(sex, 0),
        "y": {"XY": 1}.get(sex, 0),
    }[region]


def _fitting(call: str, copies: int) -> tuple[str, ...]:
    """Return the alleles that count: as many as the person has copies, or none."""
    alleles = call.replace("|", "/").split("/")
    if copies == 0 or "." in alleles:
        return ()
    if copies == 2:
        return tuple(alleles) if len(alleles) == 2 else ()
    return (alleles[0],) if len(set(alleles)) == 1 and len(alleles) <= 2 else ()


def _expected(drawn: Drawn) -> dict[str, tuple[int, ...]]:
    expected = {}
    for record, region in zip(drawn.records, drawn.regions, strict=True):
        people = zip(record.calls.split(), drawn.sexes.values(), strict=True)
        calls = [_fitting(call, _copies(region, sex)) for call, sex in people]
        called = [call for call in calls if call]
        for number, alt in enumerate(record.alt.split(","), start=1):
            if alt not in BASES:
                continue
            copies = Counter((len(call), call.count(str(number))) for call in called)
            expected[f"{record.contig}-{record.pos}-A-{alt}"] = (
                len(called),
                sum(map(len, called)),
                sum(n * times for (_, n), times in copies.items()),
                copies[2, 2],
                copies[2, 1],
                copies[1, 1] if region in ("x", "y") else 0,
            )
    return expected


def test_counts_equal_a_slow_count(drawn):
    assert studies.counts_of(studies.stored(drawn.store)) == _expected(drawn)


def test_stored_genotypes_are_those_of_the_file(drawn):
    """Read the planes and lists of each allele back, person by person, in Python."""
    variants = studies.table(drawn.store, "variants", call_set_id=studies.CALL_SET)
    genotypes = studies.table(drawn.store, "genotypes", call_set_id=studies.CALL_SET)
    samples = studies.table(drawn.store, "samples").sort("sample_index")["sample_id"].to_list()
    records = {(record.contig, record.pos): record for record in drawn.records}
    regions = {
        (record.contig, record.pos): region
        for record, region in zip(drawn.records, drawn.regions, strict=True)
    }
    column = {sample: at for at, sample in enumerate(drawn.sexes)}
    assert variants["variant_index"].equals(genotypes["variant_index"])
    for variant, row in zip(
        variants.iter_rows(named=True), genotypes.iter_rows(named=True), strict=True
    ):
        place = (variant["contig"], variant["pos"])
        calls = records[place].calls.split()
        number = str(variant["alt_index"])
        others = []
        for index, sample in enumerate(samples):
            copies = _copies(regions[place], drawn.sexes[sample])
            call = _fitting(calls[column[sample]], copies)
            expected = [allele == number for allele in call] + [False] * (2 - len(call))
            assert _carried(row, index) == expected, (place, sample)
            assert _is_missing(row, index) == (copies > 0 and not call), (place, sample)
            others += [index] if set(call) - {"0", number} else []
        assert sorted(row["others"] or []) == others, place


def test_bits_beyond_the_people_are_never_set(drawn):
    genotypes = studies.table(drawn.store, "genotypes", call_set_id=studies.CALL_SET)
    n_people = len(drawn.sexes)
    masks = studies.table(drawn.store, "ploidy_masks")["mask"].to_list()
    planes = [
        bits for name in ("plane_1", "plane_2", "missing") for bits in genotypes[name].drop_nulls()
    ]
    for bits in [*masks, *planes]:
        assert len(bits) == -(-n_people // 8)
        assert int.from_bytes(bits, "big") % (1 << (8 * len(bits) - n_people)) == 0
    lists = [*genotypes["missing_samples"].drop_nulls(), *genotypes["others"].drop_nulls()]
    assert all(0 <= index < n_people for each in lists for index in each)


def _bit(bits: bytes | None, index: int) -> bool:
    """Tell whether a bit is set; the most significant of the first byte is number 0."""
    return bits is not None and bool(bits[index // 8] >> (7 - index % 8) & 1)


def _carried(row: dict[str, object], index: int) -> list[bool]:
    """Return whether the first and the second allele of a person are this one."""
    listed = [entry & 3 for entry in row["carriers"] or [] if entry >> 2 == index]  # type: ignore[attr-defined]
    assert len(listed) <= 1
    if listed:
        return [bool(listed[0] & 1), bool(listed[0] & 2)]
    return [_bit(row["plane_1"], index), _bit(row["plane_2"], index)]  # type: ignore[arg-type]


def _is_missing(row: dict[str, object], index: int) -> bool:
    return _bit(row["missing"], index) or index in (row["missing_samples"] or [])  # type: ignore[arg-type,operator]


def test_sizes_use_both_layouts(drawn):
    """Else the test above would prove less than it says."""
    genotypes = studies.table(drawn.store, "genotypes", call_set_id=studies.CALL_SET)
    if len(drawn.sexes) >= 64:
        assert genotypes.filter(pl.col("carriers").list.len() > 0).height > 0
        assert genotypes.filter(pl.col("plane_1").is_not_null()).height > 0
