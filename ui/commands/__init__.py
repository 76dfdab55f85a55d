"""Every command of a window: the table, where each is found, and what it does."""
