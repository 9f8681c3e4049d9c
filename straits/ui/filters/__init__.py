"""The row of filters, which pages share."""
