"""Tests of the process that runs statements."""
