"""Views that readers pinned, with their numbers, and the stories that are told with them."""
