"""What stands behind a need for money, line by line; read by a bank only where the firm shows it."""
