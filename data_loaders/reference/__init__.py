"""Small public tables shipped with Straits, made by the scripts of tools; see SOURCES.md."""

from pathlib import Path

FOLDER = Path(__file__).parent
