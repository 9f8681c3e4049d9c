// Suggestions under the search box, and "/" to reach it. Without this file the form works as it is.
"use strict";

(() => {
  const BOX = "search-box";
  const LIST = "search-suggestions";
  const PAUSE = 80; // milliseconds without a key before the server is asked

  let timer = 0;
  let asked = 0;
  let chosen = -1;

  const list = (box) => {
    let found = document.getElementById(LIST);
    if (!found) {
      found = document.createElement("ul");
      found.id = LIST;
      found.setAttribute("role", "listbox");
      found.setAttribute("aria-label", "Suggestions");
      box.form.append(found);
    }
    return found;
  };

  const prepare = (box) => {
    if (box.getAttribute("role") === "combobox") return;
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", LIST);
    box.setAttribute("aria-expanded", "false");
    list(box).hidden = true;
  };

  const close = (box) => {
    chosen = -1;
    asked += 1; // an answer that is still on its way comes too late
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    const open = document.getElementById(LIST);
    if (open) open.hidden = true;
  };

  const mark = (box, index) => {
    const options = [...list(box).children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };

  const go = (box, text) => {
    box.value = text;
    close(box);
    box.form.submit();
  };

  const show = (box, suggestions) => {
    const open = list(box);
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    open.replaceChildren(
      ...suggestions.map((one, at) => {
        const option = document.createElement("li");
        option.id = `${LIST}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = one.text;
        const name = document.createElement("b");
        name.textContent = one.label;
        const detail = document.createElement("span");
        detail.textContent = one.detail;
        option.append(name, " ", detail);
        return option;
      }),
    );
    open.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", String(suggestions.length > 0));
  };

  const ask = async (box) => {
    const text = box.value.trim();
    if (!text) return close(box);
    const mine = (asked += 1);
    const params = new URLSearchParams({ q: text });
    const release = new URLSearchParams(location.search).get("r");
    if (release) params.set("r", release);
    try {
      const answer = await fetch(`suggest?${params}`);
      const { suggestions } = await answer.json();
      if (mine === asked && document.activeElement === box) show(box, suggestions);
    } catch {
      close(box); // nothing is lost: Enter searches
    }
  };

  const isBox = (element) => element instanceof HTMLInputElement && element.id === BOX;

  document.addEventListener("focusin", ({ target }) => isBox(target) && prepare(target));
  document.addEventListener("focusout", ({ target }) => isBox(target) && close(target));
  document.addEventListener("input", ({ target }) => {
    if (!isBox(target)) return;
    prepare(target);
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE, target);
  });

  // A press of the mouse would take the focus, and with it the list.
  document.addEventListener("mousedown", (event) => {
    const option = event.target instanceof Element && event.target.closest(`#${LIST} [role=option]`);
    if (!option) return;
    event.preventDefault();
    go(document.getElementById(BOX), option.dataset.text);
  });

  const inBox = (event) => {
    const box = event.target;
    const isOpen = box.getAttribute("aria-expanded") === "true";
    if (event.key === "ArrowDown" && isOpen) mark(box, chosen + 1);
    else if (event.key === "ArrowUp" && isOpen) mark(box, chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && isOpen && chosen >= 0) {
      go(box, list(box).children[chosen].dataset.text);
    } else if (event.key === "Escape" && isOpen) close(box);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const typesElsewhere = (element) =>
    element instanceof Element &&
    element.closest("input, textarea, select, [contenteditable], [role=combobox], [role=grid]");

  document.addEventListener(
    "keydown",
    (event) => {
      if (isBox(event.target)) return inBox(event);
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const box = document.getElementById(BOX);
      if (!box || typesElsewhere(event.target)) return;
      event.preventDefault();
      box.focus();
      box.select();
    },
    true,
  );
})();
