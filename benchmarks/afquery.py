"""Straits beside afquery: making the database, and asking it about a point and a region."""

import shutil
from pathlib import Path

import polars as pl

from benchmarks import answers, bench_studies
from benchmarks.asked import Asked, asked_of
from benchmarks.bench_studies import Panel
from benchmarks.ingest_speed import StraitsIngest, warm_up
from benchmarks.outcomes import Bar, Outcome, Side, in_turn
from benchmarks.panels import panel
from benchmarks.processes import Ran, folder_bytes, run
from benchmarks.settings import PEERS_PYTHON, THREADS, Settings
from benchmarks.workers import Worker

_SEX = {"XX": "female", "XY": "male"}
# afquery filters people by phenotype codes, so the cohort has one; everybody has another.
_COHORT, _EVERYBODY = "C30", "ALL"
_POINT = ("chr10", 94_781_859, 94_781_859)  # CYP2C19*2
_ROUNDS = 10


def ingest_afquery(settings: Settings) -> list[Outcome]:
    """Compare with afquery create-db over the panel, once; the VCF per person is made before."""
    data = panel(settings)
    straits = StraitsIngest(data)
    warm_up(settings)
    ran = create_database(data)
    seconds = in_turn({"Straits": straits}, 1)
    return [
        Outcome(
            "ingest-afquery",
            "ingest to a queryable store, with frequencies by group",
            data.size(answers.stored_variants(straits.store).height),
            Side("Straits", seconds["Straits"], straits.peak_bytes, folder_bytes(straits.store)),
            Side(
                "afquery create-db", (ran.seconds,), ran.peak_bytes, folder_bytes(_database(data))
            ),
            Bar(ratio=0.1),
            note="One round. One VCF per person, carried alleles only, made before. The answers "
            "of both are compared by the lines afquery-point and afquery-region.",
        )
    ]


def ask_afquery(settings: Settings) -> list[Outcome]:
    """Compare a point and a region, the same cohort; in process, and afquery as a command."""
    asked = asked_of(panel(settings))
    data = asked.data
    if not (_database(data) / "manifest.json").exists():
        create_database(data)
    script = Path(__file__).parent / "peers" / "afquery_worker.py"
    outcomes = []
    with asked.straits() as straits, Worker([PEERS_PYTHON, script, _database(data)]) as peer:
        for place, region in {"point": _POINT, "region": data.region}.items():
            outcomes += _beside_afquery(place, region, asked, straits, peer)
    return outcomes


def create_database(data: Panel) -> Ran:
    """Make afquery's database anew."""
    folder = _one_by_one(data)
    if not folder.exists():
        part = data.folder / "one_by_one.part"
        part.mkdir(exist_ok=True)
        run([PEERS_PYTHON, Path(__file__).parent / "peers" / "split.py", data.vcf, part])
        part.rename(folder)
    names = list(data.people)
    chosen = {names[number] for number in bench_studies.cohort(len(names))}
    rows = [
        (sample, _SEX[sex], "wgs", folder / f"{sample}.vcf",
         ",".join([_EVERYBODY, *([_COHORT] if sample in chosen else [])]))
        for sample, (sex, _) in data.people.items()
    ]  # fmt: skip
    header = ("sample_name", "sex", "tech_name", "vcf_path", "phenotype_codes")
    manifest = bench_studies.write_rows(data.folder / "manifest.tsv", header, rows)
    shutil.rmtree(_database(data), ignore_errors=True)
    command = [PEERS_PYTHON.with_name("afquery"), "create-db", "--manifest", manifest]
    where = ["--output-dir", _database(data), "--genome-build", "GRCh38"]
    return run([*command, *where, "--threads", str(THREADS)])


def _beside_afquery(
    place: str, region: tuple[str, int, int], asked: Asked, straits: Worker, peer: Worker
) -> list[Outcome]:
    contig, start, end = region
    ours, theirs = asked.data.folder / "ours.parquet", asked.data.folder / "theirs.tsv"
    request = {"contig": contig, "start": start, "end": end, "phenotype": _COHORT}
    straits.ask(**asked.request(region), answer=str(ours))
    peer.ask(**request, answer=str(theirs))
    n_equal = _check(asked, pl.read_parquet(ours), theirs)
    where = f"{contig}:{start}" if start == end else f"{contig}:{start}-{end}"
    option = "--locus" if start == end else "--region"
    command = [PEERS_PYTHON.with_name("afquery"), "query", "--db", _database(asked.data)]
    command += [option, where, "--phenotype", _COHORT, "--format", "tsv"]
    sides = {
        "Straits": lambda: straits.ask(**asked.request(region)),
        "afquery": lambda: peer.ask(**request),
    }
    in_turn(sides, 2)
    seconds = in_turn(sides, _ROUNDS)
    process = in_turn({"command": lambda: run(command).seconds}, 3)["command"]
    equal = f"AC and AN of {n_equal:,} alleles"
    data = asked.data.size(n_equal)
    mine = Side("Straits", seconds["Straits"], straits.peak_bytes)
    return [
        Outcome(
            f"afquery-{place}",
            f"{place} query for the same cohort, in process",
            data,
            mine,
            Side("afquery", seconds["afquery"], peer.peak_bytes),
            Bar(ratio=0.2),
            equal=equal,
        ),
        Outcome(
            f"afquery-{place}-process",
            f"{place} query for the same cohort, a warm Straits beside the command",
            data,
            mine,
            Side("afquery query", process),
            Bar(ratio=0.2),
            equal=equal,
        ),
    ]


def _check(asked: Asked, ours: pl.DataFrame, theirs: Path) -> int:
    """Compare where the cohort has the allele, and nobody has more copies than two.

    Where records of one position give somebody three copies, afquery takes the call for failed.
    """
    counted = pl.read_csv(theirs, separator="\t", schema_overrides={"contig": pl.String})
    crowded = pl.read_csv(_one_by_one(asked.data) / "crowded.tsv", separator="\t")
    both = [
        frame.filter(pl.col("ac") > 0).join(crowded, on=["contig", "pos"], how="anti")
        for frame in (asked.named_as_in_file(ours), counted)
    ]
    return answers.check(*both, ["ac", "an"], "afquery", answers.KEY)


def _one_by_one(data: Panel) -> Path:
    return data.folder / "one_by_one"


def _database(data: Panel) -> Path:
    return data.folder / "afquery"
