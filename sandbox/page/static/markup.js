/** Signs that people type as in Slack's composer: with the last of them they become what they mean, and can be undone. */

import {attempt} from "./deeds.js";
import {caret, elementOf, lineAt, STAND, standBehind, turn, wordsOf} from "./lines.js";
import {atom, isEmpty, kindOf, line} from "./rich_text.js";

const FENCE = "```";
/** What begins a line, with the key that ends it; behind three backticks the next letter does, which stays. */
const BEGINNINGS = [
  [/^[-*•][ \u00a0]$/, "bullet", 2],
  [/^1\.[ \u00a0]$/, "ordered", 3],
  [/^>[ \u00a0]$/, "quote", 2],
  [/^```[ \u00a0]$/, "code", 4],
  [/^```[^`\s]$/, "code", 3],
];
const STYLES = {
  "*": ["b", /(?<![\p{L}\p{N}_*])\*\S(?:[^*]*\S)?\*$/u],
  _: ["i", /(?<![\p{L}\p{N}_])_\S(?:[^_]*\S)?_$/u],
  "~": ["s", /(?<![\p{L}\p{N}_~])~\S(?:[^~]*\S)?~$/u],
  "`": ["code", /(?<!`)`[^`]+`$/],
};
const EMOJI = /(?<![\p{L}\p{N}_:]):([a-z0-9_+'-]{1,60}):$/u;
/** What stands in the place of a letter that means nothing here: in code, in a mention, or where only the caret stands. */
const MASK = ".";

/**
 * What the letter that was just typed makes of the words before it.
 * @param {string} letter
 * @returns {(() => void) | null} what does it; null where they mean nothing
 */
export function meaning(letter) {
  const {anchorNode: node, anchorOffset: offset, isCollapsed} = getSelection();
  const each = lineAt();
  if (!each || !isCollapsed || node.nodeType !== Node.TEXT_NODE) return null;
  if (kindOf(each) === "code") return ending(each, node, offset);
  if (kindOf(each) === "lump" || elementOf(node).closest("code, a[data-link]")) return null;
  return beginning(each, node, offset) ?? style(letter, each, node, offset);
}

/** Have Enter behind three backticks begin a block of code; says whether it did. */
export function fence(each) {
  if (each.textContent !== FENCE || kindOf(each) !== "text") return false;
  emptied(each);
  turn(each, "code");
  caret(each);
  return true;
}

/** What a line turns into by how it begins. */
function beginning(each, node, offset) {
  if (kindOf(each) !== "text" || textBefore(each, node, offset).text !== node.nodeValue.slice(0, offset)) return null;
  const found = BEGINNINGS.find(([signs]) => signs.test(node.nodeValue.slice(0, offset)));
  if (!found) return null;
  return () => {
    node.deleteData(0, found[2]);
    const empty = isEmpty(each);
    if (empty) emptied(each);
    turn(each, found[1]);
    if (empty) caret(each);
  };
}

/** Three backticks at the end of code lead out of it. */
function ending(each, node, offset) {
  if (!textBefore(each, node, offset).text.endsWith(FENCE) || offset < FENCE.length) return null;
  if (node.nodeValue.slice(offset).replace(STAND, "")) return null;
  return () => {
    node.deleteData(offset - FENCE.length, FENCE.length);
    const next = line("text");
    each.after(next);
    const before = each.previousElementSibling;
    if (isEmpty(each) && before && kindOf(before) === "code") each.remove();
    else if (isEmpty(each)) emptied(each);
    caret(next);
  };
}

function emptied(each) {
  each.replaceChildren(document.createElement("br"));
}

function style(letter, each, node, offset) {
  const [tag, signs] = STYLES[letter] ?? [];
  if (!tag || /^[\p{L}\p{N}_]/u.test(node.nodeValue.slice(offset))) return null;
  const {text, at} = textBefore(each, node, offset);
  if (tag !== "code" && text.split("`").length % 2 === 0) return null; // within code that is not closed yet
  const found = signs.exec(text);
  return found && (() => wrap(tag, at(found.index), node, offset));
}

/** Put what stands between two signs into an element in their place. */
function wrap(tag, first, last, offset) {
  last.deleteData(offset - 1, 1);
  first.node.deleteData(first.offset, 1);
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last, offset - (first.node === last ? 2 : 1));
  const made = document.createElement(tag);
  made.append(range.extractContents());
  range.insertNode(made);
  standBehind(made);
}

/** The text of a line up to the caret, and where a letter of it stands. */
function textBefore(each, node, offset) {
  const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let text = "";
  for (let one = walker.nextNode(); one; one = walker.nextNode()) {
    const value = one === node ? one.nodeValue.slice(0, offset) : one.nodeValue;
    pieces.push({node: one, from: text.length});
    const dead = kindOf(each) !== "code" && one.parentElement.closest("code, [data-atom], a[data-link]");
    text += dead ? MASK.repeat(value.length) : value.replaceAll(STAND, MASK);
    if (one === node) break;
  }
  const at = (index) => {
    const piece = pieces.findLast(({from}) => from <= index);
    return {node: piece.node, offset: index - piece.from};
  };
  return {text, at};
}

/**
 * The name of the emoji whose second colon was just typed.
 * @returns {{name: string, node: Text, offset: number} | null} with where it ends
 */
export function emojiAt() {
  const {anchorNode: node, anchorOffset: offset, isCollapsed} = getSelection();
  const each = lineAt();
  if (!each || !isCollapsed || node.nodeType !== Node.TEXT_NODE || ["code", "lump"].includes(kindOf(each))) return null;
  if (elementOf(node).closest("code, a[data-link]")) return null;
  const name = EMOJI.exec(textBefore(each, node, offset).text)?.[1];
  return name && node.nodeValue.slice(0, offset).endsWith(`:${name}:`) ? {name, node, offset} : null;
}

/** Ask which emoji that is; what puts it there, or null where nobody knows it or it is not there any more. */
export async function emoji({name, node, offset}) {
  const {character} = await attempt("emoji", {name});
  const typed = `:${name}:`;
  const from = offset - typed.length;
  if (!character || !wordsOf(node) || node.nodeValue.slice(from, offset) !== typed) return null;
  return () => {
    const {anchorNode, anchorOffset} = getSelection();
    const behind = anchorNode === node && anchorOffset >= offset ? anchorOffset - offset : null;
    const rest = node.splitText(offset);
    node.deleteData(from, typed.length);
    const made = atom({type: "emoji", name}, {[typed]: character});
    rest.before(made);
    if (behind === null) return;
    if (rest.length) getSelection().collapse(rest, behind);
    else standBehind(made);
  };
}
