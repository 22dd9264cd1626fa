/** What one does with a message: react, reply, use a shortcut, pin, edit, delete, copy its link. */

import {deed, me} from "./deeds.js";
import {menu} from "./menus.js";
import {notice} from "./notices.js";
import {go} from "./places.js";
import {ask} from "./questions.js";

const COMMON = [
  ["eyes", "👀"], ["+1", "👍"], ["white_check_mark", "✅"], ["raised_hands", "🙌"], ["pray", "🙏"], ["tada", "🎉"],
  ["incident_resolved", "🟢 :incident_resolved:"], ["pushpin", "📌"], ["fire", "🔥"],
];

const where = (element) => {
  const {channel, ts} = element.closest("[data-surface=message]").dataset;
  return {channel, ts};
};

/** What the buttons of a message do, by the name that they carry in `data-do`. */
export const rowActions = {
  react(button) {
    const {channel, ts} = where(button);
    if (button.dataset.emoji) {
      deed("react", {channel, ts, emoji: button.dataset.emoji});
      return;
    }
    menu(button, [
      ...COMMON.map(([emoji, sign]) => ({
        words: sign.includes(":") ? sign : `${sign} :${emoji}:`,
        chosen: () => deed("react", {channel, ts, emoji}),
      })),
      {words: "Another one…", chosen: () => another(channel, ts)},
    ]);
  },
  thread(button) {
    const {channel, ts} = where(button);
    go(channel, {thread: button.dataset.thread || ts});
  },
  more(button) {
    const {channel, ts} = where(button);
    const row = button.closest("[data-surface=message]");
    const {user, pinned, permalink} = row.dataset;
    const mine = user === me();
    const admin = document.body.dataset.admin !== undefined;
    menu(button, [
      ...JSON.parse(button.dataset.shortcuts ?? "[]").map(({id, name, app}) => ({
        words: name,
        about: app,
        chosen: () => deed("shortcut", {callback_id: id, channel, ts}),
      })),
      {words: pinned === undefined ? "Pin to channel" : "Unpin from channel", chosen: () => deed("pin", {channel, ts})},
      {words: "Copy link", chosen: () => copy(permalink)},
      ...(mine ? [{words: "Edit message", chosen: () => edit(row, {channel, ts})}] : []),
      ...(mine || admin
        ? [{words: "Delete message…", danger: true, chosen: () => remove({channel, ts})}]
        : []),
    ]);
  },
};

async function remove(message) {
  const text = "It is gone for everybody, and that cannot be undone.";
  const sure = await ask({title: "Delete this message?", text, confirm: "Delete", deny: "Cancel", style: "danger"});
  if (sure) deed("delete", message);
}

function another(channel, ts) {
  const emoji = prompt("Which emoji? Its name, as between two colons:", "");
  if (emoji?.trim()) deed("react", {channel, ts, emoji: emoji.trim().toLowerCase()});
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    notice("The link is copied.");
  } catch {
    notice(link);
  }
}

async function edit(row, {channel, ts}) {
  const body = row.querySelector(".message-main");
  const {text} = await deed("source", {channel, ts});
  const form = document.createElement("form");
  form.className = "edit";
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-label", "Edit message");
  field.rows = Math.min(10, field.value.split("\n").length + 1);
  const save = Object.assign(document.createElement("button"), {className: "tool is-primary", textContent: "Save"});
  const cancel = Object.assign(document.createElement("button"), {className: "tool", type: "button"});
  cancel.textContent = "Cancel";
  form.append(field, save, cancel);
  const end = () => {
    form.remove();
    body.hidden = false;
  };
  cancel.addEventListener("click", end);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await deed("edit", {channel, ts, text: field.value});
    if (!answer.problem) end();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  body.hidden = true;
  body.after(form);
  field.focus();
}
