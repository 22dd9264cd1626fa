/** What people do with controls on its way to the workspace: in order for each control, and nothing typed is lost. */

import {deed, failing} from "./deeds.js";
import {ask} from "./questions.js";

/** @typedef {{surface: Record<string, string>, block: string, action: string}} Address */

/** What is typed and not sent yet, or on its way: by the key of its control. */
const waiting = new Map();

/** The root of the control that an element belongs to. */
export const rootOf = (element) => element?.closest?.("[data-action]") ?? null;

/**
 * Where a control stands, in the words of a deed.
 * @param {HTMLElement} root
 * @returns {Address}
 */
export function addressOf(root) {
  const block = root.closest("[data-block]")?.dataset.block ?? "";
  return {surface: placeOf(root), block, action: root.dataset.action};
}

/** A text by which the same control is known again after it was drawn anew. */
export function keyOf(root) {
  const {surface, block, action} = addressOf(root);
  return JSON.stringify([...Object.values(surface), block, action, root.dataset.kind]);
}

function placeOf(element) {
  const {surface, channel, ts, view} = element.closest("[data-surface]")?.dataset ?? {};
  if (surface === "message") return {kind: "message", channel, ts};
  return surface === "modal" ? {kind: "modal", view} : {kind: "home"};
}

/**
 * Use a control, once what it asks first is answered with yes and everything typed has arrived.
 * @param {HTMLElement} root
 * @param {unknown} value  in Slack's own form; undefined for what is only pressed
 * @returns {Promise<boolean>} whether it was done
 */
export async function use(root, value) {
  const address = addressOf(root);
  const asked = root.dataset.confirm ? JSON.parse(root.dataset.confirm) : null;
  if (asked && !(await ask(asked))) return false;
  await flush();
  return act(root, {...address, value, ...(asked ? {confirm: true} : {})});
}

/**
 * Note what is typed; it is sent a moment after the last key.
 * @param {HTMLElement} root
 * @param {unknown} value
 * @param {number} after  milliseconds
 */
export function typed(root, value, after = 150) {
  const key = keyOf(root);
  const before = waiting.get(key);
  clearTimeout(before?.timer);
  const entry = {root, told: {...addressOf(root), value}, sending: before?.sending ?? null, timer: 0, unsent: true};
  entry.timer = setTimeout(() => send(key, entry), after);
  waiting.set(key, entry);
}

/** What is typed into a control and may not have arrived yet; undefined where nothing is on its way. */
export const unsent = (root) => waiting.get(keyOf(root))?.told.value;

/** Send what is typed, and wait until all of it has arrived. */
export async function flush() {
  await Promise.all([...waiting].map(([key, entry]) => send(key, entry)));
}

/** Tell the app that Enter ended the typing. */
export async function entered(root, value) {
  await flush();
  return act(root, {...addressOf(root), value, enter: true});
}

function send(key, entry) {
  clearTimeout(entry.timer);
  if (!entry.unsent) return entry.sending;
  entry.unsent = false;
  const earlier = entry.sending;
  entry.sending = (async () => {
    await earlier;
    await act(entry.root, entry.told);
    if (waiting.get(key) === entry) waiting.delete(key);
  })();
  return entry.sending;
}

async function act(root, told) {
  untrouble(root);
  root.setAttribute("data-live-busy", "");
  try {
    const answer = await deed("act", told);
    const words = failing(answer);
    if (words && root.isConnected) trouble(root, words);
    return !words;
  } finally {
    root.removeAttribute("data-live-busy");
  }
}

/** Say beside a control what went wrong, as Slack does with a sign and we do with words. */
function trouble(root, words) {
  const note = document.createElement("span");
  note.className = "trouble";
  note.setAttribute("role", "alert");
  note.textContent = `⚠ ${words}`;
  (root.closest("[data-block]") ?? root.parentElement).append(note);
}

function untrouble(root) {
  for (const note of root.closest("[data-block]")?.querySelectorAll(".trouble") ?? []) note.remove();
}
