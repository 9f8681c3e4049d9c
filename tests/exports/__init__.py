"""Tests of straits.exports."""
