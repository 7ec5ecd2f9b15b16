// The agenda builder's comfort: everything it does is also done by the page's own buttons and forms.

import * as adding from "./adding.js";
import * as dragging from "./dragging.js";
import * as inspector from "./inspector.js";
import * as keys from "./keys.js";
import * as lengths from "./lengths.js";
import { layOut } from "./lanes.js";
import { builder, card, isNarrow, newKey } from "./page.js";
import { whenDrawn } from "./patching.js";
import * as saving from "./saving.js";

/** Buttons that post are sent without leaving the page. */
function intercept(event) {
  const form = event.target;
  if (event.defaultPrevented || !builder().contains(form) || form.method !== "post") return;
  const isAct = form.id === "acts";
  if (!isAct && !form.matches(".one-button")) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  if (fields.has("key")) fields.set("key", newKey());
  const url = isAct && event.submitter ? event.submitter.formAction : form.action;
  saving.act(url, Array.from(fields));
}

/** Links of the inspector that need no page while there is a script. */
function shorten(event) {
  const link = event.target.closest("#inspector a");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = card(link.closest("#inspector").querySelector("#inspect").dataset.item);
  const path = new URL(link.href).pathname;
  const perform = path.endsWith("/remove") ? keys.remove : path.endsWith("/add-item") && row.closest(".plan") ? adding.typeAfter : null;
  if (!row || !perform) return;
  event.preventDefault();
  if (isNarrow()) inspector.close();
  perform(row);
}

/** A place to grip each card at, for fingers. */
function grips(rows) {
  for (const row of rows || builder().querySelectorAll(".card-row")) {
    if (!row.matches(".card-row") || row.querySelector(".grip")) continue;
    const grip = document.createElement("button");
    grip.type = "button";
    grip.className = "grip";
    grip.tabIndex = -1; // keys have Alt and the arrows
    grip.setAttribute("aria-hidden", "true");
    row.append(grip);
  }
}

/** Zones a browser knows, offered once somebody wants one. */
function zones(event) {
  const list = document.getElementById("zones");
  if (event.target.id !== "zone" || !list || list.children.length || !Intl.supportedValuesOf) return;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const zone of [own, ...Intl.supportedValuesOf("timeZone")]) {
    const option = document.createElement("option");
    option.value = zone;
    list.append(option);
  }
}

document.addEventListener("submit", intercept);
document.addEventListener("click", shorten);
document.addEventListener("focusin", zones);
whenDrawn(grips);
whenDrawn(layOut);
keys.begin();
inspector.begin();
lengths.begin();
adding.begin();
dragging.begin();
grips();
layOut();
keys.ready();
saving.begin();
