"""Codes, units and definitions that turn the phenotypes of many sites into one dictionary."""
