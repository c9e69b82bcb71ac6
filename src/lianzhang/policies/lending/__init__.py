"""What banks lent: each one's balances at the end of a quarter, and how much faster lending to manufacturing grew."""
