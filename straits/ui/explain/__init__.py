"""The panel that explains a figure, and which figures of each page it is offered for."""
