"""What questions of pages answer of a whole release, for statements that may not ask its rows."""

from straits.queries.told.told_questions import told_answers

__all__ = ["told_answers"]
