/** Writing: drafts that survive, a field that grows, and suggestions for commands, people and channels. */

import {deed} from "./deeds.js";

const drafts = new Map();
const WORD = /(^|\s)([/@#][\w.-]*)$/;
let chosen = -1;

/** Begin to listen; everything is delegated, since composers come and go. */
export function attachComposers() {
  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    drafts.set(form.dataset.key, event.target.value);
    grow(event.target);
    suggest(form);
  });
  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (form && !event.isComposing) key(form, event);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.composer")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("focusout", (event) => {
    const form = formOf(event.target);
    if (form) setTimeout(() => hide(form), 150);
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.(".suggested [role=option]");
    if (!option) return;
    event.preventDefault();
    take(option.closest("form"), option);
  });
}

/** Give a composer that has just come back what was being written in it. */
export function restore(root) {
  const form = root.querySelector("form.composer");
  if (!form) return;
  const field = form.elements.text;
  const draft = drafts.get(form.dataset.key) ?? "";
  if (field.value !== draft) field.value = draft;
  grow(field);
}

const formOf = (target) => (target.name === "text" ? target.closest("form.composer") : null);

function grow(field) {
  field.rows = Math.min(10, field.value.split("\n").length);
}

function key(form, event) {
  const list = form.querySelector(".suggested");
  if (!list.hidden) {
    const options = [...list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      choose(form, options, (chosen + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
      event.preventDefault();
      return;
    }
    if ((event.key === "Tab" || event.key === "Enter") && options[chosen]) {
      take(form, options[chosen]);
      event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      hide(form);
      event.preventDefault();
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

function suggest(form) {
  const field = form.elements.text;
  const list = form.querySelector(".suggested");
  const typed = field.value.slice(0, field.selectionStart);
  const word = typed.startsWith("/") && !typed.includes("\n") ? slash(typed) : (WORD.exec(typed)?.[2] ?? "");
  const offered = word.length ? JSON.parse(field.dataset.suggest).filter((each) => fits(each, word)).slice(0, 8) : [];
  if (offered.length === 0 || (offered.length === 1 && offered[0].word === word)) {
    hide(form);
    return;
  }
  list.replaceChildren(...offered.map((each, at) => option(form, each, at)));
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  choose(form, [...list.children], 0);
}

const slash = (typed) => (typed.includes(" ") ? (WORD.exec(typed)?.[2] ?? "") : typed);

function fits(each, word) {
  const sought = word.toLowerCase();
  if (each.word.toLowerCase().startsWith(sought)) return true;
  return each.word[0] === word[0] && word.length > 1 && each.hint.toLowerCase().includes(sought.slice(1));
}

function option(form, each, at) {
  const row = document.createElement("li");
  row.id = `${form.id}-option-${at}`;
  row.setAttribute("role", "option");
  row.dataset.word = each.word;
  const word = document.createElement("b");
  word.textContent = each.word;
  row.append(word, ` ${each.hint}`);
  if (each.about) {
    const about = document.createElement("small");
    about.textContent = each.about;
    row.append(about);
  }
  return row;
}

function choose(form, options, at) {
  chosen = at;
  options.forEach((each, place) => each.setAttribute("aria-selected", String(place === at)));
  form.elements.text.setAttribute("aria-activedescendant", options[at]?.id ?? "");
}

function take(form, row) {
  const field = form.elements.text;
  const before = field.value.slice(0, field.selectionStart).replace(/[/@#][\w.-]*$/, `${row.dataset.word} `);
  field.value = before + field.value.slice(field.selectionStart);
  field.setSelectionRange(before.length, before.length);
  field.focus();
  field.dispatchEvent(new Event("input", {bubbles: true}));
}

function hide(form) {
  const list = form.querySelector(".suggested");
  if (!list) return;
  list.hidden = true;
  chosen = -1;
  form.elements.text.setAttribute("aria-expanded", "false");
  form.elements.text.removeAttribute("aria-activedescendant");
}

async function send(form) {
  const field = form.elements.text;
  const text = field.value;
  if (!text.trim()) return;
  const {channel, ts} = form.dataset;
  field.value = "";
  drafts.delete(form.dataset.key);
  grow(field);
  hide(form);
  const command = text.startsWith("/") && !ts;
  const answer = command
    ? await deed("slash", {channel, line: text.trim()})
    : await deed("post", {channel, text, ...(ts ? {thread: ts} : {})});
  if (answer.problem && field.value === "") {
    field.value = text;
    drafts.set(form.dataset.key, text);
    grow(field);
  }
}
