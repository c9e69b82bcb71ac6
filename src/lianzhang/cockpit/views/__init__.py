"""Front desks: read the address, ask or act, render."""
