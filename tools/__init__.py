"""Builders of the small public tables that come with Straits."""
