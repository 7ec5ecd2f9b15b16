// Cards are dragged by the mouse anywhere, by a finger at the grip or after a moment's press.

import { address, builder, isTyping, rowOf, whisper, word } from "./page.js";
import { measure, spotAt, themeAt } from "./places.js";
import { act } from "./saving.js";
import { keepFocus } from "./patching.js";

const THRESHOLD = 5;   // pixels until a press is a drag
const PRESS = 400;     // milliseconds until a finger lifts a card
const EDGE = 72, FASTEST = 22; // pixels: where the page begins to scroll, and how far a frame

let held = null;  // pressed, perhaps to be dragged
let under = null; // under way
let swallow = false;

export function begin() {
  document.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", (event) => end(event, true));
  document.addEventListener("pointercancel", (event) => end(event, false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && under) { event.preventDefault(); event.stopPropagation(); cancel(); }
  }, true);
  document.addEventListener("click", (event) => {
    if (swallow) { event.preventDefault(); event.stopPropagation(); swallow = false; }
  }, true);
  document.addEventListener("selectstart", (event) => { if (under) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (rowOf(event.target)) event.preventDefault(); });
  document.addEventListener("touchmove", (event) => { if (under) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (under) event.preventDefault(); });
  addEventListener("blur", () => { if (under) cancel(); });
}

function press(event) {
  swallow = false;
  const row = rowOf(event.target);
  if (!row || event.button !== 0 || under || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const grip = event.target.closest(".grip");
  if (isTyping(event.target) || (!grip && event.target.closest("button, a:not(.card-open), summary, .between"))) return;
  held = { row, id: event.pointerId, x: event.clientX, y: event.clientY, isTouch: event.pointerType === "touch" };
  if (grip) event.preventDefault();
  if (held.isTouch && !grip) {
    const pressed = held;
    held.timer = setTimeout(() => { if (held === pressed) lift(pressed.x, pressed.y); }, PRESS);
  }
}

function move(event) {
  if (under && event.pointerId === under.id) {
    Object.assign(under, { x: event.clientX, y: event.clientY });
    follow();
    return;
  }
  if (!held || event.pointerId !== held.id) return;
  if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < THRESHOLD) return;
  if (held.timer) { clearTimeout(held.timer); held = null; return; } // the finger scrolls
  lift(event.clientX, event.clientY);
}

function lift(x, y) {
  const { row, id } = held;
  const box = row.getBoundingClientRect();
  under = { row, id, x, y, dx: held.x - box.left, dy: held.y - box.top, from: held.x, isTouch: held.isTouch, spot: null };
  held = null;
  under.ghost = row.cloneNode(true);
  under.ghost.removeAttribute("id");
  under.ghost.removeAttribute("data-open");
  under.ghost.style.width = box.width + "px";
  under.line = document.createElement("div");
  under.line.className = "drop-line";
  under.line.append(document.createElement("span"));
  const list = document.createElement("ol"); // it looks as it does in its list
  list.className = "list";
  list.append(under.ghost);
  under.box = document.createElement("div"); // as wide as the plan: cards are laid out by that
  under.box.className = "under-way";
  under.box.setAttribute("aria-hidden", "true");
  under.box.style.width = builder().querySelector(".plan").clientWidth + "px";
  under.box.append(list);
  under.cover = document.createElement("div"); // has the cursor, so that no card is drawn again for it
  under.cover.className = "drag-cover";
  builder().append(under.box, under.line, under.cover);
  row.setAttribute("data-lifted", "");
  builder().setAttribute("data-dragging", "");
  const tray = builder().querySelector(".tray");
  if (tray) tray.setAttribute("data-target", "");
  if (under.isTouch && navigator.vibrate) navigator.vibrate(12);
  getSelection().removeAllRanges();
  whisper(word("lifted"));
  under.measured = measure(row);
  follow();
  requestAnimationFrame(scroll);
}

function follow() {
  const { box, line, x, y, dx, dy, row, measured } = under;
  box.style.transform = "translate(" + (x - dx) + "px, " + (y - dy) + "px)";
  const onto = themeAt(x, y);
  if (onto !== under.onto) {
    if (under.onto) under.onto.removeAttribute("data-target");
    if (onto) onto.setAttribute("data-target", "");
    under.onto = onto;
  }
  const spot = (under.spot = onto ? null : spotAt(x, y, measured, { room: row.dataset.room, by: x - under.from }));
  line.hidden = !spot || stays(row, spot);
  if (line.hidden) return;
  line.className = "drop-line" + colourOf(spot);
  line.style.transform = "translate(" + spot.line.left + "px, " + spot.line.y + "px)";
  line.style.width = spot.line.width + "px";
  const theme = spot.theme ? nameOf(spot) : row.dataset.theme ? word("no-theme") : "";
  const said = spot.isTray ? word("to-tray") : [theme, roomOf(spot)].filter(Boolean).join(" · ");
  line.firstChild.textContent = said;
  line.firstChild.hidden = !said;
}

/** Whether it would stand where it stands. */
function stays(row, spot) {
  if (spot.list !== row.parentElement) return false;
  if ((spot.room !== null && spot.room !== 0 && spot.room !== row.dataset.room) || spot.theme !== (spot.isTray ? null : row.dataset.theme)) return false;
  let before = row.previousElementSibling;
  while (before && !(before.matches(".card-row") && (!spot.room || !before.dataset.room || before.dataset.room === spot.room))) before = before.previousElementSibling;
  return (before ? before.dataset.key : "first") === spot.after;
}

const COLOURS = ["lake", "moss", "plum", "ochre", "brick", "slate"];
function colourOf(spot) {
  const colour = spot.band && COLOURS.find((one) => spot.band.classList.contains(one));
  return colour ? " " + colour : "";
}

function nameOf(spot) {
  const head = builder().querySelector('.band[data-theme="' + spot.theme + '"]');
  const numeral = head.querySelector(".numeral").textContent;
  return (numeral ? numeral + " · " : "") + head.querySelector(".band-name").textContent.trim();
}

function roomOf(spot) {
  if (!spot.lanes) return "";
  const heads = spot.list.closest(".plan-day").querySelectorAll(".room-heads > li");
  return spot.lane ? heads[spot.lane - 1].textContent : word("plenary");
}

function scroll() {
  if (!under) return;
  const { x, y } = under;
  const tray = builder().querySelector(".tray");
  const area = tray ? tray.getBoundingClientRect() : null;
  const inTray = area && x >= area.left && x <= area.right && tray.scrollHeight > tray.clientHeight;
  const top = builder().querySelector(".builder-head").getBoundingClientRect().bottom;
  const up = top + EDGE - y, down = y - (innerHeight - EDGE);
  const by = up > 0 ? -up : down > 0 ? down : 0;
  if (by) {
    const step = Math.sign(by) * Math.min(FASTEST, Math.ceil((Math.abs(by) / EDGE) * FASTEST));
    const was = inTray ? tray.scrollTop : scrollY;
    if (inTray) tray.scrollTop += step;
    else scrollBy({ top: step, behavior: "instant" });
    if ((inTray ? tray.scrollTop : scrollY) !== was) follow();
  }
  requestAnimationFrame(scroll);
}

function end(event, drops) {
  if (held && event.pointerId === held.id) { clearTimeout(held.timer); held = null; }
  if (!under || event.pointerId !== under.id) return;
  const { row, spot, onto } = under;
  swallow = true;
  setTimeout(() => { swallow = false; }, 60);
  const goes = drops && spot && !stays(row, spot);
  tidy();
  if (goes) put(row, spot);
  else if (drops && onto && onto.dataset.theme !== row.dataset.theme) join(row, onto.dataset.theme);
  else whisper(word("put-back"));
}

function cancel() {
  tidy();
  swallow = true;
  whisper(word("put-back"));
}

function tidy() {
  under.box.remove();
  under.line.remove();
  under.cover.remove();
  under.row.removeAttribute("data-lifted");
  if (under.onto) under.onto.removeAttribute("data-target");
  builder().removeAttribute("data-dragging");
  const tray = builder().querySelector(".tray");
  if (tray) tray.removeAttribute("data-target");
  under = null;
}

/** Shown at once where it was dropped; the server's answer puts the times right. */
function put(row, spot) {
  const fields = { day: spot.day, spot: spot.after };
  if (!spot.isTray) fields.theme = spot.theme;
  if (spot.room || spot.room === "") fields.room = spot.room;
  keepFocus(() => spot.list.insertBefore(row, spot.before));
  row.querySelector(".card-open").focus({ preventScroll: true });
  act(address(row, "place"), fields, { moved: true });
}

/** Into a theme: after its last card of the same day, or where it stands as its first. */
function join(row, theme) {
  const there = Array.from(row.parentElement.querySelectorAll(':scope > .card-row[data-theme="' + theme + '"]'));
  act(address(row, "place"), there.length ? { theme, spot: there.at(-1).dataset.key } : { theme });
}

export const isUnderWay = () => Boolean(under);
