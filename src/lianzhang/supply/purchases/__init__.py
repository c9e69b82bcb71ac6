"""Who bought what from whom: bills filled in, sheets and files read, lines confirmed and identified."""
