"""Charts: each takes frames and a Look and returns an Altair chart; none knows of the screen."""
