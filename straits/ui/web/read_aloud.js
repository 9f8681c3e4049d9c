// A chart has its finding as its text; what Vega draws for a drag in it says nothing when read aloud.
"use strict";

(() => {
  const hide = () => {
    for (const mark of document.querySelectorAll('svg [role="graphics-symbol"]:not([aria-label])')) {
      mark.setAttribute("aria-hidden", "true");
    }
  };
  const isDrawn = (node) => node instanceof Element && (node.closest("svg") || node.querySelector("svg"));

  let isDue = false;
  new MutationObserver((changes) => {
    if (isDue || !changes.some(({ addedNodes }) => [...addedNodes].some(isDrawn))) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      hide();
    });
  }).observe(document, { childList: true, subtree: true });
})();
