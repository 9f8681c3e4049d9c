"""The compiled reader of genotypes gives what a slow, obvious reading of the same text gives."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.call_sets.record_reader import TextReader
from data_loaders.vcf.bgzf.memory import PADDING
from data_loaders.vcf.header import parse_header
from data_loaders.vcf.plan import Plan
from tests import repeats

# Where bits, bytes and words of eight calls meet.
SIZES = (1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 129)
# A position of each region class in GRCh38, and the copies that XX, XY and unknown have there.
PLACES = {
    "chr1": (1000, {"XX": 2, "XY": 2, "unknown": 2}),
    "chrX": (5_000_000, {"XX": 2, "XY": 1, "unknown": 0}),
    "chrY": (5_000_000, {"XX": 0, "XY": 1, "unknown": 0}),
    "chrM": (1000, {"XX": 1, "XY": 1, "unknown": 1}),
}
BASES = "CGT"


@st.composite
def written_calls(draw, n_samples: int, n_alts: int) -> list[str]:
    """Genotypes as a file has them: mostly one form throughout, now and then an odd one."""
    allele = st.one_of(st.just("0"), st.integers(0, n_alts).map(str))
    separator = draw(st.sampled_from("/|"))
    plain = st.tuples(allele, allele).map(separator.join)
    odd = st.one_of(
        st.just("."), st.just(f".{separator}."), allele, st.tuples(allele, allele).map("/".join),
        allele.map(lambda one: f".{separator}{one}"), allele.map(lambda one: f"{one}|."),
    )  # fmt: skip
    is_odd = draw(st.lists(st.integers(0, draw(st.sampled_from([1, 20]))), min_size=n_samples,
                           max_size=n_samples))  # fmt: skip
    return [draw(odd if number == 1 else plain) for number in is_odd]


@st.composite
def files(draw):
    """Sexes, and records: contig, number of alternates, FORMAT and the calls with what follows."""
    n_samples = draw(st.sampled_from(SIZES))
    sexes = draw(
        st.lists(st.sampled_from(["XX", "XY", "unknown"]), min_size=n_samples, max_size=n_samples)
    )
    if draw(st.booleans()):
        sexes = [sexes[0]] * n_samples
    records = []
    for _ in range(draw(st.integers(1, 4))):
        n_alts = draw(st.sampled_from([1, 1, 1, 2, 3]))
        extra = draw(st.sampled_from(["", "", ":DP"]))
        calls = [call + (":9" if extra else "") for call in draw(written_calls(n_samples, n_alts))]
        records.append((draw(st.sampled_from(list(PLACES))), n_alts, f"GT{extra}", calls))
    return sexes, records


def read(sexes, records) -> pa.RecordBatch:
    samples = [f"S{number}" for number in range(len(sexes))]
    fixed = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
    header = parse_header(Path("x.vcf"), "##fileformat=VCFv4.2\n" + fixed + "\t".join(samples))
    # Records of one position that complete each other are read together; these stand apart.
    lines = [
        "\t".join(
            [contig, str(PLACES[contig][0] + number), ".", "A", ",".join(BASES[:n_alts])]
            + [".", "PASS", ".", form, *calls]
        )
        for number, (contig, n_alts, form, calls) in enumerate(records)
    ]
    text = ("\n".join(lines) + "\n").encode()
    block = np.frombuffer(text + bytes(PADDING), np.uint8).copy()
    plan = Plan("x", (Path("x.vcf"),), "GRCh38", tuple(samples), tuple(sexes))
    return TextReader(plan, 0, header).read(block, len(text)).batch


def slow_call(call: str, copies: int) -> tuple[int | None, ...] | None:
    """Return the alleles that count, () for a missing call, None where there is no such copy."""
    alleles = [None if one == "." else int(one)
               for one in call.split(":")[0].replace("|", "/").split("/")]  # fmt: skip
    if copies == 0:
        return None
    if None in alleles:
        return ()
    if copies == 2:
        return tuple(alleles) if len(alleles) == 2 else ()
    return (alleles[0],) if len(set(alleles)) == 1 else ()


def stored_carriers(row: dict, n_samples: int) -> dict[int, int]:
    """Return sample -> bits from either form of one allele's row."""
    bits = {carrier >> 2: carrier & 3 for carrier in row["carriers"] or []}
    for plane, value in (("plane_1", 1), ("plane_2", 2)):
        for sample in stored_samples(row[plane], None, n_samples):
            bits[sample] = bits.get(sample, 0) | value
    return bits


def stored_samples(plane: bytes | None, listed: list[int] | None, n_samples: int) -> set[int]:
    found = set(listed or [])
    if plane is not None:
        set_bits = np.flatnonzero(np.unpackbits(np.frombuffer(plane, np.uint8)))
        assert (set_bits < n_samples).all()  # padding is zero
        found |= set(set_bits.tolist())
    return found


@settings(max_examples=repeats.times(300), deadline=None)
@given(files())
def test_every_call_is_stored_as_the_rules_say(file):
    sexes, records = file
    rows = iter(read(sexes, records).to_pylist())
    for contig, n_alts, _form, calls in records:
        copies = [PLACES[contig][1][sex] for sex in sexes]
        meant = [slow_call(call, n) for call, n in zip(calls, copies, strict=True)]
        separators = [call.split(":")[0] for call in calls]
        hets = [
            text for text, alleles in zip(separators, meant, strict=True)
            if alleles is not None and len(alleles) == 2 and len(set(alleles)) == 2
        ]  # fmt: skip
        for number in range(1, n_alts + 1):
            row = next(rows)
            expected = {
                sample: sum(1 << at for at, allele in enumerate(alleles) if allele == number)
                for sample, alleles in enumerate(meant)
                if alleles and number in alleles
            }
            assert stored_carriers(row, len(sexes)) == expected
            missing = {sample for sample, alleles in enumerate(meant) if alleles == ()}
            assert stored_samples(row["missing"], row["missing_samples"], len(sexes)) == missing
            others = {
                sample
                for sample, alleles in enumerate(meant)
                if alleles and any(allele not in (0, number) for allele in alleles)
            }
            assert set(row["others"] or []) == others
            called = [alleles for alleles in meant if alleles]
            assert row["n_called"] == len(called)
            assert row["is_phased"] == all("|" in text for text in hets)
    assert next(rows, None) is None
