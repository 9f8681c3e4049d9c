// Hints that a reader has had enough of, and the pages that were opened last: both are kept by the
// browser alone.
"use strict";

(() => {
  const HIDDEN = "straits-hints-hidden";
  const OPENED = "straits-opened-last";
  const MOST = 5;
  // What an address says of what it is about; the rest is how it is looked at.
  const ABOUT = ["g", "v", "c", "q"];

  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // kept by nobody
    }
  };
  const write = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // The choice lasts for as long as the page.
    }
  };

  const look = () => {
    document.documentElement.classList.toggle("hints-hidden", read(HIDDEN) !== null);
  };
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(".hide-hints")) write(HIDDEN, "yes");
    else if (target.closest(".show-hints")) write(HIDDEN, null);
    else return;
    look();
  });

  const opened = () => {
    try {
      const kept = JSON.parse(read(OPENED) ?? "[]");
      return Array.isArray(kept) ? kept.filter((each) => each?.path && each?.title) : [];
    } catch {
      return [];
    }
  };
  const isShared = () => document.querySelector(".st-key-sign-out") !== null;

  const note = () => {
    const asked = new URLSearchParams(location.search);
    const about = ABOUT.filter((name) => asked.get(name)).map((name) => `${name}=${asked.get(name)}`);
    const title = document.title.replace(/ · Straits$/, "");
    if (about.length === 0 || title === "" || title === "Straits") return;
    if (isShared()) {
      write(OPENED, null);
      return;
    }
    const key = `${location.pathname}?${about.join("&")}`;
    const others = opened().filter((each) => each.key !== key);
    const path = `${location.pathname}${location.search}`;
    write(OPENED, JSON.stringify([{ key, path, title }, ...others].slice(0, MOST)));
  };

  const fill = () => {
    const list = document.querySelector(".opened-last");
    if (!list || list.childElementCount > 0 || isShared()) return;
    const kept = opened();
    if (kept.length === 0) return;
    const heading = document.createElement("strong");
    heading.textContent = "Opened last";
    const links = kept.map(({ path, title }) => {
      const link = document.createElement("a");
      link.href = path.startsWith("/") && !path.startsWith("//") ? path : "./";
      link.target = "_self";
      link.textContent = title;
      return link;
    });
    list.append(heading, ...links);
  };

  look();
  let titled = null;
  new MutationObserver(() => {
    if (titled !== document.title) {
      titled = document.title;
      // The address is written a moment after the title.
      setTimeout(note, 500);
    }
    fill();
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
