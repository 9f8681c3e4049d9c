"""Genotypes of a call set as bit planes and carrier lists, and the counts made from them."""
