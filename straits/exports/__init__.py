"""Tables that leave the product as files, whole or as a stream, and what the files are called."""
