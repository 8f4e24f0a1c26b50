"""The subcommands of `cchc`, a module for each kind of work."""
