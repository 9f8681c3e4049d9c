"""Sample sheets: people, their groups, sexes and relatives."""
