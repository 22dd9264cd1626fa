/** Small menus beside a button, for mouse, touch and keyboard. */

let open = null;

/**
 * Show a menu beside an element.
 * @param {HTMLElement} anchor  what was pressed
 * @param {{words: string, about?: string, danger?: boolean, chosen: () => void}[]} entries  what can be chosen
 * @param {string[]} head  lines above them, the first of which is what it is called
 */
export function menu(anchor, entries, head = []) {
  close();
  const box = document.createElement("div");
  box.className = "menu";
  box.setAttribute("role", entries.length ? "menu" : "dialog");
  box.tabIndex = -1;
  if (head.length) box.setAttribute("aria-label", head.join(", "));
  head.forEach((words, at) => {
    const line = document.createElement(at ? "small" : "strong");
    line.className = "menu-head";
    line.setAttribute("role", "presentation");
    line.textContent = words;
    box.append(line);
  });
  for (const entry of entries) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("role", "menuitem");
    button.className = entry.danger ? "menu-item is-danger" : "menu-item";
    button.textContent = entry.words;
    if (entry.about) {
      const about = document.createElement("small");
      about.textContent = entry.about;
      button.append(about);
    }
    button.addEventListener("click", () => {
      close();
      entry.chosen();
    });
    box.append(button);
  }
  (anchor.closest("dialog") ?? document.body).append(box);
  opened(box, anchor, () => box.remove());
}

function opened(box, anchor, away) {
  put(box, anchor);
  anchor.setAttribute("aria-expanded", "true");
  open = {box, anchor, away};
  (box.querySelector("button") ?? box).focus();
}

/** Put a box below what it belongs to, or above it where there is no room. */
export function put(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const {width, height} = box.getBoundingClientRect();
  const below = at.bottom + height + 4 <= innerHeight || at.top < height;
  box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - width - 4))}px`;
  box.style.top = `${below ? Math.min(at.bottom + 2, innerHeight - height - 4) : at.top - height - 2}px`;
}

/** Close the menu that is open, if any; the focus goes back to where it came from. */
export function close() {
  if (open === null) return;
  const {box, anchor, away} = open;
  open = null;
  const inside = box.contains(document.activeElement);
  away();
  anchor.setAttribute("aria-expanded", "false");
  if (inside) anchor.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.anchor.contains(event.target)) close();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (open === null) return;
    const items = [...open.box.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1}[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (to === undefined) return;
    else items.at(to % items.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
