"""The window on a wall: full screen, huge type, and what a facilitator has at hand."""
