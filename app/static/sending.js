// Comfort for the page that invites many: the button says how many are ticked.
const box = document.querySelector("[data-sending]");
const button = box && box.querySelector("[data-many]");
if (button) {
  const ticks = Array.from(box.querySelectorAll('input[name="key"]'));
  const say = () => {
    const n = ticks.filter((tick) => tick.checked).length;
    button.textContent = n === 0 ? button.dataset.none : n === 1 ? button.dataset.one : button.dataset.many.replace("{n}", String(n));
  };
  box.addEventListener("change", say);
  say();
}
