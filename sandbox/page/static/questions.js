/** The dialog that asks before a control does its work. */

/**
 * Ask something before it is done.
 * @param {{title: string, text: string, confirm: string, deny: string, style?: string}} question
 * @returns {Promise<boolean>} whether the answer was yes
 */
export function ask({title, text, confirm, deny, style}) {
  const box = document.createElement("dialog");
  box.className = "ask";
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-labelledby", "ask-title");
  box.setAttribute("aria-describedby", "ask-text");
  const head = Object.assign(document.createElement("h2"), {id: "ask-title", textContent: title});
  const words = Object.assign(document.createElement("p"), {id: "ask-text", textContent: text});
  const foot = document.createElement("div");
  foot.className = "ask-foot";
  foot.append(answer(deny, "btn btn-plain", ""), answer(confirm, `btn btn-${style ?? "primary"}`, "yes"));
  box.append(head, words, foot);
  document.body.append(box);
  foot.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) box.close(button.value);
  });
  box.showModal();
  foot.lastElementChild.focus();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "yes");
    });
  });
}

function answer(words, kind, value) {
  return Object.assign(document.createElement("button"), {type: "button", className: kind, textContent: words, value});
}
