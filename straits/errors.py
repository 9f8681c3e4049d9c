"""Errors that a person must be told about, each with a title and the way out."""


class StraitsError(Exception):
    """A message for a person: what is wrong, where, and what to do about it.

    title
        A few words for the heading of a page or the first line of a terminal.
    """

    title = "Straits cannot go on"


class StudyError(StraitsError):
    """The study file, or a file that it names, does not say what Straits needs."""

    title = "The study file needs a change"


class InputError(StraitsError):
    """A file of genotypes, samples, regions or genes cannot be read as what it claims to be."""

    title = "A file cannot be read"


class StoreError(StraitsError):
    """A store is missing, damaged, or of another version."""

    title = "The store cannot be opened"


class UnreadableError(StoreError):
    """A file of a release could not be read as the table that it should hold."""

    title = "The store cannot be read"


class DamageError(StoreError):
    """Files of a release are not what was written, so that nothing of it may be shown.

    release_id
        The release; empty where it is not known.
    """

    title = "This release is damaged"

    def __init__(self, message: str, release_id: str = "") -> None:
        super().__init__(message)
        self.release_id = release_id


class ReleaseGoneError(StoreError):
    """A release that was asked for is no longer in the store; another one may be."""

    title = "The release is no longer here"

    def __init__(self, message: str, release_id: str) -> None:
        super().__init__(message)
        self.release_id = release_id


class QueryError(StraitsError):
    """A query was asked for with a value it cannot take, or could not be run."""

    title = "The question cannot be answered"


class SettingError(StraitsError):
    """A setting of the server is not what it can be."""

    title = "A setting cannot be used"


class AuditError(StraitsError):
    """What is asked cannot be written down, or the log of it cannot be read."""

    title = "The log of questions needs a look"


class BundleError(StraitsError):
    """A bundle, or a key of one, is not what it must be, or may not be used."""

    title = "The bundle cannot be used"


class BundleKeyError(BundleError):
    """A key of bundles is not one, or may not be used."""

    title = "The key cannot be used"
