"""Start MOPsMap from a checkout, as the installed `mopsmap` command does."""

from ui.launch import main

if __name__ == "__main__":
    raise SystemExit(main())
