"""`python -m castmatch`."""

from castmatch.cli.main import main

if __name__ == "__main__":
    main()
