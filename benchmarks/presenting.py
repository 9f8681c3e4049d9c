"""How many steps of a story a browser takes in a second, and that none of them asks the server."""

from benchmarks.browser import reading
from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.pages import demo_store
from benchmarks.settings import BenchmarkError, Settings

_STORY = "/stories?story=two_countries&present=yes"
_STEPS = 200
# A step is over once the browser has drawn it.
_STEP = """async (n) => {
  const seconds = [];
  for (let step = 0; step < n; step += 1) {
    const key = Math.floor(step / 4) % 2 ? "ArrowLeft" : "ArrowRight";
    const began = performance.now();
    window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds;
}"""


def presenting(settings: Settings) -> list[Outcome]:
    """Step to and fro through the story that comes with the demo."""
    with reading(demo_store(settings), settings.folder("pages") / "state") as reader:
        reader.open(_STORY)
        reader.page.wait_for_selector(".deck.open")
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url))
        seconds = tuple(reader.page.evaluate(_STEP, _STEPS))
    if asked:
        raise BenchmarkError(f"A step of a story asked the server for {asked[0]}.")
    median = sorted(seconds)[len(seconds) // 2]
    note = f"{1 / median:.0f} steps per second; no request in {_STEPS} steps."
    return [
        Outcome(
            "presenting", "a step of a story, drawn",
            "the demo study, Chromium and the server on one machine",
            Side("Straits", seconds), None, Bar(seconds=0.15), note=note,
        )
    ]  # fmt: skip
