// Where a pointer is in the agenda: which list, after which card, in which theme and room.

import { builder, lists } from "./page.js";

const HOURS = 150;   // pixels: the gutter of what is for everybody
const SIDEWAYS = 60; // moved so far to a side, a card is meant for a room

/** All there is to know of the lists, measured once when a card is lifted. Within a list
 *  nothing moves while it is under way, so only the lists themselves are asked again. */
export function measure(lifted) {
  return lists().map((list) => {
    const box = list.getBoundingClientRect();
    const rooms = (list.dataset.rooms || "").split(" ").filter(Boolean);
    const rows = Array.from(list.children, (row) => {
      const at = row.getBoundingClientRect();
      const lane = (row.className.match(/\blane-(\d+)/) || [])[1];
      return {
        row, lane: lane ? Number(lane) : 0, isCard: row.matches(".card-row"), isLifted: row === lifted,
        top: at.top - box.top, bottom: at.bottom - box.top, left: at.left - box.left, width: at.width,
      };
    }).filter(({ row, bottom, top }) => bottom > top && (row.matches(".card-row") || row.matches(".band")));
    return { list, rooms, rows, isTray: list.id === "tray", columns: columnsOf(list, rooms, box.width) };
  });
}

function columnsOf(list, rooms, width) {
  const isGrid = rooms.length > 1 && getComputedStyle(list).display === "grid";
  return isGrid ? rooms.map((_, n) => ({ left: (width * n) / rooms.length, right: (width * (n + 1)) / rooms.length })) : [];
}

/** The spot under the pointer, or null outside of the agenda; `lifted` is the room of the card and
 *  how far it was moved to a side. */
export function spotAt(x, y, measured, lifted) {
  const found = listAt(x, y, measured);
  if (!found) return null;
  const { one, box } = found;
  const lane = laneAt(x - box.left, one, y - box.top, lifted);
  const among = one.rows.filter((row) => !row.isLifted && (!lane || !row.lane || row.lane === lane));
  let n = among.findIndex((row) => y - box.top < (row.top + row.bottom) / 2);
  if (n < 0) n = among.length;
  const before = among[n - 1] || null, next = among[n] || null;
  const cardBefore = among.slice(0, n).reverse().find((row) => row.isCard) || null;
  const column = lane ? one.columns[lane - 1] : null;
  const shape = column || (next && next.isCard && !next.lane ? next : before && before.isCard ? before : null);
  return {
    list: one.list, isTray: one.isTray, day: one.list.dataset.day,
    after: cardBefore ? cardBefore.row.dataset.key : "first",
    theme: one.isTray ? null : themeOf(before),
    band: one.isTray || !before || !before.row.dataset.theme ? null : before.row,
    room: one.rooms.length && (one.columns.length ? (lane ? one.rooms[lane - 1] : "") : null),
    before: next ? next.row : null,
    lane, lanes: one.columns.length,
    line: {
      y: box.top + (before && next ? (before.bottom + next.top) / 2 : before ? before.bottom + 2 : next ? next.top - 2 : 24),
      left: box.left + (column ? column.left : shape ? shape.left : 0),
      width: column ? column.right - column.left - 12 : shape ? shape.width : box.width,
    },
  };
}

/** The theme of the list beside the agenda that the pointer is at, or null. */
export function themeAt(x, y) {
  for (const one of builder().querySelectorAll(".frame-list > [data-theme]")) {
    const box = one.getBoundingClientRect();
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return one;
  }
  return null;
}

/** The theme of what stands before it: right below a head, or among the cards of a theme. */
const themeOf = (before) => (before ? before.row.dataset.theme || "" : "");

function listAt(x, y, measured) {
  const tray = measured.find((one) => one.isTray);
  if (tray) {
    const area = tray.list.closest(".tray").getBoundingClientRect();
    if (x >= area.left && x <= area.right && y >= area.top && y <= area.bottom) {
      return { one: tray, box: tray.list.getBoundingClientRect() };
    }
  }
  const plan = builder().querySelector(".plan").getBoundingClientRect();
  if (x < plan.left - 24 || x > plan.right + 24) return null;
  let best = null;
  for (const one of measured) {
    if (one.isTray) continue;
    const box = one.list.getBoundingClientRect();
    const off = y < box.top ? box.top - y : y > box.bottom ? y - box.bottom : 0;
    if (!best || off < best.off) best = { one, box, off };
  }
  return best;
}

/** The column under the pointer; 0 = all of them: over the hours of what is for everybody, or
 *  when a card that is for everybody is moved straight up or down there. */
function laneAt(x, one, y, lifted) {
  if (!one.columns.length) return 0;
  const wide = one.rows.find((row) => !row.lane && y >= row.top && y <= row.bottom);
  if (wide && (x < HOURS || (!lifted.room && Math.abs(lifted.by) < SIDEWAYS))) return 0;
  const n = one.columns.findIndex((column) => x >= column.left && x < column.right);
  return n < 0 ? (x < 0 ? 1 : one.columns.length) : n + 1;
}
