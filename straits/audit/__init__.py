"""The log of what was asked: append-only files of chained lines, and what is read in them."""

from straits.audit.audit_log import AuditLog
from straits.audit.chain_check import Chain, check
from straits.audit.log_lines import Noted
from straits.audit.log_reading import Room, entries, last_entries, room

__all__ = ["AuditLog", "Chain", "Noted", "Room", "check", "entries", "last_entries", "room"]
