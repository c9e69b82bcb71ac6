"""The registers of supply as sheets, on the one importer."""
