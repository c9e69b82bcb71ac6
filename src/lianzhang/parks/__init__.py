"""What firms stand on: facilities of parks, plots and quotas with how much of each is left, and specialised parks."""
