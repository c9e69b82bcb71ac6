"""What the pages say of goals, states and figures, in plain official Chinese."""
