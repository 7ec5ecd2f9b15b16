// Comfort only: the form works without it.
// Keeps what is typed in this browser until it is sent, tells the reader's zone, and asks whether
// a mail address is meant as it is.
(function () {
  "use strict";
  var LIFE = 7 * 24 * 3600 * 1000;

  function onShelf(act) {
    try { return act(window.localStorage); } catch (error) { return null; }  // may be forbidden
  }
  document.querySelectorAll("[data-sent]").forEach(function (receipt) {
    onShelf(function (shelf) { shelf.removeItem("plenum.draft." + receipt.dataset.sent); });
  });

  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var name = "plenum.draft." + form.dataset.draft;
  var zone = form.elements.time_zone;
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  // -- More rows ------------------------------------------------------------------------------

  var more = form.querySelector("button[data-more]");
  function rows() { return form.querySelectorAll(".group-row"); }
  function addRow() {
    var last = rows()[rows().length - 1];
    if (!last || rows().length >= Number(more.dataset.more)) return null;
    var next = last.cloneNode(true), number = rows().length;
    next.querySelectorAll("[id], [name], [for]").forEach(function (part) {
      ["id", "name", "for"].forEach(function (kind) {
        var was = part.getAttribute(kind);
        if (was) part.setAttribute(kind, was.replace(/^rows-\d+-/, "rows-" + number + "-"));
      });
      ["aria-describedby", "aria-invalid"].forEach(function (kind) { part.removeAttribute(kind); });
      if (part.tagName === "SELECT") part.selectedIndex = 0; else if ("value" in part) part.value = "";
    });
    next.querySelectorAll(".wrong").forEach(function (said) { said.remove(); });
    next.querySelectorAll(".field-wrong").forEach(function (field) { field.classList.remove("field-wrong"); });
    next.querySelector("[data-number]").textContent = number + 1;
    last.after(next);
    return next;
  }
  if (more) more.addEventListener("click", function (event) {
    event.preventDefault();
    var first = null;
    for (var n = 0; n < 5; n += 1) first = first || addRow();
    if (first) first.querySelector("input").focus();
    more.parentElement.hidden = rows().length >= Number(more.dataset.more);
  });

  // -- The draft ------------------------------------------------------------------------------

  // Text and choices; never files, what is hidden, what follows the page's language, nor what
  // somebody agrees to.
  function kept() {
    return Array.from(form.elements).filter(function (field) {
      return field.name && !/^(hidden|file|password|submit|button|fieldset)$/.test(field.type) &&
        !field.name.startsWith("consent-") && !field.closest("[aria-hidden], [data-by-page]");
    });
  }
  function isTick(field) { return field.type === "checkbox" || field.type === "radio"; }
  function typed() {
    var said = {};
    kept().forEach(function (field) {
      if (isTick(field) ? field.checked : field.value.trim()) {
        (said[field.name] = said[field.name] || []).push(field.value);
      }
    });
    return said;
  }
  function fill(said) {
    Object.keys(said).forEach(function (key) {
      var row = /^rows-(\d+)-/.exec(key);
      while (row && more && rows().length <= Number(row[1]) && addRow());
    });
    kept().forEach(function (field) {
      var values = said[field.name] || [];
      if (isTick(field)) field.checked = values.includes(field.value);
      else if (field.tagName !== "SELECT" || values.length) field.value = values[0] || "";
    });
    form.querySelectorAll("details").forEach(function (part) {
      if (kept().some(function (field) { return field.value.trim() && part.contains(field); })) part.open = true;
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  var empty = JSON.stringify(typed());
  var newest = 0, waits = null;
  function save() {
    clearTimeout(waits);
    waits = null;
    var said = typed();
    newest = Date.now();
    onShelf(function (shelf) {
      var isNothing = !Object.keys(said).length || JSON.stringify(said) === empty && !form.dataset.posted;
      if (isNothing) shelf.removeItem(name);
      else shelf.setItem(name, JSON.stringify({ at: newest, said: said }));
    });
  }
  function soon(event) {
    if (!event.isTrusted) return;  // filled in below
    clearTimeout(waits);
    waits = setTimeout(save, 250);
  }
  function take(text) {
    try {
      var draft = JSON.parse(text);
      if (!draft || draft.at <= newest || Date.now() - draft.at > LIFE) return false;
      newest = draft.at;
      if (!Object.keys(draft.said).length) return false;
      fill(draft.said);
      return true;
    } catch (error) { return false; }
  }

  var notice = form.querySelector("[data-kept]");
  function say() {
    var day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(newest));
    var words = notice.querySelector("[data-words]");
    notice.hidden = false;
    words.textContent = words.dataset.words.replace("{}", day);
  }
  notice.querySelector("button").addEventListener("click", function () {
    onShelf(function (shelf) { shelf.removeItem(name); });
    clearTimeout(waits);
    waits = null;
    fill(JSON.parse(empty));
    notice.hidden = true;
    var first = kept()[0];
    if (first) first.focus();
  });

  // What a form that was sent comes back with is the newest, unless the page is shown again: then
  // it is what had been sent before, and more may have been typed since.
  var shown = performance.getEntriesByType("navigation")[0];
  var isAgain = shown && (shown.type === "reload" || shown.type === "back_forward");
  if (form.dataset.posted && !isAgain) save();
  else if (take(onShelf(function (shelf) { return shelf.getItem(name); }))) say();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", function () { if (waits) save(); });
  // What is typed later in another tab of the same form counts.
  addEventListener("storage", function (event) {
    if (event.key === name && event.newValue && take(event.newValue)) say();
  });

  // -- Is the address meant so? (app/registration/rules/typos.py) -------------------------------

  var asks = form.querySelector(".meant");
  if (!asks) return;
  var email = form.elements[asks.dataset.asks];
  var known = asks.dataset.known.split(" ");
  email.closest(".field").append(asks);

  function isOneSlip(one, other) {
    var short = one.length < other.length ? one : other, long = short === one ? other : one;
    if (long.length - short.length > 1 || one === other) return false;
    var n = 0;
    while (n < short.length && short[n] === long[n]) n += 1;
    if (short.length < long.length) return short.slice(n) === long.slice(n + 1);
    return short.slice(n + 1) === long.slice(n + 1) ||
      short.slice(n) === (long[n + 1] || "") + long[n] + long.slice(n + 2);
  }
  function meant(address) {
    var at = address.lastIndexOf("@");
    var domain = address.slice(at + 1).toLowerCase();
    if (at < 1 || known.includes(domain)) return "";
    var near = known.find(function (one) {
      var label = one.split(".")[0];
      return (label.length > 3 || domain.split(".")[0] === label) && isOneSlip(domain, one);
    });
    var end = domain.lastIndexOf(".");
    if (!near && end > 0 && asks.dataset.slips.split(" ").includes(domain.slice(end + 1))) {
      near = domain.slice(0, end) + ".com";
    }
    return near ? address.slice(0, at + 1) + near : "";
  }
  function ask() {
    var better = meant(email.value.trim());
    asks.hidden = !better;
    if (better) asks.querySelector("[data-words]").textContent = asks.querySelector("[data-words]").dataset.words.replace("{}", better);
    asks.dataset.meant = better;
  }
  email.addEventListener("change", ask);
  asks.querySelector("button").addEventListener("click", function () {
    email.value = asks.dataset.meant;
    asks.hidden = true;
    save();
    email.focus();
  });
  if (email.value) ask();
})();
