"""Who of a machine may read a release: its owner the people, its owner and group the counts."""

from pathlib import Path

# Of a folder and of the files in it. Counts of groups, however small, lie in `aggregates` as they
# are, with no guard before them.
MODES = {"rows": (0o700, 0o600), "aggregates": (0o750, 0o640), "released": (0o750, 0o640)}


def close(release: Path) -> str | None:
    """Let nobody read a release who must not, and return why that is not so where it is not.

    release
        Holds the folders named in MODES.
    """
    try:
        for name, (of_folder, of_file) in MODES.items():
            folder = release / name
            if not folder.exists():
                continue
            for path in (folder, *folder.rglob("*")):
                path.chmod(of_folder if path.is_dir() else of_file)
    except OSError as error:
        return (
            f"Who may read the store could not be set ({error.strerror}): its file system keeps "
            "no rights of its own. Let its folder be mounted for its owner alone."
        )
    return None
