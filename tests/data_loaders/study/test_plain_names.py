"""What looks alike is one name, and what a reader may confuse shares a look."""

import unicodedata

import polars as pl
import pytest

from data_loaders.study.plain_names import look, plain, plain_cells

ALIKE = [
    ("Gro\u0308nla\u030ander", "Gr\u00f6nl\u00e5nder"),  # accents apart and composed
    ("\u212bngstr\u00f6m", "\u00c5ngstr\u00f6m"),  # the sign of the unit
    ("Ma\u200blay", "Malay"),  # a blank of no width
    ("\ufeffMalay\u200e", "Malay"),  # a mark of byte order, a mark of direction
    ("Ma\u00adlay", "Malay"),  # a soft hyphen
    ("Sample\u00a01", "Sample 1"),  # a blank that does not break
    (" Sample \t 1\u2009", "Sample 1"),
    ("a\u200d\u030a", "\u00e5"),  # a joiner between a letter and its ring
    ("", ""),
]


@pytest.mark.parametrize(("written", "seen"), ALIKE)
def test_names_that_look_alike_are_one(written, seen):
    assert plain(written) == seen
    assert plain_cells(pl.Series([written])).item() == seen


@pytest.mark.parametrize("name", ["O'Brien", "a-b", "50 %", "日本", "ﬁn", "Han/Chinese", "İ"])
def test_a_name_without_oddities_stays(name):
    assert plain(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("one_name", "other"),
    [("malay", "Malay"), ("M\u0430lay", "Malay"), ("\uff2dalay", "Malay"), ("ﬁn", "fin")],
)
def test_names_that_may_be_confused_share_a_look(one_name, other):
    assert look(one_name) == look(other)


def test_other_names_have_looks_of_their_own():
    assert len({look(name) for name in ("Malay", "Malays", "Ma lay", "Måláy", "O", "0")}) == 6
