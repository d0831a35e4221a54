"""Rule tables conjoined and merged into decision diagrams, and shortest paths through them; no solver."""
