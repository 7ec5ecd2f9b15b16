// Between two cards: a bar with an item or a break to be put there, and the row an item is typed in.

import { address, builder, card, newKey, rowOf } from "./page.js";
import { act } from "./saving.js";
import { isUnderWay } from "./dragging.js";
import { whenDrawn } from "./patching.js";

const NEAR = 11; // pixels from the edge of a card

let bar = null, quick = null, after = null;

export function begin() {
  bar = document.getElementById("between-template").content.firstElementChild.cloneNode(true);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-between]");
    if (!button || !after) return;
    if (button.dataset.between === "item") typeAfter(after);
    else breakAfter(after, button.dataset.between);
  });
  document.addEventListener("pointermove", approach, { passive: true });
  document.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.matches(".card-open:focus-visible")) show(row);
    else if (!bar.contains(event.target) && bar.isConnected && !row) bar.remove();
  });
  whenDrawn((rows) => { if (!rows || !bar.isConnected) after = null; });
}

function approach(event) {
  if (event.pointerType !== "mouse" || isUnderWay() || event.buttons) return;
  const row = event.target.closest ? event.target.closest(".plan .card-row, .plan .band") : null;
  if (!row || bar.contains(event.target)) {
    if (!row && bar.isConnected && !bar.matches(":focus-within, :hover")) bar.remove();
    return;
  }
  const box = row.getBoundingClientRect();
  if (row.matches(".card-row") && box.bottom - event.clientY < NEAR) show(row);
  else if (event.clientY - box.top < NEAR && before(row)) show(before(row));
  else if (bar.isConnected && !bar.matches(":focus-within") && farFrom(event.clientY)) bar.remove();
}

function before(row) {
  const above = row.previousElementSibling;
  return above && above.matches(".card-row") && !above.className.includes("lane-") ? above : null;
}

function farFrom(y) {
  const box = bar.getBoundingClientRect();
  return y < box.top - 16 || y > box.bottom + 16;
}

function show(row) {
  if (!row.closest(".plan")) return;
  after = row;
  if (bar.parentElement !== row) row.append(bar);
}

export function breakAfter(row, minutes = 15) {
  const key = newKey();
  act(address(row, "break"), { minutes: String(minutes), key }, { done: () => focusOn(key) });
}

/** A row to type a title and a length in, as long as the item before. */
export function typeAfter(row) {
  leave();
  bar.remove();
  const form = document.getElementById("quick-template").content.firstElementChild.cloneNode(true);
  quick = document.createElement("li");
  quick.className = "quick-row";
  quick.append(form);
  row.after(quick);
  if (row.style.gridRow) { quick.style.gridRow = "auto"; }
  form.elements.minutes.value = row.dataset.minutes || "";
  form.elements.title.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const title = form.elements.title.value.trim();
    if (!title) return form.elements.title.focus();
    const key = newKey();
    const { day } = row.parentElement.dataset;
    act(builder().dataset.add, {
      key, kind: "talk", day, theme: row.dataset.theme, room: row.dataset.room, spot: row.dataset.key,
      ["title-" + builder().dataset.lang]: title, minutes: form.elements.minutes.value,
    }, { done: () => { leave(); focusOn(key); } });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
    row.querySelector(".card-open").focus();
  });
}

function leave() {
  if (quick) quick.remove();
  quick = null;
}

function focusOn(key) {
  const row = card(key);
  if (!row) return;
  row.querySelector(".card-open").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
