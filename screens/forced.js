// With colours forced, what colour alone would say must be said by a border, a weight or a line.
() => {
  const found = [];
  const shown = (one) => `“${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const look = (one) => {
    const style = getComputedStyle(one);
    const border = ["Top", "Bottom"].map((side) => {
      const width = parseFloat(style[`border${side}Width`]);
      const invisible = !width || style[`border${side}Color`] === style.backgroundColor;
      return invisible ? "none" : `${width} ${style[`border${side}Style`]} ${style[`border${side}Color`]}`;
    });
    return [style.color, style.backgroundColor, style.fontWeight, style.textDecorationLine, ...border].join(" | ");
  };
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  const isFramed = (one) => {
    const style = getComputedStyle(one);
    if (style.textDecorationLine.includes("underline")) return true;
    return parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none" && style.borderTopColor !== style.backgroundColor;
  };

  for (const current of document.querySelectorAll("a[aria-current]")) {
    const others = current.closest("nav").querySelectorAll("a:not([aria-current], .other)");
    const other = [...others].find(isSeen);
    if (other && isSeen(current) && look(other) === look(current)) found.push(`the current entry looks like the others: ${shown(current)}`);
  }
  for (const chosen of document.querySelectorAll("label:has(:checked)")) {
    const other = chosen.parentElement.querySelector("label:has(input):not(:has(:checked))");
    if (other && look(other) === look(chosen)) found.push(`the chosen card looks like the others: ${shown(chosen)}`);
  }
  for (const button of document.querySelectorAll("button, .button, .confirm > summary, .badge, .flash, .standing, .ticket, input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), select, textarea")) {
    if (isSeen(button) && !isFramed(button)) found.push(`nothing frames ${button.tagName.toLowerCase()} ${shown(button)}`);
  }
  for (const dot of document.querySelectorAll(".standing-word")) {
    const style = getComputedStyle(dot, "::before");
    if (isSeen(dot) && style.borderTopColor === getComputedStyle(dot).backgroundColor) found.push(`the mark of a state is not seen: ${shown(dot)}`);
  }
  return found;
}
