// A table is passed with one Tab, as any other field; arrows move within it.
"use strict";

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Tab") return;
    // What scrolls within a table is no stop of its own.
    for (const scrolling of document.querySelectorAll(".dvn-scroller")) scrolling.tabIndex = -1;
    const table = event.target instanceof Element && event.target.closest('[data-testid="stDataFrame"]');
    // The table would take it for a step to the next cell.
    if (table) event.stopImmediatePropagation();
  },
  true,
);
