"""Text files of other people, opened in whatever encoding they are in."""

import codecs
import gzip
import io
from pathlib import Path

from straits.errors import InputError

_START = 4096
# What begins so is no text, whatever its name says, and what to do then.
_OTHER_KINDS = {
    b"PK\x03\x04": "is an Excel workbook or another zip file, whatever its name says; call it "
    ".xlsx if it is one",
    b"\xd0\xcf\x11\xe0": "is a workbook of Excel before 2007 or another file of Office, whatever "
    "its name says; call it .xls if it is one",
    b"PAR1": "is a Parquet file, whatever its name says; call it .parquet",
    b"<": "is HTML or XML, whatever its name says; save the table in it as CSV in UTF-8",
}


def open_text(path: Path) -> io.TextIOBase:
    """Return a text file to be read, gzipped or not, its line ends as they are.

    It is UTF-8 unless it begins as UTF-16 does: with the mark of its order, as Excel's "Unicode
    text", or, without one, with a zero in every other byte.

    Raises InputError for what is no text, and OSError or EOFError if it cannot be opened.
    """
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if is_gzip else path.open("rb") as file:
        start = file.read(_START)
    encoding = encoding_of(start)
    for kind, words in _OTHER_KINDS.items():
        if start.lstrip().startswith(kind):
            raise InputError(f"{path}: {words}.")
    if encoding == "utf-8-sig" and b"\0" in start:
        raise InputError(f"{path}: is not text, it holds bytes of zero; save it as CSV in UTF-8.")
    # Newlines are left to csv, which knows those inside quotes.
    if is_gzip:
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text that begins so: UTF-8 unless it shows itself as UTF-16 or 32.

    >>> encoding_of("id".encode("utf-16-le")), encoding_of(b"id")
    ('utf-16-le', 'utf-8-sig')
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Most signs of a table are ASCII, of which UTF-16 makes a byte and a zero.
    low, high = start[::2].count(0), start[1::2].count(0)
    if low + high > len(start) // 4:
        return "utf-16-le" if high > low else "utf-16-be"
    return "utf-8-sig"
