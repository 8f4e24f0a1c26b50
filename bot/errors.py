"""What goes wrong in a way that people can mend.

CommandError        done in part, or nothing found: exit status 1
└── WrongUseError   a wrong command, setting or name: exit status 2
"""


class CommandError(Exception):
    """The message says in Vietnamese what happened and what to do next."""

    exit_code = 1


class WrongUseError(CommandError):
    """Nothing was done, because what was asked for makes no sense as it stands."""

    exit_code = 2
