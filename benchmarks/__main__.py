"""Run the benchmark: `python -m benchmarks [LINE ...] [--scale small|default|full]`."""

import argparse
import shutil
import sys
import time
from pathlib import Path

from benchmarks import machine, plots, report
from benchmarks.lines import LINES, WHEN_NAMED, WITHOUT_PEERS
from benchmarks.settings import PEERS_PYTHON, RESULTS, ROOT, SCALES, BenchmarkError, Settings

_TOOLS = {"plink2": "plink2", "bcftools": "bcftools", "bgzip": "tabix"}  # command: Debian package


def main() -> int:
    """Measure the lines asked for, or all but the largest, and write the table anew after each."""
    options = _parser().parse_args()
    lines = options.lines or [line for line in LINES if line not in WHEN_NAMED]
    unknown = [line for line in options.lines if line not in LINES]
    if unknown:
        print(f"There is no line {unknown[0]!r}; there are {', '.join(LINES)}.", file=sys.stderr)
        return 2
    settings = Settings(SCALES[options.scale], options.data)
    try:
        if not WITHOUT_PEERS.issuperset(lines):
            _require_peers()
        for line in lines:
            _measure(line, settings, options.results)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"The table: {options.results / 'results.md'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "lines",
        nargs="*",
        metavar="LINE",
        help=f"of {', '.join(LINES)}; all but {', '.join(sorted(WHEN_NAMED))}",
    )
    parser.add_argument("--scale", choices=SCALES, default="default", help="how much data")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "benchmarks" / "data", help="folder to keep data in"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the table")
    return parser


def _measure(line: str, settings: Settings, results: Path) -> None:
    print(f"{line} ...", flush=True)
    start = time.perf_counter()
    found = LINES[line](settings)
    about = machine.describe()
    scale = settings.scale.name
    outcomes = report.merged(results, about, scale, found, list(LINES))
    report.write(results, about, scale, outcomes)
    plots.write_ratios(results / "ratios.svg", outcomes)
    plots.write_growth(results / "growth.svg", outcomes)
    for outcome in found:
        ratio = "" if outcome.ratio is None else f", {outcome.ratio:.3g} of {outcome.peer_name}"
        print(f"  {outcome.line}: {outcome.verdict}{ratio}")
    print(f"  {time.perf_counter() - start:.0f} s", flush=True)


def _require_peers() -> None:
    """Raises BenchmarkError, with what to install, where a peer is missing."""
    missing = [package for command, package in _TOOLS.items() if shutil.which(command) is None]
    if missing:
        raise BenchmarkError(f"Install first: apt-get install {' '.join(missing)}")
    if not PEERS_PYTHON.exists():
        raise BenchmarkError("The peers from PyPI are not there. Run: make bench")


if __name__ == "__main__":
    sys.exit(main())
