/** The editor of rich text: what Slack's own composer lets people do, in a field that the browser itself edits. */

import {attachMentions, mentionKey} from "./mentions.js";
import {askLink} from "./questions.js";
import {drawLines, filled, isEmpty, isItem, kindOf, line, link, number, readParts} from "./rich_text.js";
import {rootOf, typed, unsent} from "./sending.js";

const DEEPEST = 8;
const MARKS = [[/^[-*•]$/, "bullet"], [/^1\.$/, "ordered"], [/^>$/, "quote"], [/^```$/, "code"]];
const KEYS = {
  KeyB: "bold",
  KeyI: "italic",
  "Shift+KeyX": "strike",
  "Shift+KeyC": "code",
  "Shift+KeyU": "link",
  "Shift+Digit7": "ordered",
  "Shift+Digit8": "bullet",
  "Shift+Digit9": "quote",
  "Alt+Shift+KeyC": "block",
};
const COMMANDS = {bold: "bold", italic: "italic", strike: "strikeThrough"};
const LINES = {ordered: "ordered", bullet: "bullet", quote: "quote", block: "code"};
/** What each editor was filled with: the value as it was drawn, the original, and what its untouched parts read as. */
const filledWith = new WeakMap();

/** Begin to listen to every editor there is and will be. */
export function attachEditors() {
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.addEventListener("input", (event) => {
    const words = wordsOf(event.target);
    if (words) edited(words, event);
  });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("beforeinput", (event) => {
    if (wordsOf(event.target) && event.inputType === "insertFromDrop") event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (!wordsOf(event.target)) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n"));
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".rich-tool")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const tool = event.target.closest(".rich-tool");
    if (tool) apply(rootOf(tool).querySelector(".rich-words"), tool.dataset.style);
  });
  document.addEventListener("keydown", walkTools);
  document.addEventListener("selectionchange", showTools);
  attachMentions(changed);
}

/** Fill the editors that were drawn, and those whose value became another one while nobody wrote in them. */
export function settleEditors() {
  for (const root of document.querySelectorAll(".rich")) {
    const words = root.querySelector(".rich-words");
    const known = filledWith.get(words);
    const {value} = root.dataset;
    const {about} = root.dataset;
    words.toggleAttribute("data-wrong", about !== undefined);
    if (about) set(words, {"aria-invalid": "true", "aria-describedby": about});
    else for (const name of ["aria-invalid", "aria-describedby"]) words.removeAttribute(name);
    if (known?.drawn === value && words.firstElementChild) continue;
    const mine = unsent(root);
    if (!known || !words.firstElementChild) fill(words, mine ?? JSON.parse(value), value, known);
    else if (mine === undefined && document.activeElement !== words && text(read(words)) !== text(JSON.parse(value))) {
      fill(words, JSON.parse(value), value, known);
    }
    known && (known.drawn = value);
  }
}

const text = (value) => JSON.stringify(value);

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

const wordsOf = (element) => {
  const near = element?.nodeType === Node.ELEMENT_NODE ? element : element?.parentElement;
  return near?.closest?.(".rich-words") ?? null;
};

function fill(words, value, drawn, known) {
  const names = JSON.parse(rootOf(words).dataset.names ?? "{}");
  words.replaceChildren(...drawLines(value, names));
  number(words);
  const fresh = readParts(words).map(({part}) => text(part));
  filledWith.set(words, {drawn, original: known?.original ?? value, value, fresh});
  words.toggleAttribute("data-empty", isBlank(words));
}

/** Return what an editor holds, in Slack's form: parts that nobody touched exactly as they came. */
export function read(words) {
  const {value, fresh, original} = filledWith.get(words);
  const parts = readParts(words).map(({part, from}) => (fresh[from] === text(part) ? value.elements[from] : part));
  const same = value && text(parts) === text(value.elements);
  if (same) return value;
  const {elements, ...rest} = original ?? value ?? {type: "rich_text"};
  return {...rest, elements: parts};
}

const isBlank = (words) => words.children.length === 1 && kindOf(words.firstElementChild) === "text" && isEmpty(words.firstElementChild);

function edited(words, event) {
  tidy(words);
  if (event.inputType === "insertText" && event.data === " ") begin(words);
  changed(words);
}

/** Tell the workspace what is written now. */
function changed(words) {
  number(words);
  words.toggleAttribute("data-empty", isBlank(words));
  typed(rootOf(words), read(words));
  showTools();
}

/** Bring back into lines what the browser has left outside of them. */
function tidy(words) {
  let stray = null;
  for (const each of [...words.childNodes]) {
    if (each.nodeName === "P") {
      stray = null;
      filled(each);
    } else if (each.nodeName === "DIV") {
      const made = line("text");
      if (each.hasChildNodes()) made.replaceChildren(...each.childNodes);
      each.replaceWith(made);
      stray = null;
    } else {
      if (!stray) {
        stray = line("text");
        stray.replaceChildren();
        each.before(stray);
      }
      stray.append(each);
    }
  }
  if (!words.firstElementChild) {
    words.append(line("text"));
    caret(words.firstElementChild);
  }
}

// Lines

function lineAt() {
  const {anchorNode} = getSelection();
  const words = wordsOf(anchorNode);
  let each = anchorNode;
  while (each && each.parentNode !== words) each = each.parentNode;
  return each?.nodeName === "P" ? each : (words?.firstElementChild ?? null);
}

function lines(words) {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const there = [...words.children].filter((each) => range?.intersectsNode(each) && kindOf(each) !== "lump");
  return there.length ? there : [words.lastElementChild];
}

function caret(each, end = false) {
  const range = document.createRange();
  range.selectNodeContents(each);
  range.collapse(!end);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Whether the caret is at the very beginning of a line. */
function atStart(each) {
  const selection = getSelection();
  if (!selection.isCollapsed) return false;
  const range = document.createRange();
  range.selectNodeContents(each);
  range.setEnd(selection.anchorNode, selection.anchorOffset);
  return range.toString() === "" && !range.cloneContents().querySelector("[data-atom]");
}

/** Make a line another kind of line; it joins the list or quote beside it. */
function turn(each, kind) {
  for (const name of ["part", "rest", "tight", "offset", "indent", "number"]) delete each.dataset[name];
  each.dataset.line = kind;
  if (isItem(each)) each.dataset.indent = "0";
  const beside = [each.previousElementSibling, each.nextElementSibling].find((other) => other && kindOf(other) === kind);
  if (beside?.dataset.rest && kind !== "text") Object.assign(each.dataset, {rest: beside.dataset.rest, part: beside.dataset.part ?? ""});
}

/** `- `, `1. `, `> ` and three backticks at the beginning of a line make it what they mean. */
function begin(words) {
  const each = lineAt();
  const {anchorNode, anchorOffset} = getSelection();
  if (!each || kindOf(each) !== "text" || anchorNode.nodeType !== Node.TEXT_NODE) return;
  const range = document.createRange();
  range.selectNodeContents(each);
  range.setEnd(anchorNode, anchorOffset);
  const found = MARKS.find(([mark]) => mark.test(range.toString().replace(/[ \u00a0]$/, "")));
  if (!found || !/[ \u00a0]$/.test(range.toString())) return;
  range.deleteContents();
  each.normalize();
  if (isEmpty(each)) each.replaceChildren(document.createElement("br"));
  turn(each, found[1]);
  caret(each);
}

// Keys

function pressed(event) {
  const words = wordsOf(event.target);
  if (!words || event.isComposing) return;
  if (mentionKey(event)) return;
  const each = lineAt();
  if (!each) return;
  const done = event.ctrlKey || event.metaKey ? shortcut(words, event) : structure(words, each, event);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

function shortcut(words, event) {
  const name = `${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.code}`;
  if (!KEYS[name]) return false;
  apply(words, KEYS[name]);
  return true;
}

function structure(words, each, event) {
  const kind = kindOf(each);
  if (event.key === "Tab" && isItem(each)) return nest(words, event.shiftKey ? -1 : 1);
  if (event.key === "Backspace" && kind !== "text" && atStart(each)) return leave(words, each);
  if (event.key === "Enter" && !event.shiftKey && kind !== "text" && isEmpty(each)) return leave(words, each);
  if (event.key === "Enter" && event.shiftKey && !isItem(each)) return split();
  return false;
}

function split() {
  document.execCommand("insertParagraph");
  return true;
}

function nest(words, by) {
  const chosen = lines(words).filter(isItem);
  const depth = (each) => Number(each.dataset.indent ?? 0);
  const before = chosen[0].previousElementSibling;
  const most = before && isItem(before) ? Math.min(depth(before) + 1, DEEPEST) : 0;
  const fits = (to) => to >= 0 && (by < 0 || to <= Math.max(most, depth(chosen[0])));
  if (!fits(depth(chosen[0]) + by)) return false;
  for (const each of chosen) each.dataset.indent = Math.max(0, Math.min(depth(each) + by, DEEPEST));
  changed(words);
  return true;
}

/** One level out, and from the outermost into plain text. */
function leave(words, each) {
  const indent = Number(each.dataset.indent ?? 0);
  if (isItem(each) && indent > 0) each.dataset.indent = indent - 1;
  else turn(each, "text");
  changed(words);
  return true;
}

// Tools

async function apply(words, style) {
  if (document.activeElement !== words) {
    words.focus();
    if (!wordsOf(getSelection().anchorNode)) caret(words.lastElementChild, true);
  }
  if (COMMANDS[style]) document.execCommand(COMMANDS[style]);
  else if (LINES[style]) {
    const chosen = lines(words);
    const kind = chosen.every((each) => kindOf(each) === LINES[style]) ? "text" : LINES[style];
    for (const each of chosen) turn(each, kind);
  } else if (style === "code") code();
  else if (style === "link") await addLink(words);
  tidy(words);
  changed(words);
}

function code() {
  const selection = getSelection();
  const near = selection.anchorNode.parentElement.closest("code");
  if (near) {
    const inside = [...near.childNodes];
    near.replaceWith(...inside);
    selection.setBaseAndExtent(inside[0], 0, inside.at(-1), inside.at(-1).length ?? 0);
  } else if (!selection.isCollapsed) {
    const range = selection.getRangeAt(0);
    const made = document.createElement("code");
    if (lineAt() !== lineOf(range.endContainer)) return;
    made.append(range.extractContents());
    range.insertNode(made);
    selection.selectAllChildren(made);
  }
}

function lineOf(node) {
  let each = node;
  while (each && each.parentNode !== wordsOf(each)) each = each.parentNode;
  return each;
}

async function addLink(words) {
  const selection = getSelection();
  const range = selection.getRangeAt(0).cloneRange();
  const near = selection.anchorNode.parentElement.closest("a[data-link]");
  const bare = near ? JSON.parse(near.dataset.link) : {};
  const answer = await askLink(near?.textContent ?? range.toString(), bare.url ?? "");
  words.focus();
  if (!answer) return;
  const made = link({...bare, url: answer.url}, answer.text === answer.url || !answer.text ? undefined : answer.text);
  if (near) near.replaceWith(made);
  else {
    range.deleteContents();
    range.insertNode(made);
  }
  getSelection().collapse(made.parentNode, [...made.parentNode.childNodes].indexOf(made) + 1);
}

function showTools() {
  const words = wordsOf(document.activeElement);
  if (!words) return;
  const each = lineAt();
  const inside = getSelection().anchorNode?.parentElement;
  for (const tool of rootOf(words).querySelectorAll(".rich-tool")) {
    const {style} = tool.dataset;
    const on = COMMANDS[style] ? document.queryCommandState(COMMANDS[style])
      : LINES[style] ? each !== null && kindOf(each) === LINES[style]
      : Boolean(inside?.closest(style === "link" ? "a[data-link]" : "code"));
    tool.setAttribute("aria-pressed", String(on));
  }
}

/** In the toolbar one goes by arrows; Tab leads on to the words. */
function walkTools(event) {
  const tool = event.target.closest?.(".rich-tool");
  const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!tool || !by) return;
  const tools = [...tool.parentElement.children];
  const next = tools.at((tools.indexOf(tool) + by) % tools.length);
  for (const each of tools) each.tabIndex = each === next ? 0 : -1;
  next.focus();
  event.preventDefault();
}
