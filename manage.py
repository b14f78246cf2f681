#!/usr/bin/env python
"""Django's commands, with the embedded database and broker up for those that use them."""

import os
import sys

from config import services

# Commands that touch neither database nor broker.
ALONE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "version",
}


def needs_services(arguments: list[str]) -> bool:
    """Whether the command line `arguments` (without the program) will look into the database."""
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    return arguments[0] not in ALONE


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if needs_services(sys.argv[1:]):
        services.ensure()
    from django.core.management import execute_from_command_line  # after the services: it may load the settings

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
