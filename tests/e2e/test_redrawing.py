"""What is drawn anew stays what it was for whoever uses it, also where Slack made up other names for its blocks."""

from tests.e2e.window import Windows

REDRAWN = """async () => {
  const {morph} = await import("/static/morph.js");
  const words = (id, text) => `<div class="block block-section" data-block="${id}">${text}</div>`;
  const row = (id, ...labels) => `<div class="block block-actions" data-block="${id}">${labels.map((label) =>
    `<button data-action="pm.${label}">${label}</button>`).join("")}</div>`;
  const message = document.createElement("article");
  message.dataset.surface = "message";
  document.body.append(message);
  morph(message, words("a1", "Draft") + row("a2", "Edit", "Read", "Send"));
  const read = message.querySelectorAll("button")[1];
  read.focus();
  const seen = [];
  for (const drawn of [
    words("b1", "Draft") + words("b2", "1 item") + row("b3", "Edit", "Read", "Send"),
    words("c1", "In review") + row("c2", "Read", "Approve"),
    words("d1", "In review") + row("d2", "Approve"),
  ]) {
    morph(message, drawn);
    seen.push([message.innerHTML === drawn, document.activeElement === read && read.textContent]);
  }
  message.remove();
  return seen;
}"""


async def test_the_focus_stays_on_a_button_of_a_message_that_is_drawn_anew_and_on_no_other_one(
    windows: Windows,
) -> None:
    maya = await windows.of("Maya")
    assert await maya.page.evaluate(REDRAWN) == [[True, "Read"], [True, "Read"], [True, False]]
