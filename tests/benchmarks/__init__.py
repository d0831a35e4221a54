"""Benches: how fast, how good and how large, measured; run with ``python -m tests.benchmarks``, never by pytest."""
