"""Tests of straits.popgen."""
