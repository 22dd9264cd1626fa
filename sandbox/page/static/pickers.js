/** Lists that open below a control: options to choose from, typed at to find one, and menus of commands. */

import {attempt, failing} from "./deeds.js";
import {addressOf, rootOf, use} from "./sending.js";

const PAUSE = 150;
const APART = 4;

/** Open the list of a picker, or the menu of an overflow. */
export function openList(root, opener) {
  if (root.dataset.kind === "overflow") openMenu(root, opener);
  else openPicker(root, opener);
}

/** Take one of several chosen things away. */
export function takeOff(root, value) {
  return use(root, JSON.parse(root.dataset.held).filter((each) => each !== value));
}

// Boxes: a dialog of its own is never inert and is not touched when the page is drawn anew

function box(opener, kind) {
  const made = document.createElement("dialog");
  made.className = `list ${kind}`;
  document.body.append(made);
  opener.setAttribute("aria-expanded", "true");
  made.addEventListener("pointerdown", (event) => {
    if (event.target === made) made.close();
  });
  made.addEventListener("close", () => {
    made.remove();
    opener.setAttribute("aria-expanded", "false");
    if (opener.isConnected) opener.focus();
  });
  return made;
}

/** Put a box below what it belongs to, or above it where there is no room. */
function place(made, opener) {
  if (!made.open) made.showModal();
  const at = opener.getBoundingClientRect();
  const {width, height} = made.getBoundingClientRect();
  const below = at.bottom + height + APART <= innerHeight || at.top < height;
  const top = below ? Math.min(at.bottom + APART, innerHeight - height - APART) : at.top - height - APART;
  made.style.setProperty("--left", `${Math.max(APART, Math.min(at.left, innerWidth - width - APART))}px`);
  made.style.setProperty("--top", `${Math.max(APART, top)}px`);
}

function element(tag, kind, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  made.className = kind;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

// Menus

function openMenu(root, opener) {
  const made = box(opener, "list-menu");
  const menu = element("div", "menu-rows", {role: "menu", "aria-label": opener.getAttribute("aria-label")});
  for (const choice of root.querySelectorAll(".choices .choice")) {
    const row = element("button", "list-row", {type: "button", role: "menuitem"}, ...copied(choice));
    row.addEventListener("click", () => {
      made.close();
      if (choice.dataset.url) follow(choice.dataset.url);
      use(root, choice.dataset.value);
    });
    menu.append(row);
  }
  made.append(menu);
  made.addEventListener("keydown", (event) => {
    const rows = [...menu.children];
    const at = rows.indexOf(document.activeElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
    if (event.key === "Tab") made.close();
    else if (to !== undefined) rows.at(to % rows.length).focus();
    else return;
    event.preventDefault();
  });
  place(made, opener);
  menu.firstElementChild?.focus();
}

/** Open an address as a link would. */
export function follow(url) {
  element("a", "", {href: url, target: "_blank", rel: "noopener noreferrer"}).click();
}

const copied = (choice) => [...choice.cloneNode(true).childNodes];

// Pickers

function openPicker(root, opener) {
  const list = new List(root, opener);
  list.show();
}

/** The open list of one picker; it knows its control by address, since that may be drawn anew meanwhile. */
class List {
  constructor(root, opener) {
    this.root = root;
    this.address = addressOf(root);
    this.several = root.classList.contains("several");
    this.held = JSON.parse(root.dataset.held ?? "[]");
    this.most = Number(root.dataset.most ?? Infinity);
    this.least = Number(root.dataset.least ?? 0);
    this.own = root.querySelector(".choices");
    this.at = -1;
    this.asked = 0;
    this.opener = opener;
    const name = opener.getAttribute("aria-label");
    this.box = box(opener, "list-picker");
    this.field = element("input", "list-field", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: this.own ? "Find an option" : "Type to find",
      "aria-label": name,
      "aria-expanded": "true",
      "aria-controls": "list-rows",
      "aria-autocomplete": "list",
    });
    this.note = element("p", "list-note", {role: "status"});
    this.rows = element("div", "list-rows", {id: "list-rows", role: "listbox", "aria-label": name});
    if (this.several) this.rows.setAttribute("aria-multiselectable", "true");
    this.box.append(this.field, this.note, this.rows);
    if (this.several) {
      const done = element("button", "btn btn-plain list-done", {type: "button"}, "Done");
      done.addEventListener("click", () => this.box.close());
      this.box.append(done);
    }
  }

  show() {
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.rows.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.rows.addEventListener("pointermove", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.go(this.options.indexOf(row), false);
    });
    this.box.addEventListener("close", () => clearTimeout(this.timer));
    this.find(0);
    place(this.box, this.opener);
    this.field.focus();
  }

  get options() {
    return [...this.rows.querySelectorAll("[role=option]:not([aria-disabled=true])")];
  }

  find(pause = PAUSE) {
    const typed = this.field.value.trim();
    clearTimeout(this.timer);
    if (this.own) {
      this.fill(this.fitting(typed));
    } else if (typed.length < this.least) {
      this.asked += 1;
      this.fill([]);
      this.note.textContent = `Type at least ${this.least} character${this.least === 1 ? "" : "s"}.`;
    } else {
      this.note.textContent = "Loading…";
      this.timer = setTimeout(() => this.ask(typed), pause);
    }
  }

  /** Ask for what fits; an answer that was overtaken by another question is dropped. */
  async ask(typed) {
    const mine = (this.asked += 1);
    const answer = await attempt("suggest", {...this.address, typed});
    if (mine !== this.asked || !this.box.isConnected) return;
    const rows = (answer.options ?? []).map(({text, value, description, group}) => {
      const parts = [element("span", "choice-text", {}, text)];
      if (description) parts.push(element("span", "choice-about", {}, description));
      return {value, words: text, group, parts};
    });
    this.fill(rows);
    if (failing(answer)) this.note.textContent = failing(answer);
  }

  fitting(typed) {
    const words = typed.toLowerCase().split(/\s+/);
    const rows = [];
    let group = "";
    for (const each of this.own.children) {
      if (each.matches(".choice-group")) group = each.textContent;
      else if (words.every((word) => each.textContent.toLowerCase().includes(word))) {
        rows.push({value: each.dataset.value, words: each.dataset.words, group, parts: copied(each)});
      }
    }
    return rows;
  }

  fill(found) {
    const rows = [];
    let group = null;
    for (const {value, words, group: name, parts} of found) {
      const row = element("div", "list-row", {role: "option", id: `list-row-${rows.length}-${value}`}, ...parts);
      Object.assign(row.dataset, {value, words});
      if (name && group?.dataset.name !== name) {
        group = element("div", "list-group", {role: "group", "aria-label": name});
        group.dataset.name = name;
        group.append(element("div", "choice-group", {"aria-hidden": "true"}, name));
        rows.push(group);
      }
      if (name) group.append(row);
      else rows.push(row);
    }
    if (this.root.hasAttribute("data-clear") && !this.several && this.held.length && !this.field.value) {
      rows.unshift(element("div", "list-row list-clear", {role: "option", id: "list-row-clear"}, "Clear the choice"));
    }
    this.rows.replaceChildren(...rows);
    this.note.textContent = found.length ? "" : "Nothing found.";
    this.mark();
    const chosen = this.options.findIndex((each) => this.held.includes(each.dataset.value));
    if (this.box.open && this.opener.isConnected) place(this.box, this.opener);
    this.go(this.field.value || chosen < 0 ? 0 : chosen);
  }

  mark() {
    const full = this.held.length >= this.most;
    for (const row of this.rows.querySelectorAll("[role=option]")) {
      const chosen = this.held.includes(row.dataset.value);
      row.setAttribute("aria-selected", String(chosen));
      row.toggleAttribute("data-chosen", chosen);
      if (full && !chosen) row.setAttribute("aria-disabled", "true");
      else row.removeAttribute("aria-disabled");
    }
    if (full && this.several) this.note.textContent = `No more than ${this.most} can be chosen.`;
  }

  go(to, scroll = true) {
    const {options} = this;
    this.at = options.length ? (to + options.length) % options.length : -1;
    for (const each of this.rows.querySelectorAll(".is-at")) each.classList.remove("is-at");
    const row = options[this.at];
    row?.classList.add("is-at");
    if (scroll) row?.scrollIntoView({block: "nearest"});
    if (row) this.field.setAttribute("aria-activedescendant", row.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const {options} = this;
    const to = {ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: Math.min(this.at + 8, options.length - 1),
      PageUp: Math.max(this.at - 8, 0)}[event.key];
    if (to !== undefined) this.go(to);
    else if (event.key === "Enter") this.take(options[this.at]);
    else if (event.key === "Tab" && !this.several) this.box.close();
    else return;
    event.preventDefault();
  }

  take(row) {
    if (!row || row.getAttribute("aria-disabled") === "true") return;
    const {value, words} = row.dataset;
    if (!this.several) {
      this.box.close();
      this.tell(value ?? null, () => this.say(value === undefined ? "" : words));
      return;
    }
    const before = this.held;
    this.held = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
    this.mark();
    this.tell([...this.held]).then((done) => {
      if (done) return;
      this.held = before;
      this.mark();
    });
  }

  /** Use the control that stands where this one stood. */
  async tell(value, meanwhile = () => {}) {
    const root = this.root.isConnected ? this.root : (again(this.address) ?? this.root);
    if (!root.dataset.confirm) meanwhile();
    return use(root, value);
  }

  say(words) {
    const shown = this.root.querySelector(".picker-words");
    if (words) shown.textContent = words;
    shown.classList.toggle("empty", !words);
  }
}

function again({surface, block, action}) {
  const same = (root) => {
    const there = addressOf(root);
    return there.block === block && JSON.stringify(there.surface) === JSON.stringify(surface);
  };
  return [...document.querySelectorAll(`[data-action="${CSS.escape(action)}"]`)].find(same);
}

/** Begin to listen to what opens lists and takes chosen things away. */
export function attachPickers() {
  document.addEventListener("click", (event) => {
    const off = event.target.closest(".chip-off");
    const opener = event.target.closest("[aria-haspopup=listbox], .overflow > [aria-haspopup=menu]");
    const root = rootOf(off ?? opener);
    if (!root) return;
    if (off) takeOff(root, off.dataset.off);
    else openList(root, opener);
  });
  document.addEventListener("keydown", (event) => {
    const opener = event.target.closest?.(".picker-open");
    if (!opener || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    openList(rootOf(opener), opener);
  });
}
