/** What this window asks the workspace to do, as the person who acts here. */

import {notice} from "./notices.js";

const token = document.querySelector('meta[name="token"]').content;
const WORDS = {
  operation_timeout: "The app did not answer within three seconds.",
  dispatch_failed: "The app could not be reached. Is the bot running?",
  invalid_response: "The app answered with something Slack does not accept.",
};

/** What to say of a deed that was not done; empty where nothing failed. */
export const failing = ({problem, gone, failure, detail = []}) =>
  problem ?? gone ?? (WORDS[failure] ? [WORDS[failure], ...detail].join(" ") : "");

/** The id of the person who acts in this window. */
export const me = () => document.body.dataset.as;

/** The secret of this run, which goes with everything that is asked. */
export const secret = () => token;

/**
 * Ask for a deed. Whatever a person must know of its failing is shown; callers need not.
 * @param {string} name  what is to be done
 * @param {Record<string, unknown>} told  what it is about
 * @returns {Promise<Record<string, any>>} what came of it; `failure` is null where it went well
 */
export async function deed(name, told = {}) {
  const answer = await attempt(name, told);
  tell(answer);
  return answer;
}

/** Ask for a deed without a word; `gone` says that what it was about had been drawn anew or closed before. */
export const attempt = (name, told = {}) =>
  ask(`/do/${name}`, JSON.stringify({...told, as: me()}), {"Content-Type": "application/json"});

/** Show whatever a person must know of an answer. */
export function tell(answer) {
  const words = failing(answer);
  if (words) notice(words, answer.problem || answer.gone ? "warn" : "danger");
}

/** Post something with the run's token; an unreachable workspace is an answer too. */
export async function ask(path, body, headers = {}) {
  try {
    const response = await fetch(path, {method: "POST", body, headers: {...headers, "X-Token": token}});
    return {failure: response.ok ? null : "not_sent", ...(await response.json())};
  } catch {
    return {failure: "not_sent", problem: "The pretend workspace does not answer. Was the demo ended?"};
  }
}
