// The length of a card is typed right where it stands.

import { address, rowOf, say, titleOf, word } from "./page.js";
import { act } from "./saving.js";

export function begin() {
  document.addEventListener("click", (event) => {
    const length = event.target.closest("a.length");
    if (!length || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    type(rowOf(length), length);
  });
}

function type(row, length) {
  const field = document.createElement("input");
  field.className = "length-field";
  field.inputMode = "numeric";
  field.autocomplete = "off";
  field.value = row.dataset.minutes;
  field.setAttribute("aria-label", word("length", { title: titleOf(row) }));
  length.hidden = true;
  length.before(field);
  field.focus();
  field.select();
  let ended = false;
  const end = (saves, focuses) => {
    if (ended) return;
    ended = true;
    const typed = field.value.trim();
    field.remove();
    length.hidden = false;
    if (focuses) row.querySelector(".card-open").focus({ preventScroll: true });
    if (saves && typed !== row.dataset.minutes) set(row, typed);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); end(true, true); }
    if (event.key === "Escape") { event.stopPropagation(); end(false, true); }
  });
  field.addEventListener("blur", () => end(true, false));
}

export function set(row, minutes, was = row.dataset.minutes) {
  act(address(row, "quick"), { minutes: String(minutes) }, {
    refused: (answer) => {
      row.dataset.minutes = was;
      if (answer.conflict) row.querySelector(".card-open").click(); // as it stands now
      say(answer.refusal || word("failed"), { kind: "refusal" });
      return true;
    },
  });
}

/** Five minutes more or less, at least five. */
export function stretch(row, by) {
  const now = Number(row.dataset.minutes) || 0;
  const wanted = Math.max(5, now + by);
  if (wanted === now) return;
  const was = row.dataset.minutes;
  row.dataset.minutes = String(wanted); // so that the next press counts on
  set(row, wanted, was);
}
