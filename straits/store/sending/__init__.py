"""What leaves a store in bundles for other studies: cells of groups, and what was sent before."""
