"""For which reason the filters leave an allele out, whatever its counts in A and B are."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.comparison.judged import REASONS, Codes
from straits.flat.flat_release import FlatRelease
from straits.store.comparison.asked_comparison import Asked

# A FILTER that no record failed, and types that are written in one way only: see
# sql/macros/comparison/judged_alleles.sql.
_PASSED = ("PASS", ".", "")
_SIMPLE = ("snv", "mnv")

# A code by allele, whether each code's alleles are left out, and the place of the reason.
_Test = tuple[NDArray[Any], NDArray[np.bool_], int]


def left_out(flat: FlatRelease, asked: Asked) -> Callable[[int, int], Codes] | None:
    """Return what tells of alleles from a start up to a stop why each is left out.

    It returns the place in REASONS of the first reason that holds, or 0. None where nothing is left
    out.
    """
    tests = list(_of_kinds(flat, asked)) + list(_of_filter(flat, asked))
    tests += list(_of_classes(flat, asked))
    # The first reason that holds is written last.
    holding = sorted((test for test in tests if test[1].any()), key=lambda test: -test[2])
    return partial(_codes, holding) if holding else None


def _of_kinds(flat: FlatRelease, asked: Asked) -> Iterator[_Test]:
    kept_by_reason = {
        "unaligned_indel": _SIMPLE if asked["leave_out_indels"] else (),
        "type": asked["variant_types"],
    }
    for reason, kept in kept_by_reason.items():
        if kept:
            kind = flat.names.kind
            yield _test(kind.codes, ~kind.values["variant_type"].is_in(list(kept)), reason)


def _of_filter(flat: FlatRelease, asked: Asked) -> Iterator[_Test]:
    if asked["filter_pass_only"]:
        for call_set_id in sorted({*asked["a_call_sets"], *asked["b_call_sets"]}):
            state = flat.states(call_set_id)
            failed = ~state.values["filter"].fill_null("").is_in(_PASSED)
            yield _test(state.codes, failed, "filter_failed")


def _of_classes(flat: FlatRelease, asked: Asked) -> Iterator[_Test]:
    for reason in ("consequence", "clinvar"):
        kept = asked[f"{reason}_classes"]
        if kept:
            known = flat.annotations
            classes = known.values[f"{reason}_class"].fill_null("none")
            yield _test(known.codes, ~classes.is_in(list(kept)), reason)


def _test(codes: NDArray[Any], is_left_out: pl.Series, reason: str) -> _Test:
    return codes, is_left_out.to_numpy(), REASONS.index(reason)


def _codes(tests: list[_Test], start: int, stop: int) -> Codes:
    reasons = np.zeros(stop - start, np.uint8)
    for codes, is_left_out, reason in tests:
        np.copyto(reasons, np.uint8(reason), where=is_left_out[codes[start:stop]])
    return reasons
