"""Master, pricing, dive, pool, neighbourhoods and bound: the only room that loads ortools."""
