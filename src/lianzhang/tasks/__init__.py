"""Tasks with an owner, a date and evidence, and records of work done."""
