"""What is written down of the questions that are asked."""

from straits.store.keeping.kept_log import KeptLog, is_exact, is_kept, kept_log

__all__ = ["KeptLog", "is_exact", "is_kept", "kept_log"]
