"""Commands of `python -m straits`, each with its options; they import what they need themselves."""
