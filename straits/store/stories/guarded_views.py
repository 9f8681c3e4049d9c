"""What a store tells of views that were pinned: their numbers, to whom it would tell them now."""

from collections.abc import Collection
from functools import partial

from straits import privacy
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.exit import Exit
from straits.store.stories.pinned_view import PinnedView
from straits.store.stories.saved_stories import saved_stories


class GuardedViews:
    """Pinned views as pages may show them: numbers of then, under the rules of now."""

    def __init__(
        self, study: str, release_id: str, profile: Profile, left_out: Collection[str], exit_: Exit
    ) -> None:
        """Take what is open now, and for whom.

        left_out
            Sites that whoever asks is told nothing of.
        """
        self._study, self._release_id, self._profile = study, release_id, profile
        self._left_out = frozenset(left_out)
        self._exit = exit_

    def view(self, view_id: str) -> PinnedView:
        """Return a view with its numbers as they were pinned.

        Raises QueryError where it is not kept here, is of another study, or holds numbers that
        this reader would not be shown now.
        """
        return self._exit.let_out(
            "pinned_view", {"view_id": view_id}, partial(self._allowed, view_id), count=_numbers
        )

    def _allowed(self, view_id: str) -> PinnedView:
        view = saved_stories().pinned(view_id)
        if view is None:
            raise QueryError("Its numbers are not kept on this server.")
        if view.study != self._study:
            raise QueryError(f"It is of another study, {view.study}.")
        is_same = view.release_id == self._release_id
        privacy.require_pinned(view.profile, view.rules, self._profile, is_same)
        if not self._left_out <= set(view.left_out):
            raise QueryError(
                "The numbers that were pinned hold people of a site whose data may not be used for "
                "your purpose."
            )
        return view


def _numbers(view: PinnedView) -> tuple[int, int]:
    return view.n_numbers, 0
