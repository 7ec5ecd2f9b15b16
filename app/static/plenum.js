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

  var agenda = document.querySelector("[data-zones]");
  var times = agenda ? agenda.querySelectorAll("time.here") : [];
  var mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!times.length || !mine) return;

  function wall(at, zone) {
    return new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
  }
  var known = agenda.dataset.zones.split(" ");
  var first = new Date(times[0].dateTime);
  try {
    if (known.some(function (zone) { return wall(first, zone) === wall(first, mine); })) return;
  } catch (error) { return; }

  var city = mine.split("/").pop().replace(/_/g, " ");
  var named = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: mine, weekday: "short", day: "numeric", month: "short" });
  times.forEach(function (time) {
    var at = new Date(time.dateTime);
    var there = wall(at, mine);
    var line = document.createElement("time");
    line.dateTime = at.toISOString();
    line.textContent = (there.slice(0, 10) === time.dateTime.slice(0, 10) ? "" : named.format(at) + " ") + there.slice(11) + " " + city;
    time.parentElement.append(line);
  });
  var sentence = agenda.querySelector(".yours");
  sentence.textContent = sentence.dataset.sentence.replace("{}", mine);
  sentence.hidden = false;
})();
