"""Files of maps: opened, saved, listed, kept safe."""
