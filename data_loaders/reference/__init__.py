"""Small public tables shipped with Straits, and the scripts that made them; see SOURCES.md."""

from pathlib import Path

FOLDER = Path(__file__).parent
