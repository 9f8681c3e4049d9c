"""What each site sent of phenotypes, and what became of it."""

from straits.queries.question import Question

phenotype_sources = Question("phenotype_sources")
set_aside_counts = Question("set_aside_counts")
unasked_codes = Question("unasked_codes")
