"""Why a duty is uncovered or an officer may not hold it."""
