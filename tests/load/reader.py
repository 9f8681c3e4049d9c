"""A reader without a browser: one websocket session that opens pages and reads what comes."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from urllib.parse import quote

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

# How straits.ui.frame.messages begins what it says of an error, expected or not.
_ERROR_HEADING = "### "

Place = tuple[str, dict[str, str]]  # page, and the parameters of its address


@dataclass
class Answer:
    """What one page came to.

    seconds: until the script had finished. errors: what went wrong, as it was shown.
    """

    place: Place
    seconds: float
    n_bytes: int = 0
    n_elements: int = 0
    errors: list[str] = field(default_factory=list)


class Reader:
    """One session. Use it as `async with Reader(port) as reader`."""

    def __init__(self, port: int) -> None:
        """Connect later."""
        self._port = port
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> "Reader":
        self._socket = await connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://127.0.0.1:{self._port}",  # type: ignore[arg-type]
            max_size=None,
            ping_interval=None,
            # A server that was killed says no goodbye, which is waited for when one leaves.
            close_timeout=1,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Close the connection, whatever is being answered."""
        if self._socket is not None:
            await self._socket.close()

    async def ask(self, place: Place) -> None:
        """Ask for a page, and wait for nothing."""
        page, params = place
        asked = BackMsg()
        # The first page has no name in the address.
        asked.rerun_script.page_name = "" if page == "overview" else page
        asked.rerun_script.query_string = "&".join(f"{k}={quote(v)}" for k, v in params.items())
        assert self._socket is not None
        await self._socket.send(asked.SerializeToString())

    async def open(self, place: Place) -> Answer:
        """Ask for a page and read it to its end."""
        started = time.perf_counter()
        await self.ask(place)
        answer = Answer(place, 0.0)
        assert self._socket is not None
        while True:
            received = await self._socket.recv()
            assert isinstance(received, bytes)
            answer.n_bytes += len(received)
            message = ForwardMsg.FromString(received)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                answer.n_elements += 1
                answer.errors += _errors(message.delta.new_element)
            elif kind == "page_not_found":
                answer.errors.append("page not found")
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    answer.errors.append("a script that cannot be compiled")
                answer.seconds = time.perf_counter() - started
                return answer


def _errors(element: Element) -> list[str]:
    kind = element.WhichOneof("type")
    if kind == "exception":
        return [f"{element.exception.type}: {element.exception.message}"]
    if kind == "alert" and element.alert.format == Alert.ERROR:
        return [element.alert.body]
    if kind == "markdown" and element.markdown.body.startswith(_ERROR_HEADING):
        return [element.markdown.body]
    return []


@dataclass
class Visit:
    """What some readers found: their answers, and how many pages they left before the end."""

    answers: list[Answer]
    n_left: int

    @property
    def errors(self) -> list[str]:
        """What went wrong, with the page on which it did."""
        return [f"{one.place}: {error}" for one in self.answers for error in one.errors]


async def read(
    port: int, places: list[Place], n_readers: int, seconds: float, thought: float, leaving: float
) -> Visit:
    """Let readers open random places, each at its own pace, for some seconds.

    thought
        The most seconds between two pages of one reader; half of it on average.
    leaving
        The share of pages in the middle of which a reader goes, and comes back as another.
    """
    end = time.monotonic() + seconds
    found = await asyncio.gather(
        *(_reads(port, places, end, thought, leaving, seed) for seed in range(n_readers))
    )
    return Visit([one for part, _ in found for one in part], sum(left for _, left in found))


async def _reads(
    port: int, places: list[Place], end: float, thought: float, leaving: float, seed: int
) -> tuple[list[Answer], int]:
    rng = random.Random(seed)
    # Each begins elsewhere, so that a short visit sees every page too.
    waiting = places[seed % len(places) :] + places[: seed % len(places)]
    answers, n_left = [], 0
    while time.monotonic() < end:
        async with Reader(port) as reader:
            while time.monotonic() < end:
                place = waiting.pop() if waiting else rng.choice(places)
                if rng.random() < leaving:
                    await reader.ask(place)
                    await asyncio.sleep(rng.random() * 0.5)
                    n_left += 1
                    break
                answers.append(await reader.open(place))
                await asyncio.sleep(rng.random() * thought)
    return answers, n_left
