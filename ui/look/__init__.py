"""How everything looks: colors, typefaces, sizes, motion."""
