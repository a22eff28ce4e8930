"""``python -m lintel`` is the ``lintel`` command."""

from lintel.site.cli import main

if __name__ == "__main__":
    main()
