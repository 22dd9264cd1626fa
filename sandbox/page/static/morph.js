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
  const keyed = new Map();
  for (const each of target.children) if (named(each)) keyed.set(named(each), each);
  let at = target.firstChild;
  for (const wanted of [...drawn.childNodes]) {
    const name = wanted.nodeType === Node.ELEMENT_NODE ? named(wanted) : "";
    const found = name ? keyed.get(name) : at && alike(at, wanted) ? at : null;
    if (found && found.nodeName === wanted.nodeName) {
      if (found === at) at = at.nextSibling;
      else target.insertBefore(found, at);
      one(found, wanted);
    } else {
      target.insertBefore(wanted, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const named = (element) => element.id || element.dataset.key || element.dataset.block || "";

const alike = (there, wanted) =>
  there.nodeType === wanted.nodeType && there.nodeName === wanted.nodeName && !(there.dataset && named(there));

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
