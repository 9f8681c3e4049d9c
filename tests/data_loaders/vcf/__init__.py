"""Tests of data_loaders.vcf."""
