"""Two maps in one frame: what is the same stands at the same place, below it what changes."""
