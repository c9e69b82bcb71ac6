"""Pages of supply: read the address, ask or act, render."""
