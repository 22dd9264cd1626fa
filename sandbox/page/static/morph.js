/** Turning what is shown into what was drawn anew, without touching what somebody is typing or has unfolded. */

const KEPT = new Set(["open"]);

/** Make the children of an element those of some HTML that our own server has drawn. */
export function morph(target, drawn) {
  const made = document.createElement("template");
  made.innerHTML = drawn;
  children(target, made.content);
}

/**
 * Make a list hold these keys in this order; `changed` has the HTML of those that are new or different.
 * Everything else stays the very element it was.
 */
export function morphList(list, keys, changed) {
  const there = new Map([...list.children].map((each) => [each.dataset.key, each]));
  const wanted = new Set(keys);
  for (const [key, each] of there) if (!wanted.has(key)) each.remove();
  let next = list.firstElementChild;
  for (const key of keys) {
    let each = there.get(key);
    if (each === undefined) {
      each = document.createElement("li");
      each.dataset.key = key;
    }
    if (each === next) next = next.nextElementSibling;
    else list.insertBefore(each, next);
    if (changed[key] !== undefined) morph(each, changed[key]);
  }
}

function children(target, drawn) {
  const wanted = [...drawn.childNodes];
  const pairs = paired(target, wanted);
  const kept = new Set(pairs.values());
  // what is gone goes first: moving what stays past it would take the focus from it
  for (const each of [...target.children]) if (named(each) && !kept.has(each)) each.remove();
  let at = target.firstChild;
  for (const each of wanted) {
    const found = pairs.get(each) ?? (at && !named(each) && alike(at, each) ? at : null);
    if (found) {
      if (found === at) at = at.nextSibling;
      else target.insertBefore(found, at);
      one(found, each);
    } else {
      target.insertBefore(each, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

/**
 * Which of the children of an element becomes which of those wanted, as far as they have names. In messages and on Home,
 * where apps often leave the names of blocks to Slack, which makes up new ones each time, a block may become another.
 */
function paired(target, wanted) {
  const free = new Map();
  for (const each of target.children) if (named(each) && !free.has(named(each))) free.set(named(each), each);
  const pairs = new Map();
  const pair = (each, found) => {
    if (found?.nodeName !== each.nodeName) return;
    pairs.set(each, found);
    free.delete(named(found));
  };
  for (const each of wanted) if (named(each)) pair(each, free.get(named(each)));
  if (!target.closest("[data-surface=message], [data-surface=home]")) return pairs;
  for (const each of wanted) {
    if (pairs.has(each) || !each.dataset?.block) continue;
    pair(each, [...free.values()].find((other) => other.dataset.block && other.className === each.className));
  }
  return pairs;
}

/** The name of an element among its siblings; a button that does or says something else is another one. */
function named(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const {key, block, action} = node.dataset;
  const given = node.id || key || block || "";
  if (given || !action || node.nodeName !== "BUTTON") return given;
  return `${action} ${node.getAttribute("aria-label") ?? node.textContent}`;
}

const alike = (there, wanted) =>
  there.nodeType === wanted.nodeType && there.nodeName === wanted.nodeName && !named(there);

function one(there, wanted) {
  if (there.nodeType !== Node.ELEMENT_NODE) {
    if (there.nodeValue !== wanted.nodeValue) there.nodeValue = wanted.nodeValue;
    return;
  }
  if (there.isEqualNode(wanted)) return;
  if (there.hasAttribute("data-keep") && there.dataset.keep === wanted.dataset.keep) return;
  attributes(there, wanted);
  if (there.nodeName === "TEXTAREA") {
    if (there.defaultValue !== wanted.defaultValue && there !== document.activeElement) there.value = wanted.value;
    there.defaultValue = wanted.defaultValue;
    return;
  }
  children(there, wanted);
  if (there.nodeName === "SELECT" && there !== document.activeElement) there.value = wanted.value;
}

function attributes(there, wanted) {
  const typing = there === document.activeElement;
  for (const {name} of [...there.attributes]) {
    if (!wanted.hasAttribute(name) && !KEPT.has(name) && !name.startsWith("data-live")) there.removeAttribute(name);
  }
  for (const {name, value} of [...wanted.attributes]) {
    if (there.getAttribute(name) === value) continue;
    there.setAttribute(name, value);
    if (name === "value" && !typing) there.value = value;
    if (name === "checked") there.checked = true;
  }
  if (there.nodeName === "INPUT" && !wanted.hasAttribute("checked") && there.checked && !typing) there.checked = false;
}
