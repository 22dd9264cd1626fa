/** Dialogs that ask: before a control does its work, and for the address of a link. */

/**
 * Ask something before it is done.
 * @param {{title: string, text: string, confirm: string, deny: string, style?: string}} question
 * @returns {Promise<boolean>} whether the answer was yes
 */
export async function ask({title, text, confirm, deny, style}) {
  const words = Object.assign(document.createElement("p"), {id: "ask-text", textContent: text});
  const box = made(title, [words], confirm, deny, style);
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-describedby", "ask-text");
  return answered(box, box.querySelector("[value=yes]"));
}

/**
 * Ask for the words and the address of a link.
 * @returns {Promise<{text: string, url: string} | null>} null where it was left
 */
export async function askLink(text, url) {
  const words = field("Text", text);
  const address = field("Link", url);
  const box = made("Link", [words, address], "Save", "Cancel");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) box.close("yes");
  });
  const yes = await answered(box, (text ? address : words).lastElementChild);
  const given = address.lastElementChild.value.trim();
  if (!yes || !given) return null;
  return {text: words.lastElementChild.value, url: /^(https?|mailto):/i.test(given) ? given : "https://" + given};
}

function made(title, inside, confirm, deny, style = "primary") {
  const box = document.createElement("dialog");
  box.className = "ask";
  box.setAttribute("aria-labelledby", "ask-title");
  const head = Object.assign(document.createElement("h2"), {id: "ask-title", textContent: title});
  const foot = document.createElement("div");
  foot.className = "ask-foot";
  foot.append(button(deny, "btn btn-plain", ""), button(confirm, `btn btn-${style}`, "yes"));
  box.append(head, ...inside, foot);
  foot.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed) box.close(pressed.value);
  });
  document.body.append(box);
  return box;
}

function answered(box, first) {
  box.showModal();
  first.focus();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "yes");
    });
  });
}

function button(words, kind, value) {
  return Object.assign(document.createElement("button"), {type: "button", className: kind, textContent: words, value});
}

function field(name, value) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), {className: "ask-field", type: "text", value});
  label.append(name, input);
  return label;
}
