"""Small public tables shipped with Straits, and the scripts that made them; see SOURCES.md."""
