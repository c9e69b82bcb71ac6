"""What hangs on one supplier, and the search for a second one until it delivers."""
