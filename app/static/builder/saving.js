// Acts on their way to the server: one after the other, kept while there is no connection.

import { builder, hush, newKey, say, word } from "./page.js";
import { apply, reload } from "./patching.js";

const EVERY = 20000; // looks for what others did
const FIRST_WAIT = 1000, LONGEST_WAIT = 30000;

let waiting = [];
let running = false;
let wait = FIRST_WAIT;
let again = 0;
let looking = 0;
let open = null; // key of the item somebody has before them
let ended = false;

const shelf = () => ["plenum-acts", builder().dataset.who, builder().dataset.home].join(" ");

export const isIdle = () => !waiting.length;
export function opened(key) { open = key; }

/** Sends an act; `fields` are pairs or an object. Done as soon as the server knows it.
 *  `about` may hold functions `done(answer)` and `refused(answer)`, which a reload forgets, and
 *  `since`, the number of the edit that what is sent was drawn with. Each act has a name of its
 *  own: sent once more because its answer was lost, it is known and done once. */
export function act(url, fields = {}, about = {}) {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const told = pairs.filter(([name]) => !["csrf_token", "since", "act"].includes(name));
  waiting.push({ url, pairs: [...told, ["act", newKey()]], since: about.since, about });
  keep();
  hush("done");
  run();
}

/** The address with what the page itself was asked with, so that the answer is drawn alike. */
export function drawnAlike(url) {
  const whole = new URL(url, location.href);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === "zone" || name === "lang") whole.searchParams.set(name, value);
  }
  return whole.href;
}

/** There is no line, or nobody at its end. */
class Away extends Error {}

const asked = (url, options) => fetch(url, options).catch(() => { throw new Away(); });

function post(url, pairs, since = builder().dataset.number) {
  const body = new FormData();
  for (const [name, value] of pairs) body.append(name, value);
  body.append("csrf_token", document.querySelector("#acts [name=csrf_token]").value);
  body.append("since", since);
  return asked(drawnAlike(url), { method: "POST", body, headers: { Accept: "application/json" } });
}

async function run() {
  if (running) return;
  running = true;
  clearTimeout(again);
  try {
    while (waiting.length) {
      const one = waiting[0];
      mark(true);
      const answer = await post(one.url, one.pairs, one.since);
      if (answer.status >= 502) throw new Away();
      const read = isJson(answer) ? await answer.json() : null;
      if (answer.redirected || (read && read.expired)) {
        if (await isSignedInAgain()) continue;
        say(word("signed-out"), { kind: "refusal" });
        return; // asked again when the reader comes back to this page
      }
      waiting.shift();
      keep();
      await settle(one, answer, read);
    }
    mark(false);
    if (wait > FIRST_WAIT) say(word("back"));
    wait = FIRST_WAIT;
  } catch (error) {
    if (!(error instanceof Away)) throw error; // a fault of ours
    if (wait === FIRST_WAIT) say(word("trying"), { kind: "waiting" });
    again = setTimeout(run, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    mark(true);
  } finally {
    running = false;
  }
}

/** Whether the page is theirs again, with the token of the new session. */
async function isSignedInAgain() {
  const answer = await asked(builder().dataset.home, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = page.getElementById("builder");
  if (!theirs || theirs.dataset.who !== builder().dataset.who) return false; // somebody else
  const fresh = page.querySelector("#acts [name=csrf_token]");
  const token = document.querySelector("#acts [name=csrf_token]");
  if (!fresh || fresh.value === token.value) return false;
  token.value = fresh.value;
  hush();
  return true;
}

const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

async function settle(one, answer, read) {
  if (read && answer.ok) {
    hush();
    await apply(read);
    if (one.about.done) one.about.done(read);
    return;
  }
  if (read && one.about.refused && one.about.refused(read)) return;
  say((read && read.refusal) || word("failed"), { kind: "refusal" });
  if (one.about.moved) await reload(); // it was shown as done already
  else await look();
}

/** Says that one is here, and draws what others did. */
export async function look() {
  clearTimeout(looking);
  if (ended) return;
  if (waiting.length && document.visibilityState === "visible") run();
  if (!waiting.length && document.visibilityState === "visible") {
    try {
      const answer = await post(builder().dataset.here, open ? [["item", open]] : []);
      if (answer.ok && isJson(answer) && !waiting.length) await apply(await answer.json());
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }
  clearTimeout(looking);
  looking = setTimeout(look, EVERY);
}

function mark(unsaved) {
  builder().toggleAttribute("data-unsaved", unsaved && (wait > FIRST_WAIT || !navigator.onLine));
}

function keep() {
  try {
    if (waiting.length) {
      sessionStorage.setItem(shelf(), JSON.stringify(waiting.map(({ url, pairs, since }) => ({ url, pairs, since }))));
    } else sessionStorage.removeItem(shelf());
  } catch { /* a browser that keeps nothing still has them in memory */ }
}

export function begin() {
  try {
    waiting = JSON.parse(sessionStorage.getItem(shelf()) || "[]").map((one) => ({ ...one, about: {} }));
  } catch { waiting = []; }
  run();
  look();
  addEventListener("online", () => { wait = Math.max(wait, FIRST_WAIT + 1); run(); });
  addEventListener("offline", () => say(word("away"), { kind: "waiting" }));
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => { ended = true; clearTimeout(looking); });
  addEventListener("pageshow", (event) => { if (event.persisted) { ended = false; look(); } });
  addEventListener("beforeunload", (event) => { if (waiting.length && wait > FIRST_WAIT) event.preventDefault(); });
}
