"""Small studies on disk, ingested and asked through the command line."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from straits import __main__, genome, tables

ROOT = Path(__file__).parents[2]
CALL_SET = "wgs"
KEY = ("contig", "pos", "ref", "alt", "group")
COUNTS = ("n_called", "an", "ac", "hom_alt", "het", "hemi")


@dataclass(frozen=True)
class Record:
    """One line of a VCF; the calls are written as in the file, with spaces between them."""

    contig: str
    pos: int
    ref: str
    alt: str
    calls: str
    filter: str = "PASS"
    format: str = "GT"
    info: str = "."


def record(place: str, calls: str, **fields: str) -> Record:
    """Return a line from `contig pos ref alt` and its calls.

    >>> record("chr1 100 A G", "0/1 0/0").pos
    100
    """
    contig, pos, ref, alt = place.split()
    return Record(contig, int(pos), ref, alt, calls, **fields)


def key(place: str) -> str:
    """Return the variant_id of `contig pos ref alt`.

    >>> key("X 100 A G")
    'chrX-100-A-G'
    """
    contig, *rest = place.split()
    return "-".join([f"chr{contig.removeprefix('chr')}", *rest])


def in_order(records: Iterable[Record]) -> list[Record]:
    """Return the lines of each contig together, by position; those of one position as they are."""
    return sorted(records, key=lambda line: (line.contig, line.pos))


def vcf_text(samples: Sequence[str], records: Iterable[Record]) -> str:
    """Return a VCF with a header that names the contigs, filters and fields the tests use."""
    records = list(records)
    contigs = dict.fromkeys(record.contig for record in records)
    header = [
        "##fileformat=VCFv4.2",
        '##FILTER=<ID=LowQual,Description="Low quality">',
        '##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count">',
        '##INFO=<ID=AN,Number=1,Type=Integer,Description="Allele number">',
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
        '##INFO=<ID=END,Number=1,Type=Integer,Description="End">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depth of each allele">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">',
        *(f"##contig=<ID={contig}>" for contig in contigs),
        "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split() + list(samples)),
    ]
    body = [
        "\t".join(
            [record.contig, str(record.pos), ".", record.ref, record.alt, "."]
            + [record.filter, record.info, record.format, *record.calls.split()]
        )
        for record in records
    ]
    return "\n".join([*header, *body]) + "\n"


def write_sheet(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write a sample sheet of comma-separated columns, those of the first row."""
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def one_call_set(
    folder: Path, files: Sequence[str], people: Mapping[str, str], **keys: Any
) -> Path:
    """Write a study of one call set, `wgs`, and its sheet of people and their sexes.

    people
        The sex of each sample: XX, XY, or nothing where nobody gives it.
    keys
        Keys of the call set where it has them, `samples` for more of the sheet's columns, else keys
        of the study; GRCh38 and the profile `open` unless they say otherwise.
    """
    rows = [{"sample": sample, "sex": sex} for sample, sex in people.items()]
    write_sheet(folder / "sheet.csv", rows)
    of_call_set = {"genotype_rule", "callable", "keep", "assay", "caller", "min_r2"}
    call_set = {key: keys.pop(key) for key in of_call_set & keys.keys()}
    site = {
        "id": "here",
        "samples": {"file": "sheet.csv", "id": "sample", "sex": "sex", **keys.pop("samples", {})},
        "call_sets": [{"id": CALL_SET, "files": list(files), **call_set}],
    }
    study = {"name": "A test", "build": "GRCh38", "profile": "open", **keys, "sites": [site]}
    return write_study(folder, study)


def write_study(folder: Path, study: Mapping[str, Any]) -> Path:
    """Write study.yaml into the folder and return its path."""
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(dict(study), sort_keys=False, allow_unicode=True))
    return path


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: str | Path) -> Done:
    """Run `python -m straits` within this process, which is much faster than in one of its own.

    A study may name files anywhere, unless the arguments say of which folders.
    """
    if arguments[:1] in (("ingest",), ("check",)) and "--files-from" not in arguments:
        arguments = (*arguments, "--files-from", "/")
    # Not StringIO: what is meant for another program is written as bytes.
    printed = BytesIO(), BytesIO()
    out, err = (TextIOWrapper(each, encoding="utf-8", write_through=True) for each in printed)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = __main__.main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    return Done(code, *(each.getvalue().decode() for each in printed))


def process(*arguments: str | Path) -> Done:
    """Run `python -m straits` as a person would, who names any folder."""
    if arguments[:1] == ("ingest",) and "--files-from" not in arguments:
        arguments = (*arguments, "--files-from", "/")
    done = subprocess.run(
        [sys.executable, "-m", "straits", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def ingest(study: Path, store: Path, jobs: int = 1, run: Callable[..., Done] = command) -> str:
    """Ingest a study that must go in, and return what was printed."""
    done = run("ingest", study, "--store", store, "--jobs", str(jobs))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def asked(store: Path, *arguments: str) -> pl.DataFrame:
    """Return what `python -m straits frequencies ... --format csv` prints, as a frame."""
    done = command("frequencies", "--store", store, *arguments, "--format", "csv")
    assert done.returncode == 0, done.stdout + done.stderr
    return pl.read_csv(BytesIO(done.stdout.encode()), infer_schema_length=None)


def table(store: Path, name: str, **partition: str) -> pl.DataFrame:
    """Return a table of the current release, from its Parquet file."""
    return pl.read_parquet(tables.TABLES[name].path(store / "current", partition))


def stored(
    store: Path,
    call_set: str = CALL_SET,
    grouping: str = tables.EVERYONE,
    sample_set: str = "all",
    sex: str | None = None,
) -> pl.DataFrame:
    """Return KEY, COUNTS and absence for every group of a grouping, from the Parquet files."""
    alleles = table(store, "alleles")
    states = table(store, "allele_states", call_set_id=call_set)
    sizes = table(store, "group_sizes").filter(
        (pl.col("call_set_id") == call_set) & (pl.col("grouping") == grouping)
    )
    frames = []
    for group in sorted(set(sizes["group_id"])):
        leaves = table(
            store, "frequencies", call_set_id=call_set, grouping=grouping, group_id=group
        )
        counts = added_up(leaves, alleles, sample_set, sex)
        frames.append(
            alleles.select(
                "contig",
                pl.col("pos").cast(pl.Int64),
                "ref",
                "alt",
                pl.lit(group).alias("group"),
                *counts.select(COUNTS).cast(pl.Int64),
                states["absence"],
            )
        )
    return pl.concat(frames)


def added_up(
    leaves: pl.DataFrame, alleles: pl.DataFrame, sample_set: str = "all", sex: str | None = None
) -> pl.DataFrame:
    """Return COUNTS of each allele of a release over the leaves of a group, as they are told.

    leaves
        Rows of `frequencies` of the group, each leaf with all alleles in order.
    """
    for _, leaf in leaves.group_by("sex", "is_unrelated"):
        assert leaf["allele_index"].equals(alleles["allele_index"])
    is_wanted = (pl.lit(sample_set == "all") | pl.col("is_unrelated")) & pl.col("sex").is_in(
        tables.SEXES if sex is None else [sex]
    )
    summed = leaves.group_by("allele_index", maintain_order=True).agg(
        pl.when(pl.col(count).is_not_null().all()).then(
            pl.col(count).filter(is_wanted).sum()
        ).alias(count)
        for count in tables.LEAF_COUNTS
    )  # fmt: skip
    is_hemizygous = alleles["region_class"].is_in(["x", "y"])
    return summed.select(
        "n_called", "ac", "an", "hom_alt",
        (pl.col("ac") - 2 * pl.col("hom_alt") - pl.col("haploid_alt")).alias("het"),
        pl.when(is_hemizygous).then("haploid_alt").otherwise(0).alias("hemi"),
    )  # fmt: skip


def counts_of(frame: pl.DataFrame) -> dict[str, tuple[int, ...]]:
    """Return COUNTS of each allele of a frame with one group, by variant_id."""
    return {
        genome.variant_id(*row[:4]): row[4:] for row in frame.select(*KEY[:4], *COUNTS).iter_rows()
    }
