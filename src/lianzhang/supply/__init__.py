"""The room of supply: who buys what from whom, who could, what hangs on one supplier, and what a stop would cost."""
