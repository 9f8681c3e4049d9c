"""Call sets: read, counted by group, and joined allele by allele."""
