/** The clock in the bar: drawn whenever something happens, and going on by itself in between. */

const SECOND = 1000;

/**
 * Let the clock go that is drawn in a box. It says by how many seconds it is ahead of this machine's.
 * @param {HTMLElement} box
 */
export function attachClock(box) {
  setInterval(() => {
    const face = box.querySelector("time");
    if (!face) return;
    const shown = words(face.dataset);
    if (face.textContent !== shown) face.textContent = shown;
  }, SECOND);
}

function words({ahead, zone, called}) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(Date.now() + Number(ahead) * SECOND);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("weekday")} ${part("month")} ${part("day")}, ${part("hour")}:${part("minute")} ${called}`;
}
