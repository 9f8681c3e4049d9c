"""A release, opened read-only behind the guard: all that code outside of the store imports."""

from straits.store.audited.who_asks import SERVER, Who, asked_by, now_asks, who
from straits.store.cohorts.cohort_people import Attrition, Overlap, Step
from straits.store.cohorts.saved_cohorts import Saved, SavedCohorts, saved_cohorts
from straits.store.door import Store, StudyFacts
from straits.store.groups.group_genotypes import Asked
from straits.store.held.budget import passing
from straits.store.opening import open_store, unpublished, watched_store, whole_release
from straits.store.query.running import asker, asking_for
from straits.store.releases.release_files import LeftOut
from straits.store.releases.release_history import Known, is_there
from straits.store.sending.guarded_sending import GroupKey, Membership, Sending
from straits.store.sending.sent_frequencies import SentPart, exact_alleles
from straits.store.sending.sent_ledger import FOLDER as SENT_FOLDER
from straits.store.sending.sent_ledger import SentBefore, SentBundle, SentLedger, of_server
from straits.store.shelf.saved_questions import (
    SavedQuestion,
    SavedQuestions,
    saved_questions,
)
from straits.store.stories.pinned_view import Drawn, PinnedView, foot_of
from straits.store.stories.saved_stories import SavedStories, saved_stories
from straits.store.stories.story import Story, StoryView

__all__ = [
    "Asked", "Attrition", "Drawn", "GroupKey", "Known", "LeftOut", "Membership", "Overlap",
    "PinnedView", "SENT_FOLDER", "SERVER", "Saved", "SavedCohorts", "SavedQuestion",
    "SavedQuestions", "SavedStories", "Sending", "SentBefore", "SentBundle", "SentLedger",
    "SentPart", "Step", "Store", "Story", "StoryView", "StudyFacts", "Who", "asked_by", "asker",
    "asking_for", "exact_alleles", "foot_of", "is_there", "now_asks", "of_server", "open_store",
    "passing", "saved_cohorts", "saved_questions", "saved_stories", "unpublished",
    "watched_store", "who", "whole_release",
]  # fmt: skip
