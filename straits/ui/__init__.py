"""What every page is made of: the frame, pickers, captions, links and the state in the address."""
