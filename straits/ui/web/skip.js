// The first stop of every page leads past its frame, to what the page says, and not to its frame.
"use strict";

document.addEventListener(
  "click",
  (event) => {
    const skip = event.target instanceof Element && event.target.closest('[data-testid="stSkipToContent"]');
    const heading = document.querySelector("h1");
    if (!skip || !heading) return;
    // The address stays as it is: it is that of the view.
    event.preventDefault();
    event.stopImmediatePropagation();
    heading.tabIndex = -1;
    heading.focus();
  },
  true,
);
