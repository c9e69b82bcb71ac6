"""Customers of the city: lists that rank groups, who buys what, who is in talks, where nobody asks yet."""
