"""Words of charts that are for a reader at a screen, and what a file says in their place."""

ZOOM_HINT = "drag along the strip to zoom, double-click it to see all"

IN_FILES = {ZOOM_HINT: "how many alleles lie where in the gene"}
