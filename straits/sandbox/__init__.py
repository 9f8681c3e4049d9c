"""One process per statement of somebody else: it can read some folders, and nothing else.

A warm process (`python -m straits.sandbox`) has the libraries loaded and no thread of theirs; it
forks a child for each statement, which shuts itself in before it opens a database. This package
knows nothing of stores or profiles, and imports nothing of Straits, so that the child is small.
"""
