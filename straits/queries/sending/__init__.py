"""What leaves in a bundle for another study: its lists, its plan, its draft, and its signing."""

from straits.queries.sending.bundle_draft import (
    DRAFT,
    Addressed,
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
from straits.queries.sending.bundle_plan import FOLDER, first_grouping, plan
from straits.queries.sending.plan_words import summary, told
from straits.queries.sending.planned_group import Wanted

__all__ = [
    "Addressed", "DRAFT", "FOLDER", "Wanted", "draft", "first_grouping", "of_genes",
    "of_pharmacogenes", "of_reference", "of_text", "plan", "read_draft", "signed", "summary",
    "told", "write_draft",
]  # fmt: skip
