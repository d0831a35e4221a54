"""Amendments: one file for each thing that can be done to a finished rota, checked by the rules for everybody concerned.

Nothing here searches, so that nothing here loads the solver.
"""
