/** People and channels by name while one writes: `@` or `#` opens a list below the caret. */

import {atom} from "./rich_text.js";
import {attempt} from "./deeds.js";
import {addressOf, rootOf} from "./sending.js";

const WORD = /(?:^|[\s(])([@#][\p{L}\p{N}._-]{0,40}(?: [\p{L}\p{N}._-]{0,20})?)$/u;
const MAKE = {
  user: (value) => ({type: "user", user_id: value}),
  usergroup: (value) => ({type: "usergroup", usergroup_id: value}),
  broadcast: (value) => ({type: "broadcast", range: value}),
  channel: (value) => ({type: "channel", channel_id: value}),
};
const open = {box: null, words: null, word: "", at: 0, asked: 0};
let changed = () => {};

/** Begin to listen; `told` hears of an editor in which somebody was mentioned. */
export function attachMentions(told) {
  changed = told;
  document.addEventListener("input", (event) => {
    const words = event.target.closest?.(".rich-words");
    if (words) look(words);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.(".rich-words")) close();
  });
  document.addEventListener("mousedown", (event) => {
    const row = event.target.closest(".mention-row");
    if (!row) return;
    event.preventDefault();
    take(row);
  });
}

/** Let the open list have a key; says whether it took it. */
export function mentionKey(event) {
  if (!open.box) return false;
  const rows = [...open.box.children];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(open.at + (event.key === "ArrowDown" ? 1 : rows.length - 1));
  else if (event.key === "Enter" || event.key === "Tab") take(rows[open.at]);
  else if (event.key === "Escape") close();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

function typedWord() {
  const {anchorNode, anchorOffset, isCollapsed} = getSelection();
  if (!isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE) return "";
  return WORD.exec(anchorNode.nodeValue.slice(0, anchorOffset))?.[1] ?? "";
}

async function look(words) {
  const word = typedWord();
  const mine = (open.asked += 1);
  if (!word) {
    close();
    return;
  }
  const {options = []} = await attempt("suggest", {...addressOf(rootOf(words)), typed: word});
  if (mine !== open.asked || document.activeElement !== words) return;
  if (options.length) show(words, word, options.slice(0, 8));
  else close();
}

function show(words, word, options) {
  const box = open.box ?? document.createElement("div");
  box.className = "mention-list";
  box.id = "mention-list";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", word.startsWith("#") ? "Channels" : "People");
  box.replaceChildren(...options.map(row));
  if (!box.isConnected) rootOf(words).querySelector(".rich-people").append(box);
  Object.assign(open, {box, words, word});
  words.setAttribute("aria-controls", box.id);
  const at = getSelection().getRangeAt(0).getBoundingClientRect();
  box.style.setProperty("--left", `${Math.max(4, Math.min(at.left, innerWidth - box.offsetWidth - 4))}px`);
  const below = at.bottom + box.offsetHeight + 8 <= innerHeight;
  box.style.setProperty("--top", `${below ? at.bottom + 4 : Math.max(4, at.top - box.offsetHeight - 4)}px`);
  choose(0);
}

function row({text, value, description, kind}, at) {
  const made = document.createElement("div");
  made.className = "mention-row";
  made.id = `mention-row-${at}`;
  made.setAttribute("role", "option");
  Object.assign(made.dataset, {value, kind, words: text});
  made.append(text);
  if (description) {
    const about = document.createElement("span");
    about.className = "choice-about";
    about.textContent = description;
    made.append(" ", about);
  }
  return made;
}

function choose(to) {
  const rows = [...open.box.children];
  open.at = to % rows.length;
  rows.forEach((each, at) => each.setAttribute("aria-selected", String(at === open.at)));
  open.words.setAttribute("aria-activedescendant", rows[open.at].id);
}

function take(chosen) {
  const {words} = open;
  const {anchorNode, anchorOffset} = getSelection();
  const word = typedWord();
  close();
  if (!word || !chosen) return;
  const {value, kind, words: name} = chosen.dataset;
  const range = document.createRange();
  range.setStart(anchorNode, anchorOffset - word.length);
  range.setEnd(anchorNode, anchorOffset);
  range.deleteContents();
  const made = atom(MAKE[kind](value), {[value]: name.replace(/^[#@]/, "")});
  const space = document.createTextNode(" ");
  range.insertNode(space);
  range.insertNode(made);
  getSelection().collapse(space, 1);
  changed(words);
}

function close() {
  open.asked += 1;
  if (!open.box) return;
  open.box.remove();
  open.words.removeAttribute("aria-activedescendant");
  open.words.removeAttribute("aria-controls");
  Object.assign(open, {box: null, words: null, word: "", at: 0});
}
