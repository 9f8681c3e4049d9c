"""What the web server serves beside the pages, and what it does before the first visitor."""
