"""Who answers for targets and duties, and what part of a target each body and chain has to reach."""
