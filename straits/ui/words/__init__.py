"""Words of the screen: numbers, findings, the glossary, text that is safe in Markdown."""
