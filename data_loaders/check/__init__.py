"""What an ingest would make of a study, told in seconds and before it."""
