// Comfort only: the speaker's desk works without it.
// Tells that somebody is here at the first touch, counts down to the own part, and lets half hours
// be painted by drawing over them.
(function () {
  "use strict";

  // -- Opened: by a touch, a scroll or a key, never by a look -------------------------------------

  var opened = document.querySelector("[data-opened]");
  var signs = ["pointerdown", "pointermove", "touchstart", "wheel", "scroll", "keydown"];
  function tell() {
    signs.forEach(function (sign) { window.removeEventListener(sign, tell); });
    fetch(opened.dataset.opened, { method: "POST", keepalive: true, credentials: "omit" }).catch(function () {});
  }
  if (opened && window.fetch) {
    signs.forEach(function (sign) { window.addEventListener(sign, tell, { passive: true }); });
  }

  // -- How long until then, in the words of the browser -------------------------------------------

  var count = document.querySelector("[data-counts]");
  function left() {
    var minutes = Math.round((new Date(count.dateTime) - Date.now()) / 60000);
    count.hidden = minutes < 0;
    var words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    count.textContent = Math.abs(minutes) < 90 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
  }
  if (count && window.Intl && Intl.RelativeTimeFormat) {
    left();
    window.setInterval(left, 30000);
  }

  // -- Painting -------------------------------------------------------------------------------------

  var paints = null;  // what is painted under way: ticked or not
  function boxAt(event) {
    var there = document.elementFromPoint(event.clientX, event.clientY);
    var cell = there && there.closest("[data-paints] .cell");
    return cell && cell.querySelector("input");
  }
  function paint(event) {
    var box = boxAt(event);
    if (box) box.checked = paints;
  }
  document.querySelectorAll("[data-says]").forEach(function (hint) {
    if (window.matchMedia("(pointer: fine)").matches) hint.hidden = false;
  });
  document.querySelectorAll("[data-paints]").forEach(function (grid) {
    // Fingers tap, since a finger that moves scrolls the page.
    grid.addEventListener("pointerdown", function (event) {
      var box = event.pointerType === "mouse" && event.button === 0 && boxAt(event);
      if (!box) return;
      event.preventDefault();
      box.focus();
      paints = !box.checked;
      box.checked = paints;
    });
    grid.addEventListener("pointermove", function (event) {
      if (paints === null) return;
      (event.getCoalescedEvents ? event.getCoalescedEvents() : []).concat(event).forEach(paint);
    });
    // The press has painted already; the click of a label would undo it. Keys make clicks too.
    grid.addEventListener("click", function (event) {
      if (event.detail > 0 && event.pointerType === "mouse" && event.target.closest(".cell")) event.preventDefault();
    });
  });
  window.addEventListener("pointerup", function () { paints = null; });
})();
