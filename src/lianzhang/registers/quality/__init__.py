"""How good the register is: what is declared complete, what is late, what looks wrong, what stands twice."""
