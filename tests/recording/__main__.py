"""The command line of the recordings: see the package's docstring."""

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.recording.compare import compare, report
from tests.recording.record import PARTS, record

WORK = Path(".recordings")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.recording")
    parser.add_argument("action", choices=["record", "compare"])
    parser.add_argument("name", help="of the recording, a folder below that of the stores")
    parser.add_argument("other", nargs="?", help="another one to compare it with; none: what is")
    parser.add_argument("--work", type=Path, default=WORK, help=f"folder of the stores ({WORK})")
    parser.add_argument("--only", choices=list(PARTS), nargs="*", default=[], help="these parts")
    options = parser.parse_args(arguments)
    work = options.work.resolve()
    before = work / options.name
    if options.action == "record":
        record(work, before, options.only)
        return 0
    for name in filter(None, (options.name, options.other)):
        if not any((work / name).glob("*.jsonl.gz")):
            parser.error(f"there is no recording at {work / name}: make one with record {name}")
    if options.other:
        found = compare(before, work / options.other)
    else:
        with TemporaryDirectory() as name:
            record(work, Path(name), options.only)
            found = compare(before, Path(name))
            shutil.copytree(name, work / "now", dirs_exist_ok=True)
    print(report(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
