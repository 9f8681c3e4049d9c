// A figure on the whole screen, with its title, keys and caption, and with larger letters.
"use strict";

(() => {
  const OPEN = "figure-open";
  const open = () => document.querySelector(`.${OPEN}`);

  const close = () => {
    const figure = open();
    if (!figure) return;
    figure.classList.remove(OPEN);
    document.documentElement.classList.remove("has-open-figure");
    const button = figure.querySelector("button.full-screen");
    if (!button) return;
    button.textContent = "Full screen";
    button.scrollIntoView({ block: "center" });
    button.focus();
  };

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button.full-screen");
    if (!button) return;
    if (open()) return close();
    const figure = button.closest('[class*="st-key-whole-"]');
    if (!figure) return;
    figure.classList.add(OPEN);
    document.documentElement.classList.add("has-open-figure");
    button.textContent = "Leave full screen";
    figure.scrollTop = 0;
  });

  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !document.querySelector('[data-testid="stPopoverBody"]')) close();
  });
})();
