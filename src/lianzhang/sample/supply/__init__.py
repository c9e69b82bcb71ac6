"""Who buys what from whom in the made-up city, and what its firms can make."""
