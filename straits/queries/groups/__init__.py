"""Groups and cohorts that can be compared."""
