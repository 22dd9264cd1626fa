/**
 * Slack's rich text as lines that can be edited, and back, without loss.
 *
 * Every line of a section, quote or code block and every item of a list is one `<p>`. Its dataset says what it is: `line`
 * (text, bullet, ordered, quote, code), `indent`, `offset` (on the first item), `rest` (other keys of its part), `part`
 * (which part of the original it came from) and `tight` (a section that does not end its line before the next part).
 * Styles are tags; whatever is not text stands in an atom that holds its JSON; a part of an unknown type is one atom.
 */

const TAGS = {bold: "b", italic: "i", strike: "s", code: "code", underline: "u"};
const STYLES = {B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline"};
const LINES = {rich_text_section: "text", rich_text_quote: "quote", rich_text_preformatted: "code"};
const PARTS = {text: "rich_text_section", quote: "rich_text_quote", code: "rich_text_preformatted"};

// From JSON to lines

/**
 * @param {{elements?: object[]} | null} value  a rich_text block
 * @param {Record<string, string>} names  what people read for ids and emoji
 * @returns {HTMLElement[]} its lines, at least one
 */
export function drawLines(value, names) {
  const parts = value?.elements ?? [];
  const made = parts.flatMap((part, at) => drawPart(part, at, at + 1 < parts.length, names));
  return made.length ? made : [line("text")];
}

function drawPart(part, at, followed, names) {
  const {type, elements = [], ...rest} = part;
  if (type === "rich_text_list" && elements.every((each) => each.type === "rich_text_section")) {
    const {style, indent = 0, offset = 0, ...more} = rest;
    return elements.map((item, place) => {
      const made = line(style === "ordered" ? "ordered" : "bullet", {part: at, indent, rest: JSON.stringify(more)});
      if (place === 0) made.dataset.offset = offset;
      made.append(...inline(item.elements ?? [], names));
      if (item.elements?.at(-1)?.text?.endsWith("\n")) made.append(document.createElement("br"));
      return filled(made);
    });
  }
  if (!LINES[type]) return [lump(part, at)];
  const made = [[]];
  for (const each of elements) {
    const texts = each.type === "text" ? each.text.split("\n") : [null];
    texts.forEach((text, place) => {
      if (place > 0) made.push([]);
      if (text !== "") made.at(-1).push(text === null ? each : {...each, text});
    });
  }
  const ends = type === "rich_text_section" && followed && made.length > 1 && made.at(-1).length === 0;
  if (ends) made.pop();
  return made.map((inside) => {
    const drawn = line(LINES[type], {part: at, rest: JSON.stringify(rest)});
    if (type === "rich_text_section" && followed && !ends) drawn.dataset.tight = "";
    drawn.append(...inline(inside, names));
    return filled(drawn);
  });
}

function lump(part, at) {
  const made = line("lump", {part: at, raw: JSON.stringify(part)});
  made.contentEditable = "false";
  made.textContent = part.type;
  return made;
}

/** Make an empty line of a kind. */
export function line(kind, data = {}) {
  const made = document.createElement("p");
  Object.assign(made.dataset, {line: kind, ...data});
  return filled(made);
}

/** See to it that a caret can stand in a line. */
export function filled(made) {
  const empty = made.firstChild === null;
  if (empty) made.append(document.createElement("br"));
  else if (made.childNodes.length > 1 && made.firstChild.nodeName === "BR" && made.textContent) made.firstChild.remove();
  return made;
}

function inline(elements, names) {
  return elements.map((each) => {
    const {style, ...bare} = each;
    return styled(bare.type === "text" ? withBreaks(bare.text) : atomOrLink(bare, names), style);
  });
}

function withBreaks(text) {
  const made = document.createDocumentFragment();
  text.split("\n").forEach((each, at) => {
    if (at > 0) made.append(document.createElement("br"));
    if (each) made.append(each);
  });
  return made;
}

function atomOrLink(element, names) {
  if (element.type !== "link") return atom(element, names);
  const {text, ...rest} = element;
  return link(rest, text);
}

/** Make a link whose words can be edited; one without words shows its address. */
export function link(rest, text) {
  const made = document.createElement("a");
  made.dataset.link = JSON.stringify({type: "link", ...rest});
  if (text === undefined) made.dataset.bare = "";
  made.title = rest.url;
  made.textContent = text ?? rest.url;
  return made;
}

/** Make something that is one piece: a mention, an emoji, a date, or whatever else is not text. */
export function atom(element, names) {
  const made = document.createElement("span");
  made.contentEditable = "false";
  made.dataset.atom = JSON.stringify(element);
  made.className = element.type === "emoji" ? "atom" : "atom mention";
  made.textContent = said(element, names);
  return made;
}

function said(element, names) {
  const name = (id) => names[id] ?? id;
  const words = {
    user: () => `@${name(element.user_id)}`,
    usergroup: () => `@${name(element.usergroup_id)}`,
    channel: () => `#${name(element.channel_id)}`,
    broadcast: () => `@${element.range}`,
    emoji: () => names[`:${element.name}:`] ?? `:${element.name}:`,
    date: () => element.fallback ?? new Date(element.timestamp * 1000).toISOString().slice(0, 16),
    color: () => element.value,
  }[element.type];
  return words?.() ?? element.type;
}

function styled(node, style = {}) {
  let made = node;
  const unknown = {};
  for (const [name, on] of Object.entries(style)) {
    if (!TAGS[name] || on !== true) {
      unknown[name] = on;
      continue;
    }
    const tag = document.createElement(TAGS[name]);
    tag.append(made);
    made = tag;
  }
  if (Object.keys(unknown).length === 0) return made;
  const tag = document.createElement("span");
  tag.dataset.style = JSON.stringify(unknown);
  tag.append(made);
  return tag;
}

// From lines to JSON

/**
 * @param {HTMLElement} holder  what holds the lines
 * @returns {{part: object, from: string}[]} the parts, each with the place in the original that it came from
 */
export function readParts(holder) {
  const groups = [];
  for (const each of holder.children) {
    const group = groups.at(-1);
    if (group && together(group, each)) {
      group.lines.push(each);
      group.from ||= each.dataset.part ?? "";
    } else {
      groups.push({lines: [each], from: each.dataset.part ?? ""});
    }
  }
  const last = groups.at(-1);
  if (groups.length > 1 && !last.from && kindOf(last.lines[0]) === "text" && last.lines.every(isEmpty)) groups.pop();
  return groups.map((group, at) => ({part: readGroup(group, at + 1 < groups.length), from: group.from}));
}

/** What kind of line this is. */
export const kindOf = (each) => each.dataset.line ?? "text";

/** Whether a line is an item of a list. */
export const isItem = (each) => ["bullet", "ordered"].includes(kindOf(each));

/** Whether a line holds nothing at all. */
export const isEmpty = (each) => !each.textContent.replace(/[\ufeff\n]/g, "") && !each.querySelector("[data-atom]");

function together({lines, from}, each) {
  const before = lines.at(-1);
  const same = (name) => (before.dataset[name] ?? "") === (each.dataset[name] ?? "");
  if (kindOf(before) !== kindOf(each) || kindOf(each) === "lump") return false;
  if (isItem(each) && (before.dataset.indent ?? "0") !== (each.dataset.indent ?? "0")) return false;
  const part = each.dataset.part ?? "";
  return !from || !part || (from === part && same("rest"));
}

function readGroup({lines}, followed) {
  const [first] = lines;
  const kind = kindOf(first);
  if (kind === "lump") return JSON.parse(first.dataset.raw);
  const rest = JSON.parse(first.dataset.rest || "{}");
  if (isItem(first)) {
    const offset = Number(first.dataset.number ?? 1) - 1;
    return {
      type: "rich_text_list",
      style: kind,
      indent: Number(first.dataset.indent ?? 0),
      border: 0,
      ...rest,
      ...(kind === "ordered" && offset > 0 ? {offset} : {}),
      elements: lines.map((each) => ({type: "rich_text_section", elements: joined([each], {})})),
    };
  }
  const border = kind === "code" ? {border: 0} : {};
  const ends = kind === "text" && followed && lines.at(-1).dataset.tight === undefined;
  const inside = joined(lines, {}, ends);
  return {type: PARTS[kind], ...border, ...rest, elements: kind === "code" ? bare(inside) : inside};
}

/** Code has no styles; what stood in it apart only by them becomes one. */
function bare(elements) {
  const made = [];
  for (const {style: _style, ...each} of elements) put(made, each);
  return made;
}

function joined(lines, style, ends = false) {
  const made = [];
  lines.forEach((each, at) => {
    if (at > 0) put(made, {type: "text", text: "\n"});
    if (!isEmpty(each)) walk(each, style, made);
    const last = made.at(-1);
    // a break at the very end only makes room for the caret
    if (each.lastChild?.nodeName === "BR" && last?.type === "text" && last.text.endsWith("\n") && !isEmpty(each)) cut(made);
  });
  if (ends) put(made, {type: "text", text: "\n"});
  return woven(made);
}

/** Give line breaks between two texts of one style that style, so that the three are one. */
function woven(elements) {
  const made = [];
  elements.forEach((each, at) => {
    const [before, after] = [made.at(-1), elements[at + 1]];
    const between = each.type === "text" && /^\n+$/.test(each.text) && before?.type === "text" && after?.type === "text";
    const same = between && JSON.stringify(before.style) === JSON.stringify(after.style);
    put(made, same ? {...before, text: each.text} : each);
  });
  return made;
}

function cut(made) {
  const last = made.pop();
  const text = last.text.slice(0, -1);
  if (text) made.push({...last, text});
}

function walk(node, style, made) {
  for (const each of node.childNodes) {
    if (each.nodeType === Node.TEXT_NODE) put(made, withStyle({type: "text", text: words(each)}, style));
    else if (each.nodeName === "BR") put(made, {type: "text", text: "\n"});
    else if (each.dataset?.atom) made.push(withStyle(JSON.parse(each.dataset.atom), style));
    else if (each.dataset?.link) readLink(each, style, made);
    else walk(each, styleOf(each, style), made);
  }
}

/** A text without the places where only the caret stands (STAND in lines.js). */
const words = (node) => node.nodeValue.replaceAll("\ufeff", "");

function styleOf(element, style) {
  const name = STYLES[element.nodeName];
  const more = element.dataset?.style ? JSON.parse(element.dataset.style) : name ? {[name]: true} : {};
  return {...style, ...more};
}

function readLink(element, style, made) {
  const inside = [];
  walk(element, style, inside);
  const bare = JSON.parse(element.dataset.link);
  for (const {text, style: own} of inside.filter((each) => each.type === "text")) {
    const words = element.dataset.bare !== undefined && text === bare.url ? {} : {text};
    made.push({...bare, ...words, ...(own ? {style: own} : {})});
  }
}

const ORDER = ["bold", "italic", "strike", "code", "underline"];

function withStyle(element, style) {
  const names = Object.keys(style).sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
  return names.length ? {...element, style: Object.fromEntries(names.map((name) => [name, style[name]]))} : element;
}

/** Add an element; text goes on from text of the same style. */
function put(made, element) {
  if (element.text === "") return;
  const last = made.at(-1);
  const same = element.type === "text" && JSON.stringify(last?.style) === JSON.stringify(element.style);
  if (last?.type === "text" && same) made[made.length - 1] = {...last, text: last.text + element.text};
  else made.push(element);
}

/** Number the items of ordered lists, one after another at each depth; only the first of a list begins anew. */
export function number(holder) {
  let counted = {};
  let before = null;
  for (const each of holder.children) {
    if (isItem(each)) {
      const indent = Number(each.dataset.indent ?? 0);
      for (const depth of Object.keys(counted)) if (Number(depth) > indent) delete counted[depth];
      const first = !before || !together({lines: [before], from: before.dataset.part ?? ""}, each);
      if (!first) delete each.dataset.offset;
      else if (each.dataset.offset !== undefined) counted[indent] = Number(each.dataset.offset);
      counted[indent] = kindOf(each) === "ordered" ? (counted[indent] ?? 0) + 1 : 0;
      each.dataset.number = counted[indent] || 1;
    } else {
      counted = {};
      delete each.dataset.number;
      delete each.dataset.offset;
      delete each.dataset.indent;
    }
    before = each;
  }
}
