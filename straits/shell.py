"""The router: which page an address opens. The pages draw their own frame."""

import streamlit as st

from straits.ui.address import links

# The variant page has no entry of its own: a search or a pick leads there; to the log, and to
# bundles, the line that says what is open.
_TITLES = {
    "overview": "Overview",
    "frequencies": "Frequencies",
    "gene": "Genes",
    "cohorts": "Cohorts",
    "phenotypes": "Phenotypes",
    "sql": "SQL",
    "pharmacogenes": "Pharmacogenes",
    "stories": "Stories",
    "learn": "Learn",
    "glossary": "Glossary",
    "variant": "Variant",
    "audit": "Log of questions",
    "bundles": "Bundles",
}

st.navigation(
    [
        st.Page(path, title=_TITLES[name], url_path=name, default=name == "overview")
        for name, path in links.PAGES.items()
    ],
    position="hidden",
).run()
