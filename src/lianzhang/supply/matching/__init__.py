"""Who could supply what is needed: firms ranked by what they make, with the words and rows that decided. No database."""
