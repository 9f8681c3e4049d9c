// The first stop of every page leads past its frame, to what the page says.
"use strict";

(() => {
  const NAME = "page-says";
  const heading = () => document.querySelector("h1");
  const skip = document.createElement("a");
  skip.className = "skip";
  skip.href = `#${NAME}`;
  skip.textContent = "Skip to what this page says";
  // The address stays as it is: it is that of the view.
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    heading()?.focus();
  });
  document.body.prepend(skip);

  new MutationObserver(() => {
    const here = heading();
    if (!here || here.id === NAME) return;
    here.id = NAME;
    here.tabIndex = -1;
  }).observe(document.body, { childList: true, subtree: true });
})();
