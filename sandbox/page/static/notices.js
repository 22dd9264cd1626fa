/** Short sentences at the foot of the window, read out by screen readers, gone after a while. */

const SHOWN = 7000;

/** Show a sentence; kind is "ok", "warn" or "danger". */
export function notice(words, kind = "ok") {
  const box = document.getElementById("notices");
  const shown = document.createElement("p");
  shown.className = `notice notice-${kind}`;
  shown.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "notice-close";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "✕";
  close.addEventListener("click", () => shown.remove());
  shown.append(close);
  box.append(shown);
  while (box.children.length > 3) box.firstElementChild.remove();
  setTimeout(() => shown.remove(), SHOWN);
}
