"""The lines of a log, one after the other, as whoever keeps it reads them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from straits.audit.log_lines import OPENED, files
from straits.errors import AuditError


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what each line holds, those that open a file left out.

    Lines that cannot be read are passed over: straits.audit.chain_check is who tells of them.
    Raises AuditError where there is no log.
    """
    if not folder.is_dir() or not (there := files(folder)):
        raise AuditError(f"There is no log in {folder}. Name the folder that serve --audit names.")
    for path in there.values():
        with path.open("rb") as lines:
            for text in lines:
                try:
                    held = json.loads(text)
                except ValueError:
                    continue
                if isinstance(held, dict) and held.get("kind") != OPENED:
                    yield held
