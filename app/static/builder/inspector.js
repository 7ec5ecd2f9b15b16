// The facts of one item beside the agenda, or as a sheet from below; each is saved as it changes.

import { address, builder, card, isNarrow, rowOf, say, word } from "./page.js";
import { act, drawnAlike, opened } from "./saving.js";
import { apply, whenDrawn } from "./patching.js";

let shown = null;  // key of the item
let pending = 0;   // changes on their way

const sheet = () => document.getElementById("inspector");

export function begin() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const row = rowOf(event.target);
    if (!row || event.target.closest(".between, input, button")) return;
    if (event.target.closest("a:not(.card-open, .card-more)")) return;
    event.preventDefault();
    const field = event.target.closest(".card-when") ? "pinned" : "";
    open(row.dataset.key, { focuses: event.detail === 0 || isNarrow(), field });
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#inspect");
    if (form) save(form, event.target);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "inspect") event.preventDefault(); // each field saves itself
  });
  document.addEventListener("keydown", (event) => {
    const isHere = sheet().contains(event.target) || event.target === document.body; // drawn anew meanwhile
    if (event.key === "Escape" && shown && isHere && !event.defaultPrevented) { event.stopPropagation(); close(); }
  });
  whenDrawn((rows) => {
    mark();
    if (shown && !card(shown)) close();
    else if (shown && !pending && (!rows || rows.some((row) => row.dataset.key === shown))) refresh();
  });
}

/** `field` is the one to be typed into at once. */
export async function open(key, { focuses = true, field = "" } = {}) {
  shown = key;
  opened(key);
  mark();
  if (!(await refresh())) return;
  const typed = field && sheet().querySelector('[name="' + field + '"]');
  if (typed) typed.focus();
  else if (focuses) sheet().querySelector(".inspect-name").focus({ preventScroll: true });
  if (isNarrow() && !typed) sheet().scrollTop = 0;
}

export function close() {
  if (!shown) return;
  const row = card(shown);
  shown = null;
  opened(null);
  sheet().replaceChildren();
  mark();
  if (row) row.querySelector(".card-open").focus({ preventScroll: true });
}

async function refresh() {
  const key = shown;
  const row = card(key);
  try {
    const answer = await fetch(drawnAlike(address(row, "inspector")), { headers: { Accept: "text/html" } });
    if (!answer.ok) { location.href = row.querySelector(".card-open").href; return false; }
    const html = await answer.text();
    if (answer.redirected) { location.href = answer.url; return false; } // signed out, for one
    if (key !== shown || (sheet().contains(document.activeElement) && document.activeElement.matches("input"))) return false;
    draw(html);
    return true;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(word("away"), { kind: "waiting" });
    return false;
  }
}

function draw(html) {
  const had = sheet().contains(document.activeElement) ? document.activeElement : null;
  const name = had && had.name;
  sheet().innerHTML = html;
  const way = document.createElement("button");
  way.type = "button";
  way.className = "quiet inspect-close";
  way.textContent = word("close");
  way.addEventListener("click", close);
  sheet().prepend(way);
  const again = name && sheet().querySelector('[name="' + name + '"]');
  if (again) again.focus({ preventScroll: true });
}

/** What belongs together goes together: people as one list, all else alone. */
function save(form, field) {
  const first = field.name.split("-")[0];
  const pairs = Array.from(new FormData(form)).filter(([name]) => name.split("-")[0] === first);
  const key = form.dataset.item;
  pending += 1;
  for (const wrong of form.querySelectorAll(".conflict, .inspect-wrong")) wrong.remove();
  field.removeAttribute("aria-invalid");
  act(form.action, pairs, {
    since: form.dataset.number,
    done: (answer) => {
      pending -= 1;
      if (answer.inspector && shown === key && !pending) draw(answer.inspector);
    },
    refused: (answer) => {
      if (answer.conflict) apply(answer); // what else others did; the form stays, it is still pending
      pending -= 1;
      const here = document.getElementById("inspect");
      if (!here || here.dataset.item !== key) return false;
      if (answer.conflict) {
        here.insertAdjacentHTML("afterbegin", answer.conflict);
        here.dataset.number = answer.number; // both texts were seen: saving again means it
        here.querySelector(".conflict").focus();
        return true;
      }
      const wrong = document.createElement("p");
      wrong.className = "wrong inspect-wrong";
      wrong.id = "inspect-wrong";
      wrong.textContent = answer.refusal;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", "inspect-wrong");
      field.before(wrong);
      say(answer.refusal, { kind: "refusal" });
      return true;
    },
  });
}

function mark() {
  for (const row of builder().querySelectorAll("[data-open]")) row.removeAttribute("data-open");
  const row = shown && card(shown);
  if (row) row.setAttribute("data-open", "");
}
