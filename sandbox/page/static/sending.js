/** What people do with controls on its way to the workspace: in order for each control, and nothing typed is lost. */

import {attempt, failing, tell} from "./deeds.js";
import {ask} from "./questions.js";

/** @typedef {{surface: Record<string, string>, block: string, action: string}} Address */

/** What is typed and not sent yet, or on its way: by the key of its control. */
const waiting = new Map();
/** So many milliseconds what was drawn anew takes to arrive here. */
const DRAWN = 150;

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
  const only = others(root, address).length === 1;
  if (asked && !(await ask(asked))) return false;
  await flush();
  const told = {...address, value, ...(asked ? {confirm: true} : {})};
  const answer = await act(root, told);
  if (!answer.gone) return said(root, answer);
  await new Promise((drawn) => setTimeout(drawn, DRAWN));
  const [now, ...more] = others(root, address);
  // once more, where it can only be meant: it was the only one that does this, and is so again
  if (!only || !now || more.length || now.dataset.confirm !== root.dataset.confirm) return said(root, answer);
  return said(now, await act(now, {...told, ...addressOf(now)}));
}

/** The controls that do and say the same in the same place, whatever block they are in. */
function others(root, {surface, action}) {
  const there = document.querySelectorAll(`[data-action="${CSS.escape(action)}"]`);
  const same = (each) => each.dataset.kind === root.dataset.kind && nameOf(each) === nameOf(root);
  return [...there].filter((each) => same(each) && JSON.stringify(placeOf(each)) === JSON.stringify(surface));
}

const nameOf = (root) => (root.matches("button, a") ? root.textContent : "");

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
  return said(root, await act(root, {...addressOf(root), value, enter: true}));
}

function send(key, entry) {
  clearTimeout(entry.timer);
  if (!entry.unsent) return entry.sending;
  entry.unsent = false;
  const earlier = entry.sending;
  entry.sending = (async () => {
    await earlier;
    const answer = await act(entry.root, entry.told);
    // what is typed into a field that the app takes away goes with it, as in Slack: only what keeps its ids is kept
    if (!answer.gone) said(entry.root, answer);
    if (waiting.get(key) === entry) waiting.delete(key);
  })();
  return entry.sending;
}

async function act(root, told) {
  untrouble(root);
  root.setAttribute("data-live-busy", "");
  try {
    return await attempt("act", told);
  } finally {
    root.removeAttribute("data-live-busy");
  }
}

/** Say what went wrong, also beside the control; return whether nothing did. */
function said(root, answer) {
  const words = failing(answer);
  tell(answer);
  if (words && root.isConnected) trouble(root, words);
  return !words;
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
