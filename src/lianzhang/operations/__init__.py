"""What the house does for itself and what its administrators look after: nightly tasks, background jobs, the log."""
