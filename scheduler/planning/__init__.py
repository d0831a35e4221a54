"""The one conductor: scenario to plan."""
