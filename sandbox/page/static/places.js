/** Where this window looks, kept in the address: `#/C0…`, `#/C0…/<ts of a thread>`, `#/home`; `/p<ts>` names a message. */

const MESSAGE = /^p(\d{10})(\d{6})$/;

/** Read the address. */
export function here() {
  const [place = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const message = rest.map((each) => MESSAGE.exec(each)).find(Boolean);
  const thread = rest.find((each) => /^\d+\.\d+$/.test(each)) ?? null;
  return {place, thread, ts: message ? `${message[1]}.${message[2]}` : null};
}

/** Go somewhere; the browser's own way back leads to where one was. */
export function go(place, {thread = null, ts = null} = {}) {
  const hash = `#/${[place, thread, ts && `p${ts.replace(".", "")}`].filter(Boolean).join("/")}`;
  if (location.hash === hash) window.dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}
