"""Tests of the demo studies."""
