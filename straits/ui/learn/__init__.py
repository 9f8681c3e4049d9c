"""The page Learn: cases out of the open release, and the page Glossary: its words with examples."""
