"""The page SQL: what can be asked, the editor, the answer and what is kept of it."""
