"""The address bar: what a view's state is called in it, and where links and searches lead."""
