"""Coroutines of tests run on a thread of their own, beside whatever loop the browser tests keep."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Return what a coroutine comes to.

    The browser's driver leaves a loop running on the thread of the tests that follow it, where
    asyncio.run refuses to start another.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
