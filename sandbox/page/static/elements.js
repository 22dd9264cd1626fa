/**
 * Everything on the page that is used: buttons, menus, boxes, fields, modals.
 *
 * All listening is on the document, so whatever is drawn anew works at once. What the server draws is the truth; what is
 * being typed is not touched by it, and a field that was drawn as a new one gets back what was typed and not yet sent.
 */

import {attachEditors, settleEditors} from "./editor.js";
import {moment} from "./moments.js";
import {attachPickers, follow} from "./pickers.js";
import {addressOf, entered, flush, keyOf, rootOf, typed, unsent, use} from "./sending.js";
import {attachWindows, settleWindows, submitFrom} from "./windows.js";

const PRESSED = new Set(["button", "workflow_button", "icon_button", "feedback_buttons"]);
const SLOWLY = 700;
/** Which control each field belonged to when it was last looked at, and where the person was typing. */
const fields = new WeakMap();
const typing = {field: null, key: "", place: "", start: 0, end: 0};

/**
 * Make the controls of a document work.
 * @param {Document} root
 */
export function attachElements(root) {
  root.addEventListener("click", clicked);
  root.addEventListener("change", changed);
  root.addEventListener("input", inputted);
  root.addEventListener("keydown", pressed);
  root.addEventListener("focusout", left);
  root.addEventListener("selectionchange", remembered);
  root.addEventListener("focusin", remembered);
  root.addEventListener("submit", (event) => {
    if (event.target.matches("form.boxes")) event.preventDefault();
  });
  addEventListener("pagehide", () => flush());
  attachPickers();
  attachEditors();
  attachWindows();
  new MutationObserver(settle).observe(root.body, {childList: true, subtree: true, attributeFilter: ["value", "data-view", "data-value"]});
  settle();
}

function clicked(event) {
  const root = rootOf(event.target);
  const label = event.target.closest(".block-input > .label");
  if (label) label.parentElement.querySelector("input, textarea, [contenteditable], .picker-open")?.focus();
  if (!root || !PRESSED.has(root.dataset.kind) || root.hasAttribute("data-live-busy")) return;
  const button = event.target.closest("button, a.btn");
  if (!button) return;
  if (button.matches("a[href]") && root.dataset.confirm) {
    event.preventDefault();
    use(root).then((done) => done && follow(button.href));
    return;
  }
  use(root, root.dataset.kind === "feedback_buttons" ? button.dataset.value : undefined);
}

async function changed(event) {
  const root = rootOf(event.target);
  const {target} = event;
  if (!root || !["checkbox", "radio"].includes(target.type)) return;
  const boxes = [...root.querySelectorAll("input")];
  const chosen = boxes.filter((each) => each.checked).map((each) => each.value);
  const done = await use(root, target.type === "radio" ? target.value : chosen);
  if (!done) for (const each of boxes) each.checked = each.hasAttribute("checked");
}

function inputted(event) {
  const root = rootOf(event.target);
  if (!root) return;
  if (event.target.matches(".field-text")) typed(root, event.target.value);
  if (event.target.matches(".field-when")) {
    const value = when(root, event.target);
    if (value !== undefined) typed(root, value, SLOWLY);
  }
}

/** What a field of a day or a time holds in Slack's form; undefined while it is half typed. */
function when(root, field) {
  if (!field.validity.valid) return undefined;
  if (!field.value) return null;
  return field.type === "datetime-local" ? moment(field.value, root.dataset.zone) : field.value.slice(0, field.type === "time" ? 5 : 10);
}

function pressed(event) {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return;
  const root = rootOf(event.target);
  if (!root || !event.target.matches("input.field-text, input.field-when")) return;
  event.preventDefault();
  if (root.hasAttribute("data-enter")) entered(root, event.target.value);
  else submitFrom(event.target);
}

function left(event) {
  if (event.target.matches?.(".field-text, .field-when, [contenteditable]")) flush();
}

function remembered() {
  const field = document.activeElement;
  if (!field?.matches(".field-text, .field-when")) return;
  const {selectionStart: start, selectionEnd: end} = field;
  Object.assign(typing, {field, key: keyOf(rootOf(field)), place: placeOf(field), start, end});
}

/** Where a field is, whatever block it is in: an app that wants another value in it has to give it another block. */
function placeOf(field) {
  const {surface, action} = addressOf(rootOf(field));
  return JSON.stringify([surface, action]);
}

/** After something was drawn: fields show what belongs to them, and modals are where they should be. */
function settle() {
  for (const field of document.querySelectorAll(".field-text, .field-when")) refresh(field);
  settleEditors();
  settleWindows();
}

function refresh(field) {
  const root = rootOf(field);
  const key = keyOf(root);
  const known = fields.get(field);
  const drawn = field.defaultValue;
  if (known && known.key === key && known.drawn === drawn) return;
  fields.set(field, {key, drawn});
  const mine = field.matches(".field-text") ? unsent(root) : undefined;
  if (mine !== undefined) field.value = mine;
  else if (known?.key !== key || field !== document.activeElement) field.value = drawn;
  const gone = typing.field !== null && !typing.field.isConnected && document.activeElement === document.body;
  if (known || !gone || placeOf(field) !== typing.place) return;
  field.focus();
  if (key === typing.key && field.matches(".field-text")) field.setSelectionRange(typing.start, typing.end);
}
