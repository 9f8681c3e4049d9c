"""Many readers at once, over the real server."""
