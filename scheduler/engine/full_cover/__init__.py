"""Whether officers can leave no duty uncovered, looked for with nothing else in mind."""
