"""What the study says of itself, its sites, files and people."""
