/** Moments in a person's zone, which need not be the browser's: what a clock there shows, as seconds since 1970. */

/**
 * @param {string} local  `2026-11-28T09:05`, as a field of the browser holds it
 * @param {string} zone  an IANA name
 * @returns {number | null} seconds since 1970, or null where it is no moment
 */
export function moment(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  // twice: the first guess may lie on the other side of a change of the clocks
  let guess = wanted - offset(wanted, zone);
  guess = wanted - offset(guess, zone);
  return Math.floor(guess / 1000);
}

function offset(at, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type) => Number(parts.find((each) => each.type === type).value);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(at / 1000) * 1000;
}
