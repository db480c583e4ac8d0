"""`python -m castmatch`: the command line of the folder that it runs in."""

from castmatch.cli.main import main

if __name__ == "__main__":
    main()
