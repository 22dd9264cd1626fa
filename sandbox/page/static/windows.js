/** Modals: nothing beside them can be used, Escape leaves them, and the focus comes back afterwards. */

import {attempt, failing, tell} from "./deeds.js";
import {flush, keyOf, rootOf} from "./sending.js";

const FIELDS = "input, textarea, [contenteditable], .picker-open, .btn";
/** Where the focus was before the first modal, the view that is shown, and whether its errors are still to be read. */
const shown = {opener: null, key: "", view: "", sent: 0};

/** Begin to listen to the buttons and keys of modals. */
export function attachWindows() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-modal]");
    if (button) press(button.closest("dialog.modal"), button.dataset.modal, button);
  });
  document.addEventListener(
    "cancel",
    (event) => {
      if (!event.target.matches("dialog.modal")) return;
      event.preventDefault();
      press(event.target, "close");
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const modal = event.target.closest?.("dialog.modal");
    if (!modal || event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      press(modal, "close");
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(modal, "submit");
  });
}

/** See to the modal that was drawn: it is on top of everything, and the focus is where one begins. */
export function settleWindows() {
  const modal = document.querySelector("dialog.modal");
  if (!modal) {
    if (shown.view) back();
    Object.assign(shown, {opener: null, key: "", view: "", sent: 0});
    return;
  }
  if (!shown.view) {
    const root = rootOf(document.activeElement);
    Object.assign(shown, {opener: document.activeElement, key: root ? keyOf(root) : ""});
  }
  if (!modal.matches(":modal")) {
    modal.removeAttribute("open");
    modal.showModal();
  }
  if (shown.view !== modal.dataset.view) {
    Object.assign(shown, {view: modal.dataset.view, sent: 0});
    modal.querySelector(".modal-trouble").textContent = "";
    begin(modal);
  } else if (shown.sent && Date.now() - shown.sent < 5000) {
    const wrong = modal.querySelector("[aria-invalid=true]");
    if (wrong) {
      shown.sent = 0;
      wrong.focus();
      wrong.scrollIntoView({block: "center"});
    }
  }
}

/** Go back to where the first modal came from, to what stands there now, or else to where one writes. */
function back() {
  const roots = shown.key ? [...document.querySelectorAll("[data-action]")] : [];
  const root = roots.find((each) => keyOf(each) === shown.key);
  const control = root?.matches(FIELDS) ? root : root?.querySelector(FIELDS);
  const opener = shown.opener?.isConnected && shown.opener !== document.body ? shown.opener : null;
  (opener ?? control ?? document.getElementById("composer-text"))?.focus();
}

function begin(modal) {
  const body = modal.querySelector(".modal-body");
  const wanted = body.querySelector("[data-focus]");
  const first = (wanted?.matches(FIELDS) ? wanted : wanted?.querySelector(FIELDS)) ?? body.querySelector(".block-input")
    ?.querySelector(FIELDS);
  (first ?? body).focus();
}

/** Press Enter in a field of a modal: the form is sent, if it can be. */
export function submitFrom(element) {
  const modal = element.closest("dialog.modal");
  const button = modal?.querySelector("[data-modal=submit]");
  if (button) press(modal, "submit", button);
}

async function press(modal, name, pressed = modal?.querySelector(`[data-modal=${name}]`)) {
  if (!modal || !pressed || modal.hasAttribute("data-live-busy")) return;
  const trouble = modal.querySelector(".modal-trouble");
  trouble.textContent = "";
  modal.setAttribute("data-live-busy", "");
  pressed.setAttribute("data-live-busy", "");
  try {
    await flush();
    shown.sent = Date.now();
    const answer = await attempt(name, {view: modal.dataset.view});
    const words = answer.gone && name !== "submit" ? "" : failing(answer);
    if (words) tell(answer);
    if (words && trouble.isConnected) trouble.textContent = `⚠ ${words} Nothing you typed is lost; try again.`;
    settleWindows();
  } finally {
    modal.removeAttribute("data-live-busy");
    pressed.removeAttribute("data-live-busy");
  }
}
