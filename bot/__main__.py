"""`python -m bot` is `cchc`; Ctrl-C while it still loads ends it as quietly as later."""

import os
import sys


def main() -> None:
    """The entry point of the command."""
    try:
        if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
            # LC_ALL=C and the like: questions and file names came in as bytes that nothing could make letters of
            os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "bot", *sys.argv[1:]])
        from bot import cli
    except KeyboardInterrupt:
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
