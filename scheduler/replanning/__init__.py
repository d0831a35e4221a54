"""A roster that was told to people, changed as little as can be: scenario to scenario, and what a rota changes."""
