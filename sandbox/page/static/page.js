/** The window: it connects, shows what arrives, and hands what people press to those who know what it does. */

import {attachClock} from "./clock.js";
import {attachComposers, restore} from "./composer.js";
import {ask, deed, me} from "./deeds.js";
import {attachElements} from "./elements.js";
import {live} from "./live.js";
import {menu} from "./menus.js";
import {morph, morphList} from "./morph.js";
import {notice} from "./notices.js";
import {attachParts, toPart} from "./parts.js";
import {go, here} from "./places.js";
import {rowActions} from "./rows.js";

const NEAR = 80;
/** More rows than this are let go again once somebody is back at the newest message. */
const MANY = 300;
const SAID = "said";
const WAS = "was";
const byId = (id) => document.getElementById(id);
const shown = {place: "", thread: null, oldest: "", panel: false, ts: null};
let looked = () => {};

function look() {
  const {place, thread, oldest, panel} = shown;
  return {place, thread, oldest, panel};
}

function turn() {
  const {place, thread, ts} = here();
  if (!place) {
    const first = document.querySelector("#sidebar .place.is-unread");
    go(first?.getAttribute("href")?.slice(2) ?? "stories");
    return;
  }
  if (place !== shown.place) shown.oldest = "";
  if (place === "home" && shown.place !== "home") deed("open_home");
  if (ts && (!shown.oldest || ts < shown.oldest)) shown.oldest = ts;
  Object.assign(shown, {place, thread, ts});
  document.body.dataset.place = place;
  document.body.classList.remove("shows-sidebar");
  byId("thread").hidden = thread === null || !/^[CDG]/.test(place);
  looked();
  if (ts) seek(ts);
}

function changed({regions = {}, lists = {}}) {
  for (const [name, html] of Object.entries(regions)) {
    morph(byId(name), html);
    if (name === "composer" || name === "reply") restore(byId(name));
  }
  // an address can lead to a conversation that is none, or none for this person: then a sentence stands in its place
  byId("messages").hidden = byId("home").hasChildNodes();
  byId("home").hidden = !byId("messages").hidden;
  for (const [name, list] of Object.entries(lists)) showList(byId(name), list);
  if (!here().place) turn();
}

function showList(list, {keys, changed: html, of}) {
  const elsewhere = list.dataset.of !== of;
  const end = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  const anchor = elsewhere || end ? null : topmost(list);
  const at = anchor?.getBoundingClientRect().top;
  morphList(list, keys, html);
  list.dataset.of = of;
  if (elsewhere || end) arrive(list, elsewhere);
  else if (anchor?.isConnected) list.scrollTop += anchor.getBoundingClientRect().top - at;
  if (shown.ts) seek(shown.ts);
}

function arrive(list, elsewhere) {
  const news = elsewhere && list.querySelector(".line-new");
  if (news) news.scrollIntoView({block: "center"});
  else toEnd(list);
}

/** Rows get their real height only when they come into view, so that the end moves away from whoever goes there. */
function toEnd(list, times = 4) {
  list.scrollTop = list.scrollHeight;
  if (times > 0) requestAnimationFrame(() => toEnd(list, times - 1));
}

/** The topmost message that is seen: it stays, while lines of days and what leads further up come and go around it. */
function topmost(list) {
  const top = list.getBoundingClientRect().top;
  return [...list.children].find((each) => /^\d/.test(each.dataset.key) && each.getBoundingClientRect().bottom > top + 1);
}

function seek(ts) {
  const row = document.querySelector(`li[data-key="${CSS.escape(ts)}"]`);
  if (!row) return;
  shown.ts = null;
  row.scrollIntoView({block: "center"});
  row.classList.add("is-sought");
  setTimeout(() => row.classList.remove("is-sought"), 2500);
}

function earlier(ts) {
  shown.oldest = ts;
  looked();
}

const actions = {
  ...rowActions,
  menu: () => document.body.classList.toggle("shows-sidebar"),
  panel(button) {
    shown.panel = !shown.panel;
    byId("panel").hidden = !shown.panel;
    button.setAttribute("aria-expanded", String(shown.panel));
    looked();
  },
  stories: () => go("stories"),
  person,
  skip: (link) => toPart(link.dataset.to),
  async choose(button) {
    const was = sessionStorage.getItem(WAS);
    const {channel, as, said} = await busy(button, deed("choose", {name: button.dataset.name, was}));
    if (!channel) return;
    if (as === me()) {
      go(channel);
      return;
    }
    become(as, `#/${channel}`, said);
    if (as !== was) sessionStorage.setItem(WAS, was ?? me()); // whom to be again in the next story
  },
  story: (button) => busy(button, deed("story", {deed: button.dataset.deed})),
  async bring(button) {
    const {channel} = await told(button, deed("bring", {channel: button.dataset.channel}));
    if (channel) go(channel);
  },
  clock: (button) => told(button, deed("clock", clockOf(button.dataset))),
  bot: (button) => told(button, deed("bot", {deed: button.dataset.deed})),
  fault: (button) => told(button, deed("fault", {name: button.dataset.name, on: button.dataset.on === "true"})),
  "close-thread": () => go(shown.place),
  join: (button) => deed("join", {channel: button.dataset.channel}),
  earlier: (button) => earlier(button.dataset.ts),
  shortcuts(button) {
    const {channel, names} = button.dataset;
    menu(button, JSON.parse(names).map(({name, id}) => ({
      words: name,
      chosen: () => deed("shortcut", {callback_id: id, channel}),
    })));
  },
  async people(button) {
    const {channel} = button.dataset;
    const {members = [], others = []} = await deed("people", {channel});
    menu(button, [
      ...members.map((each) => ({words: each.name, about: "is here", chosen: () => direct(each.id)})),
      ...others.map((each) => ({
        words: `Invite ${each.name}`,
        chosen: () => deed("invite", {channel, user: each.id}),
      })),
    ]);
  },
};

const clockOf = ({hours = 0, days = 0, next}) => ({hours: Number(hours), days: Number(days), next: Boolean(next)});

async function busy(button, work) {
  button.setAttribute("aria-busy", "true");
  try {
    return await work;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function told(button, work) {
  const answer = await busy(button, work);
  if (answer.said) notice(answer.said);
  return answer;
}

async function bring(file) {
  const answer = await ask("/export", file);
  if (answer.problem) notice(answer.problem, "warn");
  else notice("The export was read. Choose the channel below.");
}

document.addEventListener("change", (event) => {
  if (event.target.id === "bring-file" && event.target.files[0]) bring(event.target.files[0]);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = document.querySelector("#bring");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files[0]) bring(event.dataTransfer.files[0]);
  });
}

/** Who somebody is that a text names, and the ways to them; a window that is open leads nowhere else. */
async function person(button) {
  const {user} = button.dataset;
  const {name, about, app, other} = await deed("person", {user});
  if (!name) return;
  menu(button, [
    ...(app ? [{words: "Open its Home", chosen: () => go("home")}] : []),
    {words: user === me() ? "Write a note to yourself" : "Message", chosen: () => direct(user)},
    ...(other ? [{words: `Act as ${name}`, about: "in this window", chosen: () => become(user, location.hash)}] : []),
  ].filter(() => !button.closest("dialog")), [name, ...about]);
}

async function direct(user) {
  const {channel} = await deed("open_direct", {user});
  if (channel) go(channel);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("a.place")) document.body.classList.remove("shows-sidebar"); // also where one is already
  const link = event.target.closest("a[data-go]");
  if (link) {
    event.preventDefault();
    go(link.dataset.channel, {thread: link.dataset.thread ?? null, ts: link.dataset.ts ?? null});
    return;
  }
  const button = event.target.closest("[data-do]");
  if (button?.matches("a")) event.preventDefault(); // the address says where the window looks, and nothing else
  if (button && actions[button.dataset.do]) actions[button.dataset.do](button);
});

byId("as").addEventListener("change", (event) => become(event.target.value, location.hash));

/** Act as somebody else in this window from now on; what is to be said of that is said by the page that comes. */
function become(as, hash, said = "") {
  sessionStorage.removeItem(WAS);
  if (said) sessionStorage.setItem(SAID, said);
  location.assign(`/?as=${encodeURIComponent(as)}${hash}`);
}

function saidBefore() {
  const said = sessionStorage.getItem(SAID);
  sessionStorage.removeItem(SAID);
  if (said) notice(said);
}

const whenAtTheTop = new IntersectionObserver((seen) => {
  for (const each of seen) if (each.isIntersecting) earlier(each.target.dataset.ts);
});
new MutationObserver(() => {
  whenAtTheTop.disconnect();
  const more = byId("messages").querySelector(".more");
  if (more) whenAtTheTop.observe(more);
}).observe(byId("messages"), {childList: true});

const whenResized = new ResizeObserver((seen) => {
  for (const {target} of seen) if (atEnd.has(target)) toEnd(target, 1);
});
const atEnd = new Set();
for (const list of [byId("messages"), byId("replies")]) {
  whenResized.observe(list);
  list.addEventListener("scroll", () => {
    if (list.scrollHeight - list.scrollTop - list.clientHeight >= NEAR) {
      atEnd.delete(list);
      return;
    }
    atEnd.add(list);
    if (shown.oldest && list.children.length > MANY && !shown.ts) earlier("");
  });
}

let away = 0;
function connection(connected) {
  clearTimeout(away);
  if (connected) document.body.classList.remove("is-cut-off");
  else away = setTimeout(() => {
    document.body.classList.add("is-cut-off");
    notice("The pretend workspace does not answer; trying again.", "warn");
  }, 1500);
}

attachClock(byId("now"));
attachComposers();
attachParts();
attachElements(document);
saidBefore();
addEventListener("hashchange", turn);
if (here().place) turn();
looked = live(look, changed, connection);
document.documentElement.dataset.ready = me();
