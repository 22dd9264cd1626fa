/** The lines of an editor and the caret in them: what a key or a tool does to a line, without the browser's own markup. */

import {filled, isEmpty, isItem, kindOf, line} from "./rich_text.js";

export const DEEPEST = 8;
/** Where the caret can stand behind a link or code; it is no part of the text. */
export const STAND = "\ufeff";

/** The editor that a node is in. */
export const wordsOf = (node) => elementOf(node)?.closest?.(".rich-words") ?? null;

/** An element, or the one that a text is in. */
export const elementOf = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : (node?.parentElement ?? null));

/** The line that a node of an editor is in. */
export function lineOf(node) {
  const words = wordsOf(node);
  if (!words) return null;
  let each = node;
  while (each !== words && each.parentNode !== words) each = each.parentNode;
  return each === words ? (words.children[0] ?? null) : each;
}

/** The line with the caret. */
export const lineAt = () => lineOf(getSelection().anchorNode);

/** The lines that are selected, the one with the caret at least. */
export function chosenLines(words) {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const there = [...words.children].filter((each) => range?.intersectsNode(each) && kindOf(each) !== "lump");
  return there.length ? there : [words.lastElementChild];
}

/** Put the caret at the beginning of a line, or at its end. */
export function caret(each, end = false) {
  const range = document.createRange();
  range.selectNodeContents(each);
  range.collapse(!end);
  select(range);
}

function select(range) {
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Where the caret is: the place of its line, and the characters before it; null where it is elsewhere. */
export function spot(words) {
  const selection = getSelection();
  if (wordsOf(selection.focusNode) !== words) return null;
  const each = lineOf(selection.focusNode);
  const range = document.createRange();
  range.selectNodeContents(each);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return {at: [...words.children].indexOf(each), before: range.toString().length};
}

/** Put the caret back where it was. */
export function toSpot(words, place) {
  const each = words.children[Math.min(place.at, words.children.length - 1)];
  const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  let left = place.before;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) {
      getSelection().collapse(node, left);
      return;
    }
    left -= node.length;
  }
  caret(each, true);
}

/** Whether the caret is at the very beginning of a line. */
export function atStart(each) {
  const before = around(each, "setEnd");
  return before !== null && isBare(before);
}

/** Whether the caret is at the very end of a line. */
export function atEnd(each) {
  const after = around(each, "setStart");
  return after !== null && isBare(after);
}

function around(each, side) {
  const selection = getSelection();
  if (!selection.isCollapsed) return null;
  const range = document.createRange();
  range.selectNodeContents(each);
  range[side](selection.anchorNode, selection.anchorOffset);
  return range;
}

const isBare = (range) => range.toString().replaceAll(STAND, "") === "" && !range.cloneContents().querySelector("[data-atom]");

/** Make a line another kind of line; it joins the list or quote beside it. */
export function turn(each, kind) {
  for (const name of ["part", "rest", "tight", "offset", "indent", "number"]) delete each.dataset[name];
  each.dataset.line = kind;
  if (isItem(each)) each.dataset.indent = "0";
  const beside = [each.previousElementSibling, each.nextElementSibling].find((other) => other && kindOf(other) === kind);
  if (beside?.dataset.rest && kind !== "text") {
    Object.assign(each.dataset, {rest: beside.dataset.rest, part: beside.dataset.part ?? ""});
  }
}

/** One level out, and from the outermost into plain text. */
export function leave(each) {
  const indent = Number(each.dataset.indent ?? 0);
  if (isItem(each) && indent > 0) each.dataset.indent = indent - 1;
  else turn(each, "text");
}

/** Move items a level in or out; says whether that is possible: an item is one level below the one before it at most. */
export function nest(words, by) {
  const chosen = chosenLines(words).filter(isItem);
  const depth = (each) => Number(each.dataset.indent ?? 0);
  const before = chosen[0].previousElementSibling;
  const most = before && isItem(before) ? Math.min(depth(before) + 1, DEEPEST) : 0;
  const to = depth(chosen[0]) + by;
  if (to < 0 || (by > 0 && to > most)) return false;
  for (const each of chosen) each.dataset.indent = Math.max(0, Math.min(depth(each) + by, DEEPEST));
  return true;
}

/**
 * Take out what reaches over several lines; what is left of the first and the last becomes one line of the first's kind.
 * The browser would do that with styles of its own in the markup.
 */
export function cutAcross(words, {startContainer, startOffset, endContainer, endOffset}) {
  const [first, last] = [lineOf(startContainer), lineOf(endContainer)];
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  range.deleteContents();
  if (isEmpty(first)) first.replaceChildren();
  const end = first.lastChild;
  if (last.isConnected && last !== first) {
    if (!isEmpty(last)) first.append(...last.childNodes);
    last.remove();
  }
  if (!first.isConnected) words.prepend(first);
  filled(first);
  if (words.children.length === 1 && isEmpty(first)) turn(first, "text");
  if (!end) caret(first);
  else if (end.nodeType === Node.TEXT_NODE) getSelection().collapse(end, end.length);
  else getSelection().collapse(first, [...first.childNodes].indexOf(end) + 1);
}

/** Let the caret stand behind an element rather than in it. */
export function standBehind(element) {
  const stand = document.createTextNode(STAND);
  element.after(stand);
  getSelection().collapse(stand, 1);
}

/** Bring back into lines what the browser has left outside of them. */
export function tidy(words) {
  let stray = null;
  for (const each of [...words.childNodes]) {
    if (each.nodeName === "P") {
      stray = null;
      filled(each);
    } else {
      if (!stray) {
        stray = line("text");
        stray.replaceChildren();
        each.before(stray);
      }
      stray.append(...(each.nodeName === "DIV" ? each.childNodes : [each]));
      if (each.nodeName === "DIV") each.remove();
    }
  }
  if (!words.firstElementChild) {
    words.append(line("text"));
    caret(words.firstElementChild);
  }
}
