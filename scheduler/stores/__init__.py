"""Stores of lines that are added and never changed: an SQLite file, or a PostgreSQL database, with a chain of hashes."""
