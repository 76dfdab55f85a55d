"""How fast MOPsMap is: prints figures to compare, and never fails on a slow machine."""
