"""What every figure has: its title, caption, actions, picks, tables and downloads."""
