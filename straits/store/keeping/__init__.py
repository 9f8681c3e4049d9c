"""What whoever keeps a store may know of it, and no reader."""
