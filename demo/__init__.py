"""Studies that Straits can build by itself, as raw files that ingest then reads like any other."""
