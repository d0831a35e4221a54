"""Feeds: tokens, the folder of calendars, the subscription server, and the checker of any calendar."""
