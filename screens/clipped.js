// Text that cannot be read whole: cut off by its box, running out of it, or wider than the page.
// `mayScroll`: whether a box within the page may be wider than what is seen of it.
(mayScroll) => {
  const found = [];
  const root = document.documentElement;
  const slack = 1.5;
  const name = (one) => {
    const kind = one.className && typeof one.className === "string" ? "." + one.className.trim().split(/\s+/).join(".") : "";
    return one.tagName.toLowerCase() + (one.id ? "#" + one.id : "") + kind;
  };
  const say = (one, what) => found.push(`${what}: ${name(one)} “${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`);
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const isInline = (node) => node.nodeType === Node.ELEMENT_NODE && getComputedStyle(node).display.startsWith("inline") && node.textContent.trim();
  const hasOwnText = (one) => [...one.childNodes].some((node) => isText(node) || isInline(node));
  const isCutAway = (one) => one && (getComputedStyle(one).clipPath !== "none" || isCutAway(one.parentElement));

  const pen = document.createElement("canvas").getContext("2d");
  for (const one of document.querySelectorAll("input[placeholder]:not([placeholder=''])")) {
    const style = getComputedStyle(one);
    pen.font = style.font;
    const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const wide = Math.round(pen.measureText(one.placeholder).width - room);
    if (one.checkVisibility() && wide > slack) found.push(`cut off by ${wide}px: the placeholder “${one.placeholder}”`);
  }

  for (const one of document.body.querySelectorAll("*")) {
    if (["SCRIPT", "STYLE", "OPTION", "OPTGROUP", "SELECT", "TEXTAREA", "INPUT", "svg"].includes(one.tagName)) continue;
    if (!one.checkVisibility() || !one.textContent.trim()) continue;
    const style = getComputedStyle(one);
    // Said to screen readers only, by being cut away as a whole.
    if (isCutAway(one)) continue;
    const wide = one.scrollWidth - one.clientWidth;
    const high = one.scrollHeight - one.clientHeight;
    if (one.clientWidth === 0) continue; // inline: its block is looked at
    if (["hidden", "clip"].includes(style.overflowX) && wide > slack) say(one, `cut off by ${wide}px in width`);
    else if (["hidden", "clip"].includes(style.overflowY) && high > slack) say(one, `cut off by ${high}px in height`);
    else if (!mayScroll && ["auto", "scroll"].includes(style.overflowX) && wide > slack) say(one, `${wide}px out of sight at the side`);
    else if (style.overflowX === "visible" && wide > slack && hasOwnText(one)) say(one, `runs out by ${wide}px`);
  }
  if (root.scrollWidth > root.clientWidth + slack) {
    found.push(`the page is ${root.scrollWidth - root.clientWidth}px wider than the window`);
    const last = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + slack).pop();
    if (last) say(last, "reaches out of the window");
  }
  return found;
}
