"""Papers that prove a row: looked at before they are kept, stored by their content outside the web root."""
