/** The window's WebSocket: it says where it looks, and hands on what is drawn otherwise than before. */

import {me, secret} from "./deeds.js";

const AGAIN = 500;

/**
 * Keep a connection for as long as the window is open.
 * @param {() => Record<string, unknown>} look  where the window looks now
 * @param {(changes: Record<string, any>) => void} changed  what to do with what arrives
 * @param {(connected: boolean) => void} connection  told when the connection comes and goes
 * @returns {() => void} to be called when the window looks elsewhere
 */
export function live(look, changed, connection) {
  let socket;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/live`);
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({token: secret(), as: me(), ...look()}));
      connection(true);
    });
    socket.addEventListener("message", (event) => changed(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      connection(false);
      if (event.code === 1008) location.reload();
      else setTimeout(open, AGAIN);
    });
  };
  open();
  return () => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(look()));
  };
}
