"""How a budget's year is reviewed (绩效自评): the plan's indicators with their weights, what was reached, the total."""
