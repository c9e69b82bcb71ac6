"""What firms can make, as they say themselves."""
