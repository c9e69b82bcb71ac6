"""Papers that prove a row: looked at first, then stored by their content outside the web root."""
