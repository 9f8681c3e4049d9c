"""Which cohorts queries can name: their definitions, and the profile's decision on each."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import polars as pl

from straits import cohorts
from straits.cohorts import Tree
from straits.errors import QueryError

# Definitions are kept as text outside the budget of caches, since a page would fail without the one
# that it has just entered; they are few, and the letters of all of them are bounded too.
MOST = 1000
MOST_LETTERS = 20_000_000

# Writes the profile's decision on the cells of a cohort where the queries find it; no cells: none.
Decide = Callable[[str, pl.DataFrame], None]


class OpenCohorts:
    """The cohorts that were entered last; safe between threads."""

    def __init__(self, decide: Decide) -> None:
        """Start with none."""
        self._decide = decide
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._n_letters = 0
        self._lock = threading.Lock()

    def __contains__(self, cohort_id: str) -> bool:
        return cohort_id in self._texts

    def is_open(self, cohort_id: str, tree: Tree) -> bool:
        """Tell whether a cohort is open, which it then stays for a while.

        Raises QueryError if another cohort has its id.
        """
        with self._lock:
            text = self._texts.get(cohort_id)
            if text is None:
                return False
            if text != cohorts.to_json(tree):
                raise QueryError(f"Two cohorts have the id {cohort_id!r}. Change one a little.")
            self._texts.move_to_end(cohort_id)
            return True

    def open(self, cohort_id: str, tree: Tree, cells: pl.DataFrame) -> None:
        """Let queries name a cohort, with the decision on its cells; the oldest are closed."""
        text = cohorts.to_json(tree)
        with self._lock:
            if cohort_id in self._texts:
                return
            # Before anybody can name it.
            self._decide(cohort_id, cells)
            self._texts[cohort_id] = text
            self._n_letters += len(text)
            while len(self._texts) > MOST or self._n_letters > MOST_LETTERS:
                closed, text = self._texts.popitem(last=False)
                self._n_letters -= len(text)
                self._decide(closed, cells.clear())

    def text(self, cohort_id: str) -> str:
        """Return the definition of a cohort as JSON. Raises QueryError if it is not open."""
        text = self._texts.get(cohort_id)
        if text is None:
            raise QueryError(f"The cohort {cohort_id!r} is not open any more. Open it again.")
        return text
