/** The editor of rich text: what Slack's own composer lets people do, in a field that the browser itself edits. */

import {
  atEnd, atStart, caret, chosenLines, cutAcross, elementOf, leave, lineAt, lineOf, nest, spot, standBehind, tidy,
  toSpot, turn, wordsOf,
} from "./lines.js";
import {emoji, emojiAt, fence, meaning} from "./markup.js";
import {attachMentions, mentionKey} from "./mentions.js";
import {askLink} from "./questions.js";
import {drawLines, isEmpty, isItem, kindOf, link, number, readParts} from "./rich_text.js";
import {keyOf, rootOf, typed, unsent} from "./sending.js";

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
  KeyZ: "undo",
  "Shift+KeyZ": "redo",
  KeyY: "redo",
};
const COMMANDS = {bold: "bold", italic: "italic", strike: "strikeThrough"};
const LINES = {ordered: "ordered", bullet: "bullet", quote: "quote", block: "code"};
const PAUSE = 600;
/**
 * What each editor was filled with: the value as it was drawn, the original, what its untouched parts read as, and what
 * it held before, to be undone.
 */
const known = new WeakMap();

/** Begin to listen to every editor there is and will be. */
export function attachEditors() {
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.addEventListener("beforeinput", before);
  document.addEventListener("input", (event) => {
    const words = wordsOf(event.target);
    if (!words) return;
    tidy(words);
    changed(words);
    if (event.inputType === "insertText" && event.data?.length === 1) meant(words, event.data);
  });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("paste", (event) => {
    if (!wordsOf(event.target)) return;
    event.preventDefault();
    write("insertText", event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n"));
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
    const {value, about} = root.dataset;
    if (about) set(words, {"aria-invalid": "true", "aria-describedby": about});
    else for (const name of ["aria-invalid", "aria-describedby"]) words.removeAttribute(name);
    // the same place on the page can become another field, which remembers nothing of this one
    if (known.get(words)?.key !== keyOf(root)) known.delete(words);
    const state = known.get(words);
    if (state?.drawn === value && words.firstElementChild) continue;
    const mine = unsent(root);
    const other = () => mine === undefined && document.activeElement !== words && text(read(words)) !== text(JSON.parse(value));
    if (!state || !words.firstElementChild || other()) fill(words, mine ?? JSON.parse(value));
    known.get(words).drawn = value;
  }
}

const text = (value) => JSON.stringify(value);

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function fill(words, value) {
  const names = JSON.parse(rootOf(words).dataset.names ?? "{}");
  const state = known.get(words) ?? {key: keyOf(rootOf(words)), original: value, undo: [], redo: [], at: 0};
  words.replaceChildren(...drawLines(value, names));
  number(words);
  const fresh = readParts(words).map(({part}) => text(part));
  known.set(words, {...state, value, fresh, last: {value, spot: null}});
  words.toggleAttribute("data-empty", isBlank(words));
}

/** Return what an editor holds, in Slack's form: parts that nobody touched exactly as they came. */
export function read(words) {
  const {value, fresh, original} = known.get(words);
  const parts = readParts(words).map(({part, from}) => (fresh[from] === text(part) ? value.elements[from] : part));
  if (value && text(parts) === text(value.elements)) return value;
  const {elements, ...rest} = original ?? value ?? {type: "rich_text"};
  return elements && text(elements) === text(parts) ? original : {...rest, elements: parts};
}

function isBlank(words) {
  const [first] = words.children;
  return words.children.length === 1 && kindOf(first) === "text" && isEmpty(first);
}

/** Tell the workspace what is written now. */
function changed(words) {
  number(words);
  words.toggleAttribute("data-empty", isBlank(words));
  remember(words);
  typed(rootOf(words), read(words));
  showTools();
}

/** Let what was typed become what it means. Its signs come back with the first step back. */
async function meant(words, letter) {
  const change = meaning(letter);
  if (change) step(words, change);
  const found = letter === ":" ? emojiAt() : null;
  const put = found && (await emoji(found));
  if (put) step(words, put);
}

function step(words, change) {
  known.get(words).at = 0;
  change();
  changed(words);
  known.get(words).at = 0;
}

// Undoing: the lines are changed by us as well as by the browser, so its own memory does not hold

function remember(words) {
  const state = known.get(words);
  const now = {value: read(words), spot: spot(words)};
  if (text(now.value) === text(state.last.value)) return;
  if (Date.now() - state.at > PAUSE) state.undo.push(state.last);
  Object.assign(state, {at: Date.now(), last: now, redo: []});
}

function back(words, from, to) {
  const state = known.get(words);
  const found = state[from].pop();
  if (!found) return;
  state[to].push(state.last);
  fill(words, found.value);
  Object.assign(known.get(words), {at: 0, last: found});
  if (found.spot) toSpot(words, found.spot);
  else caret(words.lastElementChild, true);
  typed(rootOf(words), read(words));
}

// Keys

function before(event) {
  const words = wordsOf(event.target);
  if (!words) return;
  if (event.inputType === "insertFromDrop" || event.inputType.startsWith("history")) {
    event.preventDefault();
    return;
  }
  const [range] = event.getTargetRanges();
  if (!range || event.isComposing || lineOf(range.startContainer) === lineOf(range.endContainer)) return;
  event.preventDefault();
  cutAcross(words, range);
  if (event.inputType === "insertText") document.execCommand("insertText", false, event.data);
  else if (event.inputType === "insertParagraph") document.execCommand("insertParagraph");
  else changed(words);
}

/** Write a text at the caret, or begin a line, instead of what is selected. */
function write(command, words) {
  const range = getSelection().getRangeAt(0);
  if (lineOf(range.startContainer) !== lineOf(range.endContainer)) cutAcross(wordsOf(range.startContainer), range);
  return document.execCommand(command, false, words);
}

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
  const name = KEYS[`${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.code}`];
  if (name === "undo") back(words, "undo", "redo");
  else if (name === "redo") back(words, "redo", "undo");
  else if (name) apply(words, name);
  return Boolean(name);
}

function structure(words, each, event) {
  const {key, shiftKey} = event;
  const plain = kindOf(each) === "text";
  if (key === "Tab" && isItem(each)) return nest(words, shiftKey ? -1 : 1) && done(words);
  if (key === "Backspace" && !plain && atStart(each)) return leave(each) ?? done(words);
  if (key === "Enter" && fence(each)) return done(words);
  if (key === "Enter" && !shiftKey && !plain && isEmpty(each)) return leave(each) ?? done(words);
  if (key === "Enter" && shiftKey && !isItem(each)) return write("insertParagraph");
  if (key === "ArrowRight" && atEnd(each)) {
    const inside = elementOf(getSelection().anchorNode).closest("code, a[data-link]");
    if (inside) standBehind(inside);
    return Boolean(inside);
  }
  return false;
}

function done(words) {
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
    const chosen = chosenLines(words);
    const kind = chosen.every((each) => kindOf(each) === LINES[style]) ? "text" : LINES[style];
    for (const each of chosen) turn(each, kind);
  } else if (style === "code") code();
  else if (style === "link") await addLink(words);
  tidy(words);
  changed(words);
}

function code() {
  const selection = getSelection();
  const near = elementOf(selection.anchorNode).closest("code");
  if (near) {
    const inside = [...near.childNodes];
    near.replaceWith(...inside);
    const last = inside.at(-1);
    selection.setBaseAndExtent(inside[0], 0, last, last.length ?? last.childNodes.length);
    return;
  }
  const range = selection.getRangeAt(0);
  if (selection.isCollapsed || lineOf(range.startContainer) !== lineOf(range.endContainer)) return;
  const made = document.createElement("code");
  made.append(range.extractContents());
  range.insertNode(made);
  selection.selectAllChildren(made);
}

async function addLink(words) {
  const range = getSelection().getRangeAt(0).cloneRange();
  const near = elementOf(getSelection().anchorNode).closest("a[data-link]");
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
  standBehind(made);
}

function showTools() {
  const words = wordsOf(document.activeElement);
  if (!words) return;
  const each = lineAt();
  const inside = elementOf(getSelection().anchorNode);
  for (const tool of rootOf(words).querySelectorAll(".rich-tool")) {
    const {style} = tool.dataset;
    let on = Boolean(inside?.closest(style === "link" ? "a[data-link]" : "code"));
    if (COMMANDS[style]) on = document.queryCommandState(COMMANDS[style]);
    if (LINES[style]) on = each !== null && kindOf(each) === LINES[style];
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
