"""What leaves in a bundle for another study: its lists, its plan, its draft, and its signing."""

from straits.queries.sending.bundle_draft import (
    DRAFT,
    Addressed,
    BundleDraft,
    draft,
    read_draft,
    signed,
    write_draft,
)
from straits.queries.sending.bundle_lists import (
    of_genes,
    of_pharmacogenes,
    of_reference,
    of_text,
)
from straits.queries.sending.bundle_plan import first_grouping, plan
from straits.queries.sending.plan_words import addressed, sample, summary, told
from straits.queries.sending.planned_group import Wanted
from straits.queries.sending.sent_bundles import sent_bundles, sent_in_words
from straits.queries.sending.shown_drafts import before, drafts, group_rows
from straits.store import of_server as kept_ledger

__all__ = [
    "Addressed", "BundleDraft", "DRAFT", "Wanted", "addressed", "before", "draft", "drafts",
    "first_grouping", "group_rows", "kept_ledger", "of_genes", "of_pharmacogenes", "of_reference",
    "of_text", "plan", "read_draft", "sample", "sent_bundles", "sent_in_words", "signed", "summary",
    "told", "write_draft",
]  # fmt: skip
