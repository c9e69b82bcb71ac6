"""Pages of a plan: read the address, ask or act, render."""
