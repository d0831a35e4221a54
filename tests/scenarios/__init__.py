"""What the committed scenarios hold, counted for their pages under docs/scenarios."""
