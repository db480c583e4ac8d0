"""`python -m castmatch`."""

from castmatch.ops.main import main

if __name__ == "__main__":
    main()
