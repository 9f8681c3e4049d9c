// When a page was last asked for something, and when it last changed: milliseconds since it opened.
"use strict";

window.stopwatch = { asked: 0, changed: 0, ran: false };

(() => {
  const PATIENCE = 30_000;
  const watch = window.stopwatch;
  const begin = (event) => {
    watch.asked = event.timeStamp;
    watch.ran = false;
  };
  for (const kind of ["keydown", "click"]) addEventListener(kind, begin, true);

  // A script can be over before its running is ever drawn, but not before its first message.
  window.WebSocket = class extends window.WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", () => {
        watch.ran = true;
      });
    }
  };

  // Inside a canvas stands what is read aloud of a table, a third of a second after it is drawn.
  const isSeen = ({ target }) => {
    const element = target instanceof Element ? target : target.parentElement;
    return element === null || element.closest("canvas") === null;
  };
  new MutationObserver((changes) => {
    if (changes.some(isSeen)) watch.changed = performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      watch.changed = Math.max(watch.changed, task.startTime + task.duration);
    }
  }).observe({ type: "longtask" });

  // Settled: a script has run since the question and has ended, and nothing moves any more.
  const isSettled = (quiet) =>
    watch.ran &&
    document.querySelector("[data-test-script-state=notRunning]") !== null &&
    document.querySelector("h1") !== null &&
    performance.now() - watch.changed > quiet;

  // Milliseconds from the question to the last change, once the page has stood still so long.
  watch.settled = (quiet) =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const timer = setInterval(() => {
        if (performance.now() - started > PATIENCE) reject(new Error("the page did not settle"));
        else if (isSettled(quiet)) resolve(watch.changed - watch.asked);
        else return;
        clearInterval(timer);
      }, 20);
    });
})();
