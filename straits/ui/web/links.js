// Links as a browser has them: with Ctrl, Shift or the middle button they open beside the page.
"use strict";

(() => {
  const link = ({ target }) =>
    target instanceof Element ? target.closest('[data-testid="stPageLink"] a') : null;

  // An empty address, and one of parameters alone, would be read as that of the page one stands on.
  const mend = (event) => {
    const to = link(event);
    const written = to?.getAttribute("href");
    if (written === "" || written?.startsWith("?")) to.setAttribute("href", `./${written}`);
  };
  for (const event of ["pointerover", "pointerdown", "focusin"]) {
    document.addEventListener(event, mend, true);
  }

  // Streamlit takes every click for itself; those that ask for a tab of their own are the browser's.
  const isBeside = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1;
  document.addEventListener(
    "click",
    (event) => {
      if (isBeside(event) && link(event)) event.stopImmediatePropagation();
    },
    true,
  );
})();
