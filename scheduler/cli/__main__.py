"""``python -m scheduler.cli``: the same as ``rota``."""

from scheduler.cli import main

main()
