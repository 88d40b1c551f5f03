"""``python -m umlauf`` is the command ``umlauf``."""

from umlauf.faces.cli import main

if __name__ == "__main__":
    main(prog_name="umlauf")
