"""A view of a story as whoever opens it may see it: as it was pinned, or as it is now."""

from dataclasses import dataclass

from straits.errors import QueryError
from straits.store import PinnedView, StoryView
from straits.ui.access import require
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import drawn_views, moved_numbers
from straits.ui.words import numbers

# As many moves stand beside a view, in its notes and on its page; all are in a list below.
FIRST_MOVES = 5


@dataclass(frozen=True)
class ShownView:
    """A view of a story.

    view
        What is shown of it; None where there is nothing, and `note` says why.
    note
        Which release it is of, and what moved since; or why there is nothing to show.
    moved
        All numbers that moved, in the order in which they are read.
    """

    told: StoryView
    view: PinnedView | None
    note: str
    moved: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The reader's own headline, else what was found."""
        return self.told.headline or (self.view.title if self.view else "This view is not here")

    @property
    def notes(self) -> str:
        """What a speaker reads: what was found, of whom, of which release, and what moved."""
        found = (self.view.title, self.view.caption) if self.view else ()
        return "\n\n".join((*found, self.note, *self.moved_first))

    @property
    def moved_first(self) -> tuple[str, ...]:
        """The first of the numbers that moved, and how many more there are."""
        more = len(self.moved) - FIRST_MOVES
        rest = (f"And {numbers.plural(more, 'more number')}, below the view in the story.",)
        return (*self.moved[:FIRST_MOVES], *(rest if more > 0 else ()))


def shown(visit: Visit, told: StoryView, study: str) -> ShownView:
    """Return a view for whoever reads.

    Numbers that were pinned are shown as they were where this reader would be shown them now; where
    the release is another, it is drawn anew and compared. Else it is shown as it is now.

    study
        The study that the story is of.
    """
    if study != visit.store.study.name:
        return ShownView(told, None, f"It is of another study, {study}, which is not open here.")
    if not require.may_see(told.page):
        return ShownView(told, None, f"Your role has no access to the page {told.page}.")
    pinned, why_not_pinned = _pinned(visit, told)
    release = visit.store.release_id
    if pinned is not None and pinned.release_id == release:
        return ShownView(told, pinned, f"As pinned on {pinned.pinned_at[:10]}, release {release}.")
    try:
        now = drawn_views.drawn(visit, told)
    except QueryError as error:
        why = f"It cannot be drawn on release {release}: {error}"
        if pinned is None:
            return ShownView(told, None, f"{why} {why_not_pinned}".strip())
        return ShownView(told, pinned, f"As pinned on release {pinned.release_id}. {why}")
    if pinned is None:
        since = "" if told.release_id in ("", release) else f" It was made on {told.release_id}."
        note = f"As it is on release {release}.{since} {why_not_pinned}"
        return ShownView(told, now, note.strip())
    moves = moved_numbers.moves(pinned.rows, now.rows)
    note = (
        f"As pinned on {pinned.pinned_at[:10]}, release {pinned.release_id}. Since then, on "
        f"release {release}, {moves.sentence}. {_stands(pinned, now)} {moves.holds}"
    ).strip()
    return ShownView(told, pinned, note, moves.told)


def _stands(then: PinnedView, now: PinnedView) -> str:
    if then.title == now.title:
        return "What was found is the same, word for word."
    return f"What is found now: {now.title.rstrip('.')}."


def _pinned(visit: Visit, told: StoryView) -> tuple[PinnedView | None, str]:
    if not told.view_id:
        return None, ""
    try:
        view = visit.store.pinned.view(told.view_id)
    except QueryError as error:
        return None, str(error)
    # An address may name any view: numbers are shown as those of the page that they are of.
    if (view.page, view.figure, dict(view.params)) != (told.page, told.figure, dict(told.params)):
        return None, "The numbers that it names are of another view."
    return view, ""
