// Draws what the server says has changed, and moves what is there rather than make it anew, so
// that the focus, the scroll and the eye stay where they are.

import { builder, whisper } from "./page.js";

const after = []; // what is done to a page that was drawn again
let last = {};    // parts as they were drawn last

/** Calls `perform(rows)` after rows were drawn; without rows all of the page was. */
export function whenDrawn(perform) { after.push(perform); }
const drawn = (rows) => after.forEach((perform) => perform(rows));

export async function apply(answer) {
  if (answer.reload) {
    await reload();
  } else if (answer.number >= Number(builder().dataset.number)) {
    keepFocus(() => patch(answer));
  }
  if (answer.said) whisper(answer.said);
}

function patch(answer) {
  const changed = [];
  const known = new Map();
  for (const row of document.querySelectorAll(".list > li[id]")) known.set(row.id, row);
  for (const [id, html] of Object.entries(answer.rows || {})) {
    const fresh = parsed(html);
    const row = known.get(id);
    if (row) become(row, fresh);
    else known.set(id, fresh);
    changed.push(row || fresh);
    just(row || fresh);
  }
  for (const [id, html] of Object.entries(answer.times || {})) {
    const row = known.get(id);
    if (!row) continue;
    row.querySelector(".gutter").replaceWith(parsed(html));
    just(row);
  }
  const placed = new Set();
  for (const [name, ids] of Object.entries(answer.lists || {})) {
    const list = document.getElementById(name);
    if (!list) return void reload();
    arrange(list, ids.map((id) => known.get(id)).filter(Boolean), placed);
  }
  for (const name of Object.keys(answer.lists || {})) {
    for (const row of Array.from(document.getElementById(name).children)) {
      if (row.id && !placed.has(row)) row.remove();
    }
  }
  for (const [id, html] of Object.entries(answer.parts || {})) {
    const part = document.getElementById(id);
    if (part && last[id] !== html) part.innerHTML = html;
    last[id] = html;
  }
  const tray = document.getElementById("tray");
  if (tray) tray.closest(".builder-columns").classList.toggle("tray-is-empty", !tray.children.length);
  builder().dataset.number = answer.number;
  drawn(changed);
}

/** Marks for a moment that its time is another. */
function just(row) {
  row.setAttribute("data-just", "");
  setTimeout(() => row.removeAttribute("data-just"), 1500);
}

function parsed(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.firstElementChild;
}

/** The row stays the node it is and gets the looks of another. */
function become(row, fresh) {
  for (const { name } of Array.from(row.attributes)) {
    if (!fresh.hasAttribute(name) && name !== "data-open") row.removeAttribute(name);
  }
  for (const { name, value } of Array.from(fresh.attributes)) row.setAttribute(name, value);
  row.replaceChildren(...fresh.childNodes);
}

/** Puts rows into this order with as few moves as there were. */
function arrange(list, rows, placed) {
  let here = list.firstElementChild;
  rows.forEach((row, n) => {
    placed.add(row);
    if (row === here) {
      here = here.nextElementSibling;
    } else if (here && row === here.nextElementSibling && rows[n + 1] !== here) {
      const gone = here; // it was moved on from here: one move instead of many
      here = row.nextElementSibling;
      list.append(gone);
    } else {
      list.insertBefore(row, here);
    }
  });
}

/** What had the focus has it afterwards, though it was moved or drawn again. */
export function keepFocus(change) {
  const had = document.activeElement;
  const within = had && had.closest(".card-row, #builder-state, .add-here");
  const which = had && (had.className || had.dataset.act) ? selector(had) : null;
  const id = within && within.id;
  change();
  if (!had || had === document.activeElement || had === document.body) return;
  const box = id && document.getElementById(id);
  const again = had.isConnected ? had : box && which ? box.querySelector(which) : null;
  const better = again || (box && box.querySelector(".card-open, button:not([disabled])"));
  if (better) better.focus({ preventScroll: true });
}

function selector(node) {
  return node.dataset.act ? '[data-act="' + node.dataset.act + '"]' : "." + node.className.split(" ")[0];
}

/** The page as it is now, in place of the one that is shown. */
export async function reload() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("builder");
  if (!fresh) return void location.reload();
  const had = document.activeElement;
  const focused = had && (had.id || (had.closest(".card-row") || {}).id);
  const sheet = document.getElementById("inspector");
  const top = scrollY;
  const old = builder();
  const found = document.getElementById("find");
  const sought = found ? found.value : "";
  old.replaceWith(fresh);
  last = {};
  if (sheet && sheet.children.length) document.getElementById("inspector").replaceWith(sheet);
  if (sought) document.getElementById("find").value = sought;
  scrollTo({ top, behavior: "instant" });
  drawn();
  const again = focused && document.getElementById(focused);
  if (again) (again.querySelector(".card-open") || again).focus({ preventScroll: true });
}
