// Charts are drawn on the server, in the colours of the reader's ground: ask anew when it changes.
"use strict";

(() => {
  const app = () => document.querySelector('[data-testid="stApp"]');
  const ground = () => (app() ? getComputedStyle(app()).colorScheme : "");
  let drawn = ground();

  const look = (changes) => {
    // What is asked of the app alone: colours are worked out anew each time.
    if (drawn && !changes.some(({ target }) => target === app())) return;
    const now = ground();
    if (!now || now === drawn) return;
    const isFirst = !drawn;
    drawn = now;
    // What opens beside the app, such as a box, is of its ground too.
    document.documentElement.style.colorScheme = now;
    if (!isFirst) rerun();
  };

  // Streamlit's own key for running the page again, which tells the server of the new colours; while
  // the page is still running the key does nothing.
  const rerun = () => {
    if (app().dataset.testScriptState !== "notRunning") {
      setTimeout(rerun, 200);
      return;
    }
    const key = { key: "r", code: "KeyR", bubbles: true };
    for (const kind of ["keydown", "keyup"]) document.dispatchEvent(new KeyboardEvent(kind, key));
  };

  // A theme is a class of the app; another one comes when the system's or the reader's choice does.
  new MutationObserver(look).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["class"],
    subtree: true,
  });
})();
