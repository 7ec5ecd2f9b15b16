// What stands on the page, and how the script says something to everybody.

export const builder = () => document.getElementById("builder");
export const card = (key) => document.getElementById("item-" + key);
export const cards = () => Array.from(builder().querySelectorAll(".card-row"));
export const lists = () => Array.from(builder().querySelectorAll(".list"));
export const rowOf = (node) => node && node.closest ? node.closest(".card-row") : null;
export const address = (row, act) => builder().dataset.home.split("?")[0] + "/items/" + row.dataset.key + (act ? "/" + act : "");
export const titleOf = (row) => row.querySelector(".card-open").textContent;

/** A sentence the page brings in the reader's language. */
export function word(name, values) {
  const said = document.querySelector('#words [data-word="' + name + '"]').textContent;
  return said.replace(/\{(\w+)\}/g, (_, which) => values[which]);
}

let closing = 0;

/** Read out, and shown for a while; a refusal stays until it is closed. */
export function say(sentence, { kind = "done", act = null } = {}) {
  if (!sentence) return;
  document.getElementById("said").textContent = sentence;
  const toast = shown();
  toast.dataset.kind = kind;
  toast.replaceChildren(sentence);
  if (act) toast.append(button(act.label, act.perform));
  if (kind === "refusal") toast.append(button(word("close"), hush));
  toast.hidden = false;
  clearTimeout(closing);
  if (kind !== "refusal") closing = setTimeout(hush, act ? 12000 : 5000);
}

/** Read out, not shown: what can be seen anyway. */
export function whisper(sentence) {
  document.getElementById("said").textContent = sentence;
}

export function hush(kind) {
  const toast = shown();
  if (typeof kind !== "string" || toast.dataset.kind === kind) toast.hidden = true;
}

function shown() {
  let toast = document.querySelector(".toast");
  if (!toast) {
    toast = document.createElement("p");
    toast.className = "toast";
    toast.hidden = true;
    document.getElementById("main").append(toast);
  }
  return toast;
}

function button(label, perform) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = label;
  one.addEventListener("click", () => { hush(); perform(); });
  return one;
}

/** A key for a new row: known to the server again when an act is sent twice. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return "n" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether somebody is typing, so that letters are letters. */
export function isTyping(node) {
  return Boolean(node && node.closest && node.closest("input, textarea, select, [contenteditable]"));
}

export const isNarrow = () => matchMedia("(max-width: 62.49rem)").matches;
