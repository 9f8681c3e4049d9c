"""What the server is told of the provider at which readers sign in (OpenID Connect)."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from straits.errors import SettingError
from straits.ui.access import host_names

VARIABLE = "STRAITS_SIGN_IN"
# The port of the server, which an address of it may leave open.
PORT = "STRAITS_PORT"


class SignIn(BaseModel):
    """The provider, as Streamlit's own login takes it.

    redirect_uri
        The address of this server for its readers, and /oauth2callback; {port} is its port.
    cookie_secret
        Signs the cookie that says who somebody is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    redirect_uri: str
    cookie_secret: Annotated[str, Field(min_length=32)]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: Annotated[str, Field(min_length=1)]
    server_metadata_url: str
    client_kwargs: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _are_safe(self) -> "SignIn":
        for name in ("redirect_uri", "server_metadata_url"):
            parts = urlsplit(getattr(self, name).replace("{port}", "1"))
            is_here = parts.hostname is not None and host_names.is_loopback(parts.hostname)
            if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
                raise ValueError(f"{name} must begin with https://, but on this machine alone")
        if urlsplit(self.redirect_uri).path.rpartition("/")[2] != "oauth2callback":
            raise ValueError("redirect_uri must end with /oauth2callback")
        return self

    @property
    def origin(self) -> str:
        """The origin of this server, as its readers' browsers name it."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_encrypted(self) -> bool:
        """Whether readers reach the server through TLS."""
        return self.redirect_uri.startswith("https://")


def read(path: Path, port: str) -> SignIn:
    """Read the file. Raises SettingError for what Streamlit's login could not use."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        told = SignIn.model_validate(content.get("auth", content))
    except (OSError, ValueError) as error:
        if not isinstance(error, ValidationError):
            raise SettingError(f"{path} cannot be read as TOML ({error}).") from error
        first = error.errors(include_url=False, include_input=False)[0]
        named = ".".join(map(str, first["loc"])) or "the file"
        why = first["msg"].removeprefix("Value error, ")
        raise SettingError(f"{path}: {named}: {why}.") from error
    return told.model_copy(update={"redirect_uri": told.redirect_uri.replace("{port}", port)})


def configured() -> SignIn | None:
    """Return what this server was told (`serve --sign-in`); None where nobody signs in."""
    path = os.environ.get(VARIABLE)
    return read(Path(path), os.environ.get(PORT, "8501")) if path else None


def secrets() -> dict[str, Any]:
    """Return what Streamlit's login reads: nothing where nobody signs in."""
    told = configured()
    if told is None:
        return {}
    return {"auth": told.model_dump()}
