"""What-if studies: many solves of one scenario under changes that are drawn, and what they say together."""
