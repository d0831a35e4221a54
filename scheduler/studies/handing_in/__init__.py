"""The hand-in study: `study.py` asks it, `sample.py` works out one draw, `runner/` all of them, `report/` tells what they say."""
