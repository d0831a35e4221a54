"""What a study tells each audience: one document, from which its tables, charts and page are made."""
