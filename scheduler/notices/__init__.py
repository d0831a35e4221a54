"""Who must be phoned because a duty changed and a calendar may not show it in time, and who was."""
