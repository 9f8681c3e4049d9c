"""Files of SQL, and how they are run."""
