"""Errors that files of a release cause in the libraries that read them, told in a sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import polars as pl
import pyarrow as pa

from straits.errors import StraitsError, UnreadableError

_LOG = logging.getLogger("straits.store")

# PanicException is no Exception: it would end the thread of a page without a word.
_OF_FILES = (
    duckdb.Error, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException,
    ArithmeticError, AssertionError, LookupError, MemoryError, OSError, TypeError, ValueError,
)  # fmt: skip


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn what goes wrong while files are read into UnreadableError; the log has the error itself.

    what
        What was being read, as the beginning of a sentence. The error's own words may hold values
        of the files, and are not shown.
    """
    try:
        yield
    except StraitsError:
        raise
    except _OF_FILES as error:
        _LOG.exception("%s could not be read", what)
        raise UnreadableError(
            f"{what} could not be read ({type(error).__name__}): a file of the release may be "
            "damaged. Whoever runs this server finds out with `python -m straits verify --store "
            "DIR`; the log has the error."
        ) from error
