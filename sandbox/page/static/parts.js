/** The parts of the page for those who go by keys: F6 leads from one to the next, as in Slack, and links skip to one. */

const FOCUSED = "a[href], button, input, select, textarea, [tabindex='0']";
/** Every part in the order of the page, and where in it one begins. */
const PARTS = [
  ["#story", ".story-tools button"],
  ["#sidebar", "[aria-current]"],
  ["#home", FOCUSED],
  ["#messages", ""],
  ["#composer", "textarea"],
  ["#replies", ""],
  ["#reply", "textarea"],
  ["#panel", FOCUSED],
];

/** Begin to listen to F6, and to Shift+F6 that leads back. */
export function attachParts() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const there = PARTS.filter((part) => begins(part));
    const at = there.findIndex(([name]) => document.activeElement.closest(name));
    const to = event.shiftKey ? (at < 0 ? -1 : at - 1) : (at + 1) % there.length;
    if (there.length) begins(there.at(to)).focus();
  });
}

/** Go to a part by the name of its element; to Home where there are no messages. */
export function toPart(name) {
  const part = PARTS.find(([each]) => each === `#${name}`);
  (begins(part) ?? begins(["#home", FOCUSED]))?.focus();
}

/** Where one begins in a part; null where it is not shown or holds nothing. */
function begins([name, first]) {
  const part = document.querySelector(name);
  const found = first ? (part?.querySelector(first) ?? part?.querySelector(FOCUSED)) : part;
  return found?.checkVisibility({visibilityProperty: true}) ? found : null;
}
