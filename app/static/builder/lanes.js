// Rooms side by side: what comes after one another in a room stands below one another there, and
// what is for everybody stands below all of them. Without a script the rows are looser.

import { builder } from "./page.js";

export function layOut() {
  for (const list of builder().querySelectorAll(".list[data-rooms]")) {
    const next = list.dataset.rooms.split(" ").map(() => 1);
    for (const row of list.children) {
      const lane = (row.className.match(/\blane-(\d+)/) || [])[1];
      if (lane && next[lane - 1]) {
        row.style.gridRow = String(next[lane - 1]++);
      } else {
        const below = Math.max(...next);
        row.style.gridRow = String(below);
        next.fill(below + 1);
      }
    }
  }
}
