"""`python -m bot` is `cchc`; Ctrl-C while it still loads ends it as quietly as later."""

import sys


def main() -> None:
    """The entry point of the command."""
    try:
        from bot import cli
    except KeyboardInterrupt:
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
