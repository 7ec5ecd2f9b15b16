// Comfort only: every page works without it.
// Copies an address, and adds the reader's own clock beside the clocks of the programme.
(function () {
  "use strict";

  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", function () {
      var text = document.getElementById(button.dataset.copies).textContent;
      navigator.clipboard.writeText(text).then(function () { button.textContent = button.dataset.copied; });
    });
  });

  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  var choice = document.getElementById("zone");
  if (choice && zone && choice.querySelector('option[value="' + zone + '"]')) choice.value = zone;

  var agenda = document.querySelector("[data-zones]");
  var times = agenda ? agenda.querySelectorAll("time.here") : [];
  if (!times.length || !zone) return;

  function wall(at, zone) {
    return new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
  }
  var known = agenda.dataset.zones.split(" ");
  var first = new Date(times[0].dateTime);
  try {
    if (known.some(function (one) { return wall(first, one) === wall(first, zone); })) return;
  } catch (error) { return; }

  var city = zone.split("/").pop().replace(/_/g, " ");
  var named = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  times.forEach(function (time) {
    var at = new Date(time.dateTime);
    var there = wall(at, zone);
    var line = document.createElement("time");
    line.className = "mine";
    line.dateTime = at.toISOString();
    line.textContent = (there.slice(0, 10) === time.dateTime.slice(0, 10) ? "" : named.format(at) + " ") + there.slice(11) + " " + city;
    time.parentElement.append(line);
  });

  var mine = agenda.querySelector(".mine");
  var link = mine.querySelector("a");
  var address = new URL(location.href);
  address.searchParams.set("zone", zone);
  address.hash = "agenda";
  link.href = address.href;
  link.textContent = link.dataset.words.replace("{}", city);
  mine.hidden = false;
})();
