// Comfort for lists of people: keys between rows, marking many, how many are marked.
// Without it every row has its box and its link, and the buttons do the same.
const box = document.querySelector("[data-sheet]");
if (box) {
  const marks = Array.from(box.querySelectorAll('tbody .mark input'));
  const all = box.querySelector("[data-mark-all]");
  const count = document.querySelector("[data-marked]");
  const marked = document.querySelector('input[name="whom"][value="marked"]');
  let last = -1;
  // Where the deed may also be done to all that are listed.
  const actUponMarked = () => { if (marked) marked.checked = true; };

  const say = () => {
    const n = marks.filter((mark) => mark.checked).length;
    count.textContent = String(n);
    count.hidden = n === 0;
    all.checked = n > 0 && n === marks.length;
    all.indeterminate = n > 0 && n < marks.length;
    marks.forEach((mark) => mark.closest("tr").toggleAttribute("data-marked-row", mark.checked));
  };
  const here = () => {
    const row = document.activeElement.closest("tbody tr");
    return row ? marks.findIndex((mark) => row.contains(mark)) : -1;
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    marks.forEach((mark) => { mark.checked = all.checked; });
    actUponMarked();
    say();
  });
  box.addEventListener("click", (event) => {
    const at = marks.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last >= 0) {
      const [from, to] = [Math.min(at, last), Math.max(at, last)];
      marks.slice(from, to + 1).forEach((mark) => { mark.checked = marks[at].checked; });
    }
    last = at;
    actUponMarked();
    say();
  });
  // Single letters are keys only while something in the list has the focus.
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("select, textarea, input:not([type=checkbox])");
    if (typing) return;
    const search = document.getElementById("q");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      return;
    }
    const at = here();
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = marks[Math.max(0, Math.min(marks.length - 1, to))];
      if (event.shiftKey && at >= 0) marks[at].checked = next.checked = true;
      next.focus();
      say();
    } else if (event.key === "Enter" && marks.includes(event.target)) {
      event.preventDefault();
      event.target.closest("tr").querySelector("th a").click();
    }
  });
  say();  // a browser that goes back keeps the marks
}
