"""The window: shows and asks, never calculates."""
