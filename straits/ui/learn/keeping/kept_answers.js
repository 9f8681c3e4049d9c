// What a reader answered to cases, kept by the browser alone: the page asks for it once, and says
// from then on what was answered since. Where the browser keeps nothing, it lasts as the page does.

const NAME = "straits-answers";
// Releases and readers of which answers are kept, the latest ones.
const MOST = 20;

const readAll = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return new Map(Array.isArray(kept) ? kept : []);
  } catch {
    return new Map();
  }
};
const writeAll = (kept) => {
  try {
    localStorage.setItem(NAME, JSON.stringify([...kept].slice(-MOST)));
  } catch {
    // The answers last for as long as the page.
  }
};

export default function ({ data, setStateValue }) {
  const kept = readAll();
  const here = kept.get(data.place) ?? {};
  if (!data.isKnown) {
    setStateValue("kept", JSON.stringify(here));
    return;
  }
  if (Object.keys(data.answers).length === 0) return;
  // Another window may have answered other cases.
  const now = Object.entries({ ...here, ...data.answers }).filter(([, answer]) => answer !== null);
  kept.delete(data.place);
  writeAll(kept.set(data.place, Object.fromEntries(now)));
}
