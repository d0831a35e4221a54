"""Changes of the ledger's tables, one file in ``versions`` each; run by the ledger when it is opened."""

APPLICATION_ID = 0x524F544C
"""``ROTL``, by which an SQLite file is known as a ledger."""
