// Comfort only: every page works without it.
// Copies an address, and adds the reader's own clock beside the clocks of the agenda.
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
  if (!zone) return;

  // The list of zones opens at the reader's own, unless the address names another.
  var choice = document.getElementById("zone");
  var own = choice && choice.querySelector('option[value="' + zone + '"], option[data-also~="' + zone + '"]');
  if (own && !new URLSearchParams(location.search).has("zone")) own.selected = true;

  var agenda = document.querySelector("[data-zones]");
  if (!agenda) return;
  var starts = Array.from(agenda.querySelectorAll("time.here"));
  var hours = Array.from(document.querySelectorAll(".hours[data-day]"));
  var moments = starts.map(function (time) { return time.dateTime; });
  hours.forEach(function (list) {
    moments.push(list.querySelector("time").dateTime);
    if (list.dataset.end) moments.push(list.dataset.end);
  });
  moments.sort(function (one, other) { return new Date(one) - new Date(other); });

  function told(language, options) {
    var format = new Intl.DateTimeFormat(language, options);
    return function (moment) { return format.format(new Date(moment)); };
  }
  function wallIn(zone) {  // 2027-05-21 09:00
    return told("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  }
  try {
    var mine = wallIn(zone);
    var shift = told("en", { timeZone: zone, timeZoneName: "shortOffset" });  // 5/21/2027, GMT-5
    if (!moments.length || agenda.dataset.zones.split(" ").map(wallIn).some(function (theirs) {
      return moments.every(function (moment) { return theirs(moment) === mine(moment); });
    })) return;
  } catch (error) { return; }  // a browser that does not know one of the zones

  var spoken = document.documentElement.lang;
  var day = told(spoken === "en" ? "en-GB" : spoken, { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  var chip = agenda.querySelector(".mine");
  var link = chip.querySelector("a");

  function date(moment) { return mine(moment).slice(0, 10); }
  function clock(moment, today) {
    return (date(moment) === today ? "" : day(moment) + " ") + mine(moment).slice(11);
  }
  function offset(moment) {  // as the page writes it: UTC−5
    return "UTC" + (shift(moment).split("GMT")[1].replace("-", "−") || "+0");
  }
  function named(first, last) {
    var from = offset(first), to = offset(last);
    return link.dataset.words.replace("{}", from === to ? from : link.dataset.later.replace("{}", from).replace("{}", to));
  }
  function timed(moment, text) {
    var time = document.createElement("time");
    time.dateTime = moment;
    time.textContent = text;
    return time;
  }

  starts.forEach(function (start) {
    var today = start.closest('[id^="day-"]').id.slice(4);
    var at = start.dateTime;
    var line = timed(at, clock(at, today) + " " + offset(at));
    line.className = "mine";
    start.parentElement.append(line);
  });
  hours.forEach(function (list) {
    var start = list.querySelector("time").dateTime;
    var end = list.dataset.end;
    var until = end ? (date(start) === date(end) ? "–" : " – ") + clock(end, date(start)) : "";
    var zone = document.createElement("span");
    zone.className = "zone";
    zone.textContent = named(start, end || start);
    var line = document.createElement("li");
    line.className = "mine";
    line.append(timed(start, clock(start, list.dataset.day) + until), " ", zone);
    list.append(line);
  });

  var address = new URL(location.href);
  address.searchParams.set("zone", zone);
  address.hash = "agenda";
  link.href = address.href;
  link.textContent = named(moments[0], moments[moments.length - 1]);
  chip.hidden = false;
})();
