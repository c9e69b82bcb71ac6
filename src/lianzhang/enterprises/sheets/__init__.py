"""The registers of this room as sheets: their columns, declared once for template, import and export."""
