"""The commands about what can be asked of a store: `views list`, `show`, `new` and `check`."""

import argparse
from pathlib import Path

from straits import process
from straits.commands.statements import statement_text, use_folders


def add(parser: argparse.ArgumentParser) -> None:
    """Give `views` its actions and their options."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="print the tables, views and macros that can be asked")
    shown = actions.add_parser("show", help="print what one of them says, has and is made of")
    shown.add_argument("name", help="such as frequencies_long, or staging.alleles")
    begun = actions.add_parser("new", help="begin a view of one's own from a select")
    begun.add_argument("name", help="of the view, and of its two files")
    begun.add_argument("statement", help="one select in quotes, a file that holds it, or -")
    begun.add_argument("--into", type=Path, default=Path("."), help="folder to write them into (.)")
    checked = actions.add_parser("check", help="hold files of views to what their headers say")
    checked.add_argument("files", type=Path, nargs="+", help="files, or folders of them")
    checked.add_argument(
        "--seconds", type=float, default=5.0, help="the most that all rows of one may take (5)"
    )
    for action in (listed, shown):
        action.add_argument(
            "--views", type=Path, action="append", default=[], help="a folder of views of one's own"
        )
    for action, run in ((listed, _list), (shown, _show), (begun, _new), (checked, _check)):
        action.add_argument("--store", type=Path, help="folder of the store (STRAITS_STORE)")
        action.set_defaults(run=run)


def faults(store: Path) -> list[str]:
    """Return what is wrong with the views of the study of a store, as sentences."""
    from straits import workbench
    from straits.errors import StraitsError
    from straits.store import open_store

    opened = open_store(store)
    folders = [folder.resolve() for folder in opened.released.views]
    try:
        broken = [each.fault for each in workbench.catalogue(opened) if each.is_own and each.fault]
    except StraitsError as error:
        return [f"The views of the study were not tried: {error}"]
    return [
        f"The view {fault.removeprefix(f'{folder}/')}"
        for folder in folders
        for fault in broken
        if str(folder) in fault
    ]


def _list(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    use_folders(options.views)
    lines = []
    for relation in workbench.catalogue(open_store(options.store)):
        first = relation.fault or relation.about.partition("\n")[0]
        lines.append(f"{relation.kind:<6} {relation.name:<32} {first}\n".encode())
    process.to_terminal(lines)
    return 0


def _show(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    use_folders(options.views)
    relation = workbench.relation(open_store(options.store), options.name)
    print(f"{relation.kind} {relation.name}\n\n{relation.about}\n")
    if relation.fault:
        print(f"It cannot be asked. {relation.fault}\n")
    for column in relation.columns:
        about = f"{column.description} [{column.unit}]" if column.unit else column.description
        print(f"  {column.name:<24} {column.type:<10} {about}".rstrip())
    if relation.arguments:
        print(f"  takes {', '.join(relation.arguments)}")
    if relation.depends_on:
        print(f"\nreads {', '.join(relation.depends_on)}")
    print(f"\n{relation.sql}")
    return 0


def _new(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    text = statement_text(options.statement)
    for path in workbench.new_view(open_store(options.store), options.name, text, options.into):
        print(path)
    return 0


def _check(options: argparse.Namespace) -> int:
    from straits import workbench
    from straits.store import open_store

    store = open_store(options.store)
    paths = [
        path
        for named in options.files
        for path in (sorted(named.rglob("*.sql")) if named.is_dir() else [named])
    ]
    n_faults = 0
    for path in paths:
        faults = workbench.check_view(store, path, options.seconds)
        n_faults += len(faults)
        print(f"{path}: {'keeps what it says' if not faults else ''}".rstrip(": "))
        for fault in faults:
            print(f"  {fault}")
    return 1 if n_faults else 0
