"""What differs between two states of a roster, run or version: who has to be told of what, and with how much notice."""

from scheduler.differences.comparing import compare, kind_of, notice_of
from scheduler.differences.sides import told_by_publication, told_by_rota

__all__ = ["compare", "kind_of", "notice_of", "told_by_publication", "told_by_rota"]
