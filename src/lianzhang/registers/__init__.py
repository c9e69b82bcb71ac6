"""What the registers say together: metrics with their evidence, which of them are complete, what is late or wrong."""
