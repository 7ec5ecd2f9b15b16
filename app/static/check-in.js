// The door: finds while one types, and sends each act by itself. What cannot be sent is kept on
// this device, shown as not sent yet, and sent once there is a line again. Each act is done once
// however often it is sent. Reads tickets where the browser can.
(function () {
  "use strict";

  const door = document.querySelector(".door");
  if (!door || !window.fetch) return;
  const words = document.getElementById("door-words").dataset;
  const list = document.getElementById("door-list");
  const search = document.getElementById("q");
  const unsent = document.getElementById("unsent");
  const shelf = ["plenum-door", door.dataset.who, new URL(door.dataset.home, location.href).pathname].join(" ");
  const FIRST_WAIT = 2000, LONGEST_WAIT = 30000;

  // ---- Finding ----
  const PLAIN = { "đ": "d", "ø": "o", "ł": "l", "ı": "i", "·": " ", "’": "'" };
  function folded(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").replace(/[đøłı·’]/g, (one) => PLAIN[one]);
  }
  const isPart = "part" in door.dataset;
  const rows = () => Array.from(list.querySelectorAll(".door-row"));
  function find() {
    const wanted = folded(search.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of rows()) {
      const fits = wanted.length ? wanted.every((word) => row.dataset.find.includes(word)) : "listed" in row.dataset;
      row.hidden = !fits;
      if (fits) found += 1;
    }
    document.getElementById("nobody").hidden = found > 0 || isPart; // the server knows the rest
  }
  search.addEventListener("input", find);
  search.form.addEventListener("submit", (event) => {
    if (isPart) return;
    event.preventDefault();
    find();
    const found = rows().filter((row) => !row.hidden);
    if (found.length === 1) (found[0].querySelector("button") || found[0].querySelector("a")).focus();
  });

  // ---- Sending ----
  let waiting = [], running = false, wait = FIRST_WAIT, again = 0;
  try { waiting = JSON.parse(localStorage.getItem(shelf) || "[]"); } catch { waiting = []; }

  function keep() {
    try {
      if (waiting.length) localStorage.setItem(shelf, JSON.stringify(waiting));
      else localStorage.removeItem(shelf);
    } catch { /* a browser that keeps nothing still has them in memory */ }
  }
  function mark() {
    for (const row of rows()) {
      if (waiting.some((one) => one.key === row.id.slice(2))) row.dataset.unsent = words.sending;
      else delete row.dataset.unsent;
    }
  }
  function say(text, kind) {
    unsent.textContent = text;
    unsent.hidden = !text;
    unsent.classList.toggle("flash-refusal", kind === "refusal");
  }

  list.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.hasAttribute("formaction")) return;
    event.preventDefault();
    const key = button.closest(".door-row").id.slice(2);
    const url = button.getAttribute("formaction");
    const last = waiting.filter((one) => one.key === key && one.day === door.dataset.day).pop();
    if (!last || last.url !== url) { // a second tap is the same
      waiting.push({ url, key, day: door.dataset.day, way: list.elements.way.value });
    }
    keep();
    mark();
    run();
  });

  class Away extends Error {}

  async function run() {
    if (running) return;
    running = true;
    clearTimeout(again);
    try {
      while (waiting.length) {
        const one = waiting[0];
        const body = new FormData();
        body.append("csrf_token", list.elements.csrf_token.value);
        body.append("day", one.day);
        body.append("way", one.way);
        const answer = await fetch(one.url, { method: "POST", body, headers: { Accept: "application/json" } })
          .catch(() => { throw new Away(); });
        if (answer.status >= 502) throw new Away();
        const isData = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        const read = isData ? await answer.json() : null;
        if (answer.redirected || (read && read.expired)) {
          if (await isSignedInAgain()) continue;
          say(words.signedOut + " " + waiting.length, "refusal");
          return; // asked again when the reader comes back to this page
        }
        waiting.shift();
        keep();
        if (read && read.line) draw(read, one);
        else say(words.failed, "refusal");
      }
      if (wait > FIRST_WAIT) say(words.sent, "done");
      wait = FIRST_WAIT;
    } catch (error) {
      if (!(error instanceof Away)) throw error; // a fault of ours
      say(words.unsent + " " + waiting.length, "refusal");
      again = setTimeout(run, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } finally {
      running = false;
      mark();
    }
  }

  function draw(read, one) {
    if (read.refusal) say(read.refusal, "refusal");
    else if (!unsent.hidden && wait === FIRST_WAIT) say("");
    if (one.day !== door.dataset.day) return;
    const old = document.getElementById("p-" + one.key);
    const page = new DOMParser().parseFromString("<ul>" + read.line + "</ul>", "text/html");
    const fresh = document.importNode(page.querySelector("li"), true);
    if (old) {
      const had = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (had) (fresh.querySelector("button") || fresh.querySelector("a")).focus();
    }
    if (one.way === list.elements.way.value) document.getElementById("count").textContent = read.count;
    if (search.value && !read.refusal) search.select();
  }

  /** Whether the page is theirs again, with the token of the new session. */
  async function isSignedInAgain() {
    const answer = await fetch(door.dataset.home, { headers: { Accept: "text/html" } }).catch(() => { throw new Away(); });
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const theirs = page.querySelector(".door");
    if (!theirs || theirs.dataset.who !== door.dataset.who) return false; // somebody else
    const fresh = page.querySelector("#door-list [name=csrf_token]");
    if (!fresh || fresh.value === list.elements.csrf_token.value) return false;
    list.elements.csrf_token.value = fresh.value;
    say("");
    return true;
  }

  addEventListener("online", run);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting.length) run(); });
  addEventListener("beforeunload", (event) => { if (waiting.length && wait > FIRST_WAIT) event.preventDefault(); });
  mark();
  if (waiting.length) run();

  // ---- Reading tickets ----
  const scan = document.getElementById("scan"), camera = document.getElementById("camera");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = camera.querySelector("video"), heard = camera.querySelector("[role=status]");
  let stream = null;
  scan.hidden = false;

  function close() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    camera.hidden = true;
    scan.hidden = false;
  }
  async function look(detector) {
    if (!stream) return;
    const codes = await detector.detect(video).catch(() => []);
    if (codes.length && read(codes[0].rawValue)) return;
    setTimeout(look, 250, detector);
  }
  function read(text) {
    const code = text.split("/").pop().split("?")[0];
    const row = rows().find((one) => one.dataset.code === code);
    if (row) {
      if (navigator.vibrate) navigator.vibrate(60);
      close();
      search.value = row.querySelector(".door-code").textContent;
      find();
      row.hidden = false;
      row.scrollIntoView({ block: "center" });
      (row.querySelector("button") || row.querySelector("a")).focus();
      return true;
    }
    const base = new URL(door.dataset.home, location.href).pathname + "/";
    let path = "";
    try { path = new URL(text).pathname; } catch { /* not an address at all */ }
    if (path.startsWith(base)) { // somebody who registered since this page was loaded
      close();
      location.assign(path);
      return true;
    }
    heard.textContent = words.foreign;
    return false;
  }
  scan.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      camera.hidden = false;
      scan.hidden = true;
      heard.textContent = words.looking;
      await video.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      close();
      say(words.noCamera, "refusal");
    }
  });
  camera.querySelector("button").addEventListener("click", close);
  addEventListener("pagehide", close);
})();
