// The builder by keys. The focus goes from card to card; letters are letters where one types.

import { address, builder, card, cards, hush, isTyping, rowOf, say, whisper, word } from "./page.js";
import { act } from "./saving.js";
import { breakAfter, typeAfter } from "./adding.js";
import { close, open } from "./inspector.js";
import { stretch } from "./lengths.js";
import { whenDrawn } from "./patching.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
let current = null; // key of the card that has or had the focus

export function begin() {
  document.addEventListener("keydown", press);
  document.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row) rove(row);
  });
  document.addEventListener("input", (event) => { if (event.target.id === "find") find(event.target.value); });
  document.addEventListener("click", (event) => {
    if (event.target.id === "help-open") document.getElementById("help").showModal();
  });
  whenDrawn(ready);
}

export function ready() {
  for (const part of builder().querySelectorAll(".find, .help-way")) part.hidden = false;
  stops();
  const sought = document.getElementById("find");
  if (sought && sought.value) find(sought.value);
}

/** One stop of the tab key for all cards; from there the arrows go on. */
function stops() {
  const all = cards();
  const here = (current && card(current)) || all[0];
  for (const row of all) stop(row, row === here);
}

function stop(row, isHere) {
  for (const one of row.querySelectorAll("a, button:not(.grip)")) one.tabIndex = isHere ? 0 : -1;
}

function rove(row) {
  const was = current && card(current);
  current = row.dataset.key;
  if (was === row) return;
  if (was) stop(was, false);
  else for (const other of cards()) stop(other, false);
  stop(row, true);
}

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const strong = isMac ? event.metaKey : event.ctrlKey;
  if (isTyping(event.target)) {
    if (event.target.id === "find" && event.key === "Escape") { event.target.value = ""; find(""); back(); }
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const perform = strong ? turned(key, event) : event.ctrlKey || event.metaKey ? null : chosen(key, event);
  if (!perform) return;
  event.preventDefault();
  perform();
}

function turned(key, event) {
  if (event.altKey) return null;
  if (key === "z" && !event.shiftKey) return () => turn("undo");
  if (key === "y" || (key === "z" && event.shiftKey)) return () => turn("redo");
  return null;
}

export function turn(which) {
  const button = builder().querySelector('[data-act="' + which + '"]');
  if (button) act(button.formAction);
}

function chosen(key, event) {
  // Single letters are keys only within the builder (WCAG 2.2, 2.1.4).
  const isWithin = builder().contains(event.target);
  if (key === "?" && isWithin) return () => document.getElementById("help").showModal();
  if (key === "/" && isWithin && document.getElementById("find")) return () => document.getElementById("find").focus();
  if (key === "Escape") return () => { hush(); close(); };
  const row = rowOf(event.target);
  if (event.altKey) return row && byAlt(row, key);
  if (key === "t" && row && !event.shiftKey) return () => { location.href = builder().dataset.addTheme; };
  if (key === "ArrowDown" || key === "ArrowUp") {
    const isFree = !row && event.target === document.body;
    return row || isFree ? () => step(row, key === "ArrowDown" ? 1 : -1) : null;
  }
  if (!row || event.shiftKey) return null;
  if (key === "Home") return () => focus(seen()[0]);
  if (key === "End") return () => focus(seen().at(-1));
  if (key === "n") return () => typeAfter(row);
  if (key === "b") return () => breakAfter(row);
  if (key === "e") return () => open(row.dataset.key);
  if (key === "Delete" || (isMac && key === "Backspace")) return () => remove(row);
  return null;
}

function byAlt(row, key) {
  if (key === "ArrowUp") return () => move(row, "up");
  if (key === "ArrowDown") return () => move(row, "down");
  if (key === "ArrowLeft") return () => stretch(row, -5);
  if (key === "ArrowRight") return () => stretch(row, 5);
  return null;
}

function move(row, way) {
  const rows = Array.from(row.parentElement.querySelectorAll(":scope > .card-row"));
  const n = rows.indexOf(row);
  if (way === "up" && !n) return whisper(word("first"));
  if (way === "down" && n === rows.length - 1) return whisper(word("last"));
  act(address(row, way), {}, { done: () => row.scrollIntoView({ block: "nearest" }) });
}

const seen = () => cards().filter((row) => !row.hidden);

function step(row, by) {
  const all = seen();
  const from = row || (current && card(current));
  const n = from ? all.indexOf(from) + (row ? by : 0) : 0;
  focus(all[Math.max(0, Math.min(all.length - 1, n))]);
}

function focus(row) {
  if (!row) return;
  row.querySelector(".card-open").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function back() {
  focus(current && card(current) ? card(current) : seen()[0]);
}

export function remove(row) {
  const all = seen();
  const n = all.indexOf(row);
  const next = all[n + 1] || all[n - 1];
  act(address(row, "remove"), {}, {
    done: (answer) => {
      say(answer.said, { act: { label: builder().querySelector('[data-act="undo"]').firstChild.textContent.trim(), perform: () => turn("undo") } });
      if (next && next.isConnected && !document.activeElement.closest(".card-row")) focus(next);
    },
  });
}

/** Shows the cards that hold what is sought, and the heads of their themes. */
function find(sought) {
  const wanted = sought.trim().toLowerCase();
  let count = 0;
  for (const list of builder().querySelectorAll(".list")) {
    let head = null, any = false;
    const settle = () => { if (head) head.hidden = Boolean(wanted) && !any; };
    for (const row of list.children) {
      if (row.matches(".band")) { settle(); head = row; any = false; continue; }
      if (!row.matches(".card-row")) continue;
      const text = row.querySelector(".card-body").textContent.toLowerCase();
      row.hidden = Boolean(wanted) && !text.includes(wanted);
      if (!row.hidden) { any = true; count += 1; }
    }
    settle();
  }
  if (wanted) whisper(word("found", { n: count }));
}
