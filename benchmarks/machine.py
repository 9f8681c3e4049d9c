"""The machine and the programs of a run, without any name that would tell whose it is."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.settings import PEERS_PYTHON, THREADS

_OURS = ("duckdb", "numba", "numpy", "polars", "pyarrow")
_PEERS = ("afquery", "pgenlib", "cyvcf2", "msprime")


def describe() -> dict[str, str]:
    """Return processor, memory, system and versions, as a person would write them down."""
    facts = {
        "processor": f"{_processor()}, {os.cpu_count()} cores, {THREADS} threads used",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB",
        "system": f"{platform.system()} {_kernel()}, Python {platform.python_version()}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in _OURS),
    }
    return facts | {"peers": ", ".join(_peers())}


def _processor() -> str:
    said = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*:\s*(.+)", said)
    return found[1].strip() if found else platform.machine()


def _kernel() -> str:
    """Return the version of the kernel, without what its maker added."""
    return platform.release().split("-")[0]


def _peers() -> list[str]:
    programs = [
        _first_line(name, "--version") or f"no {name}" for name in ("plink2", "bcftools", "bgzip")
    ]
    asked = (
        "from importlib.metadata import version; "
        f"print(', '.join(name + ' ' + version(name) for name in {_PEERS}))"
    )
    return [*programs, _first_line(str(PEERS_PYTHON), "-c", asked) or "none from PyPI"]


def _first_line(*command: str) -> str:
    """Return what a program says first, or nothing where it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return (done.stdout or done.stderr).splitlines()[0].strip()
