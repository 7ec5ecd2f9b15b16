// Hides questions that are not asked of this reader; what was typed in them stays.
const form = document.querySelector("form:has([data-asked])");

function said(name) {
  const fields = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  return Array.from(fields)
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => field.value)
    .filter(Boolean);
}

function holds(data, isAsked) {
  const way = said("way")[0] ?? form.dataset.way;
  const country = said("country")[0] ?? form.dataset.country;
  if (data.way && data.way !== way) return false;
  if (data.countries && !data.countries.split(" ").includes(country)) return false;
  if (!data.question) return true;
  if (!isAsked.has(data.question)) return true;  // answered on another page
  if (!isAsked.get(data.question)) return false;
  const answers = data.answers.split(" ");
  return said(`q-${data.question}`).some((answer) => answers.includes(answer));
}

function show() {
  const isAsked = new Map();
  for (const block of form.querySelectorAll("[data-asked]")) {
    const asked = holds(block.dataset, isAsked);
    isAsked.set(block.dataset.asked, asked);
    block.hidden = !asked;
  }
}

if (form) {
  form.querySelectorAll("[data-only]").forEach((note) => { note.hidden = true; });
  form.addEventListener("change", show);
  // A draft that is put back, or the browser's own memory after going back.
  window.addEventListener("pageshow", show);
  show();
}
