// A story on the whole screen, one view a step. All views are here when it opens: a step asks
// nobody. Written for the browser as it is, without a package.

const KEYS = [
  ["→  PageDown  Space", "next view"], ["←  PageUp", "view before"], ["Home  End", "first, last"],
  ["number, Enter", "that view"], ["B or .   W or ,", "black, white; again: the view"], ["F", "full screen"],
  ["N", "notes in a second window"], ["Esc", "leave"], ["?", "this list"],
];
const LOOK = `
  :host, .deck { all: initial; }
  button.present { font: inherit; cursor: pointer; border: 0; border-radius: 4px; padding: .35rem .8rem;
    color: var(--st-background-color, #fff); background: var(--st-primary-color, #0b5cad); font-family: var(--st-font, sans-serif); font-size: 15px; }
  button.present:focus-visible { outline: 3px solid #3f86cc; outline-offset: 2px; }
  .deck { --u: min(calc(100vw / 1920), calc(100vh / 1080)); position: fixed; inset: 0; z-index: 2147483000; overflow: hidden;
    display: none; background: var(--ground); color: var(--ink); font-family: "Source Sans", "Source Sans Pro", sans-serif;
    font-variant-numeric: tabular-nums; outline: none; user-select: none; touch-action: pan-y; }
  .deck.open { display: block; }
  .deck.still { cursor: none; }
  .slide { position: absolute; inset: 0; display: none; padding: calc(var(--u) * 48) calc(var(--u) * 60) calc(var(--u) * 40);
    box-sizing: border-box; flex-direction: column; gap: calc(var(--u) * 14); }
  .slide.here { display: flex; }
  .slide h2 { margin: 0; font-size: calc(var(--u) * 44); line-height: 1.18; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; }
  .slide h2.long { font-size: calc(var(--u) * 34); }
  .keys { flex: none; }
  .slide h2, .words { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; flex: none; }
  .chart { flex: 1 1 0; min-height: 0; }
  .keys svg, .chart svg { width: 100%; height: auto; display: block; }
  .chart svg { height: 100%; }
  .words { margin: 0; font-size: calc(var(--u) * 30); line-height: 1.25; }
  .foot { margin: 0; font-size: calc(var(--u) * 24); line-height: 1.2; color: var(--muted); }
  .gone { flex: 1; display: grid; place-items: center; font-size: calc(var(--u) * 36); color: var(--muted); text-align: center; }
  .line { position: absolute; left: 0; bottom: 0; height: calc(var(--u) * 5); background: var(--accent); }
  .sheet { position: absolute; inset: 0; display: none; }
  .sheet.black { display: block; background: #000; }
  .sheet.white { display: block; background: #fff; }
  .told { position: absolute; left: 50%; bottom: calc(var(--u) * 70); transform: translateX(-50%); max-width: 80%; box-sizing: border-box;
    padding: calc(var(--u) * 18) calc(var(--u) * 30); border-radius: calc(var(--u) * 8); background: var(--ink); color: var(--ground);
    font-size: calc(var(--u) * 28); display: none; }
  .told.shown { display: block; }
  table.help { border-collapse: collapse; font-size: calc(var(--u) * 28); }
  table.help td { padding: calc(var(--u) * 4) calc(var(--u) * 24) calc(var(--u) * 4) 0; }
`;
const NOTES_LOOK = `
  body { margin: 0; padding: 24px; font: 20px/1.4 sans-serif; color: #e6e9ed; background: #101317; display: grid; gap: 16px;
    grid-template-columns: 3fr 2fr; grid-template-rows: auto 1fr; height: 100vh; box-sizing: border-box; }
  header { grid-column: 1 / 3; display: flex; gap: 40px; font-size: 30px; font-variant-numeric: tabular-nums; align-items: baseline; }
  header button { font: inherit; font-size: 18px; } h1 { font-size: 26px; margin: 0 0 12px; } p { margin: 0 0 12px; white-space: pre-line; }
  main { overflow: auto; } aside { overflow: hidden; } aside h2 { font-size: 20px; margin: 0 0 8px; } small { color: #9ba5b1; }
  aside svg { width: 100%; height: auto; background: #fff; } aside.dark svg { background: #101317; }
`;

const element = (owner, name, words = "", kind = "") => {
  const made = owner.createElement(name);
  made.textContent = words;
  if (kind) made.className = kind;
  return made;
};
// What the server drew, as nodes; nothing in it runs.
const drawing = (owner, text) => {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  svg.querySelectorAll("script, foreignObject").forEach((each) => each.remove());
  svg.setAttribute("aria-hidden", "true");
  return owner.importNode(svg, true);
};
const clock = (seconds) => [3600, 60, 1].map((unit, place) =>
  String(Math.floor(seconds / unit) % (place ? 60 : 100)).padStart(2, "0")).join(":");

class Deck {
  constructor(root) {
    this.root = root;
    this.at = 0;
    this.typed = "";
    this.drawn = "";
    this.deck = element(document, "div", "", "deck");
    Object.entries({ role: "dialog", "aria-modal": "true", tabindex: "-1" }).forEach(([name, value]) => this.deck.setAttribute(name, value));
    this.line = element(document, "div", "", "line");
    this.sheet = element(document, "div", "", "sheet");
    this.told = element(document, "div", "", "told");
    this.told.setAttribute("role", "status");
    const look = element(document, "style", LOOK);
    this.button = element(document, "button", "Present", "present");
    this.button.type = "button";
    this.button.addEventListener("click", () => { this.open(); this.fill(); });
    root.replaceChildren(look, this.button, this.deck);
    this.onKey = (event) => this.key(event);
    this.deck.addEventListener("click", (event) => this.step(event.clientX < innerWidth / 3 ? -1 : 1));
    this.deck.addEventListener("pointermove", () => this.move());
    this.deck.addEventListener("touchstart", ({ changedTouches: [touch] }) => { this.touched = touch.clientX; }, { passive: true });
    this.deck.addEventListener("touchend", (event) => this.swipe(event));
  }

  take({ slides, title, colours, isOpen }) {
    const words = JSON.stringify([slides, title, colours]);
    if (words === this.drawn) return;
    this.drawn = words;
    this.slides = slides;
    Object.entries(colours).forEach(([name, value]) => this.deck.style.setProperty(`--${name}`, value));
    this.deck.setAttribute("aria-label", title);
    this.parts = slides.map((slide, place) => this.slide(slide, place));
    this.deck.replaceChildren(...this.parts, this.line, this.sheet, this.told);
    this.button.disabled = !slides.length;
    this.go(this.at);
    if (isOpen && !this.wasOpened && slides.length) { this.wasOpened = true; this.open(); }
  }

  slide({ headline, keys, chart, sentence, foot, gone }, place) {
    const part = element(document, "section", "", "slide");
    part.setAttribute("aria-roledescription", "view");
    part.setAttribute("aria-label", `${place + 1} of ${this.slides.length}: ${headline}`);
    part.append(element(document, "h2", headline, headline.length > 90 ? "long" : ""));
    if (keys) { const above = element(document, "div", "", "keys"); above.append(drawing(document, keys)); part.append(above); }
    if (chart) { const room = element(document, "div", "", "chart"); room.append(drawing(document, chart)); part.append(room); }
    else part.append(element(document, "div", gone, "gone"));
    if (sentence) part.append(element(document, "p", sentence, "words"));
    part.append(element(document, "p", foot, "foot"));
    return part;
  }

  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.began = Date.now();
    this.deck.classList.add("open");
    window.addEventListener("keydown", this.onKey, true);
    this.deck.focus();
    this.move();
  }

  close() {
    this.isOpen = false;
    this.deck.classList.remove("open");
    this.sheet.className = "sheet";
    this.say("");
    window.removeEventListener("keydown", this.onKey, true);
    if (document.fullscreenElement) document.exitFullscreen();
    this.notes?.close();
    clearInterval(this.ticks);
    this.button.focus();
  }

  leave() {
    window.removeEventListener("keydown", this.onKey, true);
    this.notes?.close();
    clearInterval(this.ticks);
  }

  // Full screen is the browser's to give; without it the story fills the window.
  fill() {
    if (document.fullscreenElement) return document.exitFullscreen();
    const no = () => this.say("This browser gives no full screen here. Press F11 for the browser's own, or go on in the window.", 6000);
    if (!document.fullscreenEnabled || !this.deck.requestFullscreen) return no();
    return this.deck.requestFullscreen().then(() => this.deck.focus(), no);
  }

  go(place) {
    this.at = Math.min(Math.max(place, 0), Math.max(this.slides.length - 1, 0));
    this.parts.forEach((part, each) => part.classList.toggle("here", each === this.at));
    this.line.style.width = `${(100 * (this.at + 1)) / Math.max(this.slides.length, 1)}%`;
    this.tell();
  }

  step(by) {
    if (this.sheet.className !== "sheet") { this.sheet.className = "sheet"; return; }
    this.go(this.at + by);
  }

  cover(kind) { this.sheet.className = this.sheet.classList.contains(kind) ? "sheet" : `sheet ${kind}`; }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const moves = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };
    const small = key.length === 1 ? key.toLowerCase() : key;
    const typed = this.typed;
    this.typed = "";
    if (key in moves) this.step(event.shiftKey && key === " " ? -1 : moves[key]);
    else if (/^\d$/.test(key)) this.typed = (typed + key).slice(-3);
    else if (key === "Enter") typed ? this.go(Number(typed) - 1) : this.step(1);
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.slides.length - 1);
    else if (small === "b" || key === ".") this.cover("black");
    else if (small === "w" || key === ",") this.cover("white");
    else if (small === "f") this.fill();
    else if (small === "n") this.second();
    else if (key === "?") this.help();
    else if (key === "Escape") this.told.classList.contains("shown") ? this.say("") : this.close();
    else if (key !== "F5" && key !== "Tab") { event.stopImmediatePropagation(); return; }
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  swipe({ changedTouches: [touch] }) {
    const moved = touch.clientX - this.touched;
    if (Math.abs(moved) > 50) this.step(moved < 0 ? 1 : -1);
  }

  move() {
    this.deck.classList.remove("still");
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.deck.classList.add("still"), 2000);
  }

  say(words, milliseconds = 0) {
    clearTimeout(this.quiet);
    this.told.replaceChildren(words);
    this.told.classList.toggle("shown", Boolean(words));
    if (milliseconds) this.quiet = setTimeout(() => this.say(""), milliseconds);
  }

  help() {
    if (this.told.classList.contains("shown")) { this.say(""); return; }
    const table = element(document, "table", "", "help");
    KEYS.forEach((row) => { const line = element(document, "tr"); row.forEach((words) => line.append(element(document, "td", words))); table.append(line); });
    this.say(table);
  }

  second() {
    if (this.notes && !this.notes.closed) { this.notes.focus(); return; }
    this.notes = window.open("", "", "popup,width=1000,height=720");
    if (!this.notes) { this.say("The browser kept the second window from opening. Allow pop-ups for this page, and press N again.", 6000); return; }
    const { document: owner } = this.notes;
    owner.title = "Notes";
    owner.documentElement.lang = "en";
    owner.head.append(element(owner, "style", NOTES_LOOK));
    this.pages = { time: element(owner, "span"), since: element(owner, "span"), place: element(owner, "span"), main: element(owner, "main"), aside: element(owner, "aside") };
    const again = element(owner, "button", "Start the clock anew");
    again.addEventListener("click", () => { this.began = Date.now(); this.tick(); });
    const head = element(owner, "header");
    head.append(this.pages.time, this.pages.since, this.pages.place, again);
    owner.body.append(head, this.pages.main, this.pages.aside);
    this.notes.addEventListener("keydown", this.onKey, true);
    clearInterval(this.ticks);
    this.ticks = setInterval(() => this.tick(), 1000);
    this.tick();
    this.tell();
  }

  tick() {
    if (!this.notes || this.notes.closed) { clearInterval(this.ticks); return; }
    this.pages.time.textContent = new Date().toTimeString().slice(0, 5);
    this.pages.since.textContent = clock((Date.now() - this.began) / 1000);
  }

  tell() {
    if (!this.notes || this.notes.closed) return;
    const owner = this.notes.document;
    const here = this.slides[this.at], next = this.slides[this.at + 1];
    this.pages.place.textContent = `${this.at + 1} of ${this.slides.length}`;
    this.pages.main.replaceChildren(element(owner, "h1", here.headline), element(owner, "p", here.sentence), element(owner, "p", here.notes));
    this.pages.aside.replaceChildren(element(owner, "h2", next ? `Next: ${next.headline}` : "This is the last view."));
    if (next?.chart) this.pages.aside.append(drawing(owner, next.chart));
  }
}

export default function ({ data, parentElement }) {
  const deck = (parentElement.straitsDeck ??= new Deck(parentElement));
  deck.take(data);
  return () => deck.leave();
}
