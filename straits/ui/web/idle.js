// What is on the screen of somebody who signed in is cleared once nothing was touched for as long as
// a sitting may be idle: the server asks to sign in again by then, and is told of nothing by this.
"use strict";

(() => {
  const EVERY = 5000;
  const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
  let touched = Date.now();
  let isCleared = false;

  // The minutes stand in the class of what holds "Sign out"; nobody signs in where there is none.
  const limit = () => {
    const held = document.querySelector('[class*="st-key-idle-"]');
    const minutes = held?.className.match(/st-key-idle-(\d+)/)?.[1];
    return minutes === undefined ? Infinity : Number(minutes) * 60_000;
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const clear = () => {
    isCleared = true;
    const minutes = Math.round(limit() / 60_000);
    const again = element("button", "Go on");
    again.type = "button";
    again.addEventListener("click", () => location.reload());
    const said = element("main", "");
    said.className = "cleared";
    said.append(
      element("h1", "This screen was cleared"),
      element("p", `Nothing was touched for ${minutes} minutes. The address is kept.`),
      again,
    );
    document.title = "Straits";
    document.body.replaceChildren(said);
    again.focus();
  };

  const check = () => {
    if (!isCleared && Date.now() - touched > limit()) clear();
  };

  setInterval(check, EVERY);
  // A machine that wakes up is touched before its clocks have run.
  const touch = () => {
    check();
    touched = Date.now();
  };
  for (const kind of TOUCHES) addEventListener(kind, touch, { capture: true, passive: true });
  addEventListener("visibilitychange", check);
})();
