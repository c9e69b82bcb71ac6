"""Pages of the administrators: background jobs for one, the log for another."""
