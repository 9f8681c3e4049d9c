"""Bundles that partners sent, read into a release as sites of aggregates."""
