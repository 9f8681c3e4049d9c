"""The command that tries access.yaml before a server reads it."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser what `access` takes."""
    parser.description = (
        "Check access.yaml, which says who may read what on a server (serve --access), and print "
        "its roles. Exit status: 0 it can be read, 2 it cannot."
    )
    parser.add_argument("what", choices=["check"], help="what to do with the file")
    parser.add_argument("file", type=Path, help="access.yaml")
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from straits.exports.visible_text import visible
    from straits.ui.access import access_file
    from straits.ui.address import links

    access = access_file.read(options.file, links.PAGES)
    for role in access.roles:
        who = " and ".join(
            f"{claim} is {' or '.join(values)}" for claim, values in role.who.items()
        )
        parts = [
            f"pages {', '.join(role.pages)}" if role.pages else "all pages",
            f"profile {role.profile} or stricter" if role.profile else "",
            " ".join(
                ["project", role.project, f"({access.projects[role.project].purpose})"]
                + list(access.projects[role.project].duo)
            )
            if role.project
            else "",
            f"until {role.until}" if role.until else "",
        ]
        print(visible(f"{role.name}: {who}; {'; '.join(filter(None, parts))}"))
    return 0
