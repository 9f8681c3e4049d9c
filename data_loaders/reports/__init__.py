"""What an ingest tells while it runs and at its end."""
