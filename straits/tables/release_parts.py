"""The files of a release: which table each is of, and whether it has its beginning and its end."""

from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath

import pyarrow.parquet as pq

from straits.flat.flat_arrays import MAGIC, length

# By the end of the name: what such a file is, the bytes that it has at a place, and that place.
_KINDS = {".parquet": ("Parquet", b"PAR1", -4), ".npy": ("an array of NumPy", MAGIC, 0)}
# Views of the study's own, and their examples: read as text, and asked like those of Straits.
VIEWS = "views"
_TEXTS = (".sql", ".yml")
# What questions of pages answer, for statements that may not ask the rows themselves.
TOLD = "told"
# Its parts stand beside the Parquet tables, and repeat them: see straits.flat.
FLAT = "flat"
# Besides these there are ranges, where a panel publishes any.
FLAT_TABLES = tuple(
    f"{FLAT}/{name}"
    for name in ("alleles", "allele_annotations", "allele_states", "counts", "rsids")
)


def parts(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder of a release that belong to its tables, in order."""
    places = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*")))
    return (path for path, place in places if place.suffix in _KINDS or _is_text(place))


def is_read(path: str) -> bool:
    """Return whether a file would be read as part of a table, named in a manifest or not.

    path
        Its place within the release.

    >>> is_read("aggregates/views/mine.sql"), is_read("aggregates/notes.sql")
    (True, False)
    """
    place = PurePosixPath(path)
    return place.suffix in _KINDS or _is_text(PurePosixPath(*place.parts[1:]))


def table_of(path: PurePosixPath) -> str:
    """Return the table of a file, from its place within the folder of a manifest.

    >>> table_of(PurePosixPath("genes.parquet"))
    'genes'
    >>> table_of(PurePosixPath("flat/alleles/pos.npy"))
    'flat/alleles'
    """
    n_parts = 2 if path.parts[0] in (FLAT, TOLD) else 1
    return "/".join(path.parts[:n_parts]).removesuffix(".parquet")


def n_rows(path: Path) -> int:
    """Return how many rows a file has, values or lines.

    Raises OSError or ValueError if it has none.
    """
    if path.suffix in _TEXTS:
        return len(path.read_text(encoding="utf-8").splitlines())
    if path.suffix == ".npy":
        return length(path)
    return int(pq.read_metadata(path).num_rows)


def lacks_magic(path: Path, n_bytes: int) -> str | None:
    """Return what a file of so many bytes should be, where its first or last bytes say otherwise.

    Raises OSError for a file that cannot be read.
    """
    if path.suffix in _TEXTS:
        return None
    kind, magic, place = _KINDS.get(path.suffix, _KINDS[".parquet"])
    with path.open("rb") as file:
        file.seek(place if place >= 0 else max(n_bytes + place, 0))
        return None if file.read(len(magic)) == magic else kind


def _is_text(place: PurePath) -> bool:
    return place.suffix in _TEXTS and place.parts[0] == VIEWS
