"""The routes of the application without its server."""

from starlette.applications import Starlette
from starlette.testclient import TestClient

import dashboard


def client() -> TestClient:
    """Return who asks the routes of Straits alone.

    A process can start the whole application once: who asks it without starting it has it started
    on a loop that ends, and whoever starts it after that waits for ever.
    """
    return TestClient(Starlette(routes=dashboard.ROUTES), "http://localhost")
