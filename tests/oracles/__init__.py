"""Other people's programs and slow, obvious routines that say what the counts must be."""
