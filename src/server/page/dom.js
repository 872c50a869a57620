const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null));
  return node;
}

/** An element with attributes and children. Strings become text, never markup. */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svgElement(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Pairs of a term and what it is; pairs without a value are left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== "");
  return shown.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]);
}

/** Rows are lists of cells; a cell is text, a node, or `{ text, className }`. */
export function table(headings, rows) {
  const head = element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)));
  // On a phone each cell stands on a line of its own, behind its heading.
  const cells = (row) =>
    row.map((cell, column) =>
      typeof cell === "string" || cell instanceof Node
        ? element("td", { "data-heading": headings[column] }, cell)
        : element("td", { "data-heading": headings[column], class: cell.className }, cell.text),
    );
  const body = rows.map((row) => element("tr", {}, ...cells(row)));
  const whole = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "scroll" }, whole);
}
