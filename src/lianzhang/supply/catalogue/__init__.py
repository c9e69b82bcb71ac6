"""Products as the city names them, what an industry hangs on, and the words of trades."""
