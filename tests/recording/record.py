"""Write a recording: one line of JSON for each question, with all that is said to it."""

import gzip
import hashlib
import importlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import polars as pl

from straits.store import open_store
from tests.recording import addresses, commands, parameters, plain, screen_elements, stores
from tests.recording.commands import link, ran

QUERIES = screen_elements.ROOT / "sql" / "queries"

# A question, and pairs of the kind of an element and what it says.
Entry = tuple[str, list[list[Any]]]


def record(work: Path, out: Path, only: Sequence[str] = ()) -> dict[str, int]:
    """Write the parts of a recording into a folder; returns how many questions each holds.

    work
        Where the stores are.
    only
        Of PARTS; empty for all.
    """
    out.mkdir(parents=True, exist_ok=True)
    # Streamlit warns of each page that is opened without its server.
    logging.disable(logging.WARNING)
    # Whatever a shell says of stores, time or the width of a screen is not the product's.
    keep = {name: value for name, value in os.environ.items() if not name.startswith("STRAITS_")}
    counts = {}
    with mock.patch.dict(os.environ, keep, clear=True):
        found = stores.built(work)
        links = {name: link(found["demo"], said) for name, said in addresses.SENTENCES.items()}
        for name in [part for part in PARTS if not only or part in only]:
            started = time.monotonic()
            counts[name] = write(out / f"{name}.jsonl.gz", PARTS[name](found, links))
            print(f"{name}: {counts[name]} in {time.monotonic() - started:.0f} s", flush=True)
    return counts


def write(path: Path, entries: Iterator[Entry]) -> int:
    """Write entries as lines of JSON, compressed; returns how many."""
    n_entries = 0
    # Without a name and a time of its making the file of one recording is that of another.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
        for at, said in entries:
            line = json.dumps({"at": at, "said": said}, ensure_ascii=False, sort_keys=True)
            file.write(line.encode() + b"\n")
            n_entries += 1
    return n_entries


def queries(found: Mapping[str, Path], links: Mapping[str, str]) -> Iterator[Entry]:
    """Ask each file of sql/queries, of every store, in order of its name."""
    for store_name in ("demo", "inside", "1000genomes"):
        store = found[store_name]
        ids = [_entered(store, links[name]) for name in _COHORTS[store_name]]
        bundles = parameters.values(store, ids)
        opened = open_store(store)
        for path in sorted(QUERIES.rglob("*.sql")):
            sets = parameters.sets(path.stem, parameters.header(path), bundles)
            is_ordered = parameters.is_ordered(path)
            for number, values in enumerate(sets, start=1):
                said = answer(opened, path.stem, values, is_ordered)
                yield f"query {store_name} {path.stem} {number}", [["asked", values], *said]


def pages(found: Mapping[str, Path], links: Mapping[str, str]) -> Iterator[Entry]:
    """Open each address of addresses.txt."""
    for one in addresses.addresses(links):
        store = str(found.get(one.store, Path("/nowhere")))
        with mock.patch.dict(os.environ, {"STRAITS_STORE": store}):
            try:
                said = screen_elements.shown(one.page, one.params, one.with_pictures)
            except RuntimeError as error:
                # Streamlit's for a script that hangs; the pages after it are recorded still.
                said = [["nothing", plain.text(str(error))]]
            yield f"page {one.line}", said


def printed(found: Mapping[str, Path], links: Mapping[str, str]) -> Iterator[Entry]:
    """Run each line of commands.txt."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty").mkdir()
        (folder / "cohort.json").write_text('{"kind": "event", "phenotype": "gout"}')
        (folder / "bad.json").write_text('{"kind": "planet"}')
        (folder / "study.yaml").write_text("name: Bad\nbuild: GRCh36\nsites: []\nplanet: x\n")
        places = {store: str(path) for store, path in found.items()} | {
            "nowhere": str(folder / "nowhere"), "empty": str(folder / "empty"),
            "new": str(folder / "new"), "cohort_json": str(folder / "cohort.json"),
            "bad_json": str(folder / "bad.json"), "bad_study": str(folder / "study.yaml"),
            "old_link": addresses.OLD_LINK,
        }  # fmt: skip
        for line in addresses.commands():
            yield f"command {line}", commands.said(line, places)


def made(found: Mapping[str, Path], links: Mapping[str, str]) -> Iterator[Entry]:
    """Write the small demo and the 1000 Genomes study, and ingest them into new stores."""
    for study in ("demo", "1000genomes"):
        with TemporaryDirectory() as name:
            raw, store = Path(name) / "raw", Path(name) / "store"
            places = {"raw": str(raw), "store": str(store)}
            line = f"demo {{raw}} --study {study} --scale small"
            yield f"make {line}", commands.said(line, places)
            for path in sorted(path for path in raw.rglob("*") if path.is_file()):
                checksum = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
                yield f"file {study} {path.relative_to(raw)}", [["checksum", checksum]]
            line = "ingest {raw}/study.yaml --store {store} --jobs 2"
            yield f"make {study} {line}", commands.said(line, places)
            current = (store / "current").resolve()
            for path in sorted(current.rglob("*.parquet")):
                yield f"table {study} {path.relative_to(current)}", [["table", _table(path)]]


def routes(found: Mapping[str, Path], links: Mapping[str, str]) -> Iterator[Entry]:
    """Ask the application of dashboard.py for the paths that are no pages."""
    client = importlib.import_module("starlette.testclient").TestClient
    with mock.patch.dict(os.environ, {"STRAITS_STORE": str(found["demo"])}):
        app = importlib.import_module("dashboard").app
        with client(app, follow_redirects=False) as asked:
            for route in addresses.ROUTES:
                response = asked.get(route)
                said: list[list[Any]] = [["status", response.status_code]]
                said.append(["location", response.headers.get("location")])
                if response.headers.get("content-type", "").startswith("application/json"):
                    said.append(["answer", plain.value(response.json())])
                said.append(["policy", response.headers.get("content-security-policy")])
                yield f"route {route}", said


# The application comes last: its runtime is one for the process, which the pages go without.
PARTS: Mapping[str, Callable[[Mapping[str, Path], Mapping[str, str]], Iterator[Entry]]] = {
    "queries": queries, "commands": printed, "made": made, "pages": pages, "routes": routes,
}  # fmt: skip
_COHORTS = {"demo": ("over_50", "women"), "inside": ("over_50", "few"), "1000genomes": ("women",)}


def _entered(store: Path, link_of_cohort: str) -> str:
    """Make a cohort known to a store, as a command does, and return its id."""
    folder = ("--store", str(store))
    ran("cohort", "frequencies", *folder, link_of_cohort, "--region", "chr9:1-5")
    _, out, _ = ran("cohort", "export", *folder, link_of_cohort, "--what", "json")
    return hashlib.sha256(out.strip()).hexdigest()[:16]


def answer(store: Any, name: str, values: Mapping[str, Any], is_ordered: bool) -> list[list[Any]]:
    """Return what a store answers to a question, or why it refuses."""
    try:
        found = store.query(name, **values)
    except Exception as error:  # noqa: BLE001
        # A refusal is an answer too; which module its class is of may change.
        return [["error", f"{type(error).__name__}: {plain.text(str(error))}"]]
    dropped = {"created_at", "straits_version"} & set(found.columns)
    return [["frame", plain.table(found.drop(dropped), is_ordered)]]


def _table(path: Path) -> dict[str, Any]:
    """Return the columns of a table of a new release, and a checksum of its rows."""
    frame = pl.read_parquet(path)
    frame = frame.drop({"created_at", "straits_version", "release_id"} & set(frame.columns))
    rows = hashlib.sha256()
    for row in frame.iter_rows():
        rows.update(json.dumps(plain.value(row)).encode())
    columns = [f"{name} {kind}" for name, kind in frame.schema.items()]
    return {"columns": columns, "n_rows": frame.height, "rows": rows.hexdigest()[:16]}
