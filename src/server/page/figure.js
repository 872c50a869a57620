import { element, svgElement } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 320;
const MARGIN = { left: 80, right: 20, top: 16, bottom: 46 };
const SERIES = 6;
const TICKS = 5;
const FEW_TICKS = 3;

/** One layer of a Vega-Lite specification: its rows, fields and marks. */
function layersOf(spec) {
  const layers = spec.layer ?? [spec];
  return layers.map((layer) => ({
    values: layer.data?.values ?? spec.data?.values ?? [],
    mark: typeof layer.mark === "string" ? { type: layer.mark } : (layer.mark ?? { type: "point" }),
    encoding: { ...spec.encoding, ...layer.encoding },
  }));
}

/** The next of 1, 2, 5, 10, 20, 50 ... */
function roundStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  return [1, 2, 5, 10].find((digit) => digit * power >= step) * power;
}

/** 1, 2, 5, 10, 20 ... whose decimal logarithm, by `measure`, lies from low to high. */
function fineTicks(low, high, measure) {
  const first = Math.floor(low);
  const powers = Array.from(
    { length: Math.floor(high) - first + 1 },
    (_, at) => 10 ** (first + at),
  );
  const ticks = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  return ticks.filter((tick) => measure(tick) >= low && measure(tick) <= high);
}

function scaleOf(channel, numbers, [from, to]) {
  const log = channel.scale?.type === "log" || channel.scale?.type === "symlog";
  const base = channel.scale?.base ?? 10;
  const measure = log ? (value) => Math.log(value) / Math.log(base) : (value) => value;
  const zero = !log && channel.scale?.zero === true ? [0] : [];
  const marks = [...numbers.map(measure).filter(Number.isFinite), ...zero];
  const [low, high] = [Math.min(...marks), Math.max(...marks)];
  const span = high === low ? 1 : high - low;
  const place = (value) => from + ((measure(value) - low) / span) * (to - from);
  const countOf = (step) => Math.floor((low + span) / step) - Math.ceil(low / step) + 1;
  const coarse = Math.max(roundStep(span / TICKS), log ? 1 : 0);
  // Every other power of ten may be too few where every one is not.
  const step = log && countOf(coarse) < FEW_TICKS ? 1 : coarse;
  const first = Math.ceil(low / step);
  const count = countOf(step);
  const marked = Array.from({ length: count }, (_, index) => (first + index) * step);
  const ticks = marked.map((mark) => (log ? base ** mark : mark));
  // One power of ten alone tells nobody the scale.
  const isBare = log && base === 10 && ticks.length < FEW_TICKS;
  return { place, ticks: isBare ? fineTicks(low, high, measure) : ticks };
}

function ordinalScale(names, [from, to]) {
  const step = (to - from) / Math.max(1, names.length);
  const place = (name) => from + step * (names.indexOf(name) + 0.5);
  return { place, ticks: names };
}

function tickWords(tick) {
  if (typeof tick === "string") return tick;
  const size = Math.abs(tick);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return tick.toExponential(1).replace(".0e", "e");
  return String(Number(tick.toPrecision(4)));
}

function titleOf(channel) {
  return channel?.title ?? channel?.axis?.title ?? channel?.field ?? "";
}

function axes(x, y, channels) {
  const bottom = HEIGHT - MARGIN.bottom;
  const line = (x1, y1, x2, y2) => svgElement("line", { class: "axis", x1, y1, x2, y2 });
  const below = x.ticks.map((tick) =>
    svgElement(
      "text",
      { x: x.place(tick), y: bottom + 18, "text-anchor": "middle" },
      tickWords(tick),
    ),
  );
  const beside = y.ticks.flatMap((tick) => [
    line(MARGIN.left, y.place(tick), WIDTH - MARGIN.right, y.place(tick)),
    svgElement(
      "text",
      { x: MARGIN.left - 8, y: y.place(tick) + 4, "text-anchor": "end" },
      tickWords(tick),
    ),
  ]);
  const middle = (MARGIN.left + WIDTH - MARGIN.right) / 2;
  const turned = { x: -(MARGIN.top + bottom) / 2, y: 14, transform: "rotate(-90)" };
  return [
    ...beside,
    line(MARGIN.left, bottom, WIDTH - MARGIN.right, bottom),
    ...below,
    svgElement("text", { x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, titleOf(channels.x)),
    svgElement("text", { ...turned, "text-anchor": "middle" }, titleOf(channels.y)),
  ];
}

function drawSeries(rows, { mark, encoding }, { x, y }, className) {
  // A line runs along its axis, whatever order the rows came in.
  const ordered = rows.toSorted((left, right) => left[encoding.x.field] - right[encoding.x.field]);
  const at = (row) => [x.place(row[encoding.x.field]), y.place(row[encoding.y.field])];
  const points = ordered.map(at).filter((point) => point.every(Number.isFinite));
  const dots = points.map(([cx, cy]) => svgElement("circle", { class: "dot", cx, cy, r: 4 }));
  if (mark.type !== "line" && mark.type !== "rule")
    return svgElement("g", { class: className }, ...dots);
  const path = points.map((point) => point.join(",")).join(" ");
  const dashed = mark.strokeDash === undefined ? "" : " dashed";
  const line = svgElement("polyline", { class: `line${dashed}`, points: path });
  return svgElement("g", { class: className }, line, ...(mark.point ? dots : []));
}

function seriesNames(layers) {
  const names = layers.flatMap(({ values, encoding }) =>
    encoding.color?.field === undefined
      ? []
      : values.map((row) => String(row[encoding.color.field])),
  );
  return [...new Set(names)];
}

function legend(names, channel, classOf) {
  if (names.length === 0) return null;
  const prefix = channel?.title ? `${channel.title} ` : "";
  const entry = (name) => element("li", { class: classOf(name) }, `● ${prefix}${name}`);
  return element("ul", { class: "legend" }, ...names.map(entry));
}

/** What is drawn here, in the colours of the page. */
const OWN_MARKS = ["line", "point", "rule"];

function isOwn({ mark, encoding, values }) {
  const isRanked = values.some((row) => typeof row[encoding.y?.field] === "string");
  return OWN_MARKS.includes(mark.type) && !isRanked;
}

/**
 * The stored drawing at its own size, so that all have letters of one, out of reach of the page's styles;
 * no smaller on a narrow screen than the page's own drawings.
 * Its ground is the page's; in the dark page.css turns its colours round.
 */
function showDrawing(svg) {
  const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
  documentElement.querySelector(":scope > rect:first-child")?.setAttribute("fill", "none");
  const minWidth = `min(34rem, ${documentElement.getAttribute("width")}px)`;
  Object.assign(documentElement.style, { maxWidth: "100%", minWidth, height: "auto" });
  const figure = element("figure", { class: "drawn" });
  const frame = element("div", { class: "scroll" });
  frame.attachShadow({ mode: "open" }).append(document.importNode(documentElement, true));
  figure.append(frame);
  return figure;
}

/**
 * Draws the simple figures that claims make: lines and points over two fields, a colour for each
 * series, a line for each detail, linear, logarithmic or ordinal axes. Others are shown as they were
 * drawn when they were stored. The whole data are in the API.
 */
export function drawFigure({ title, spec, svg }) {
  const whole = layersOf(JSON.parse(spec));
  if (svg && !whole.every(isOwn)) return showDrawing(svg);
  const layers = whole.filter(
    ({ encoding, values }) => encoding.x?.field && encoding.y?.field && values.length > 0,
  );
  if (layers.length === 0) {
    if (svg) return showDrawing(svg);
    return element("p", { class: "quiet" }, `Figure “${title}” is in the API.`);
  }
  const [{ encoding: channels }] = layers;
  const read = (axis) =>
    layers.flatMap(({ values, encoding }) => values.map((row) => row[encoding[axis].field]));
  const across = [MARGIN.left + 10, WIDTH - MARGIN.right - 10];
  const upward = [HEIGHT - MARGIN.bottom - 6, MARGIN.top + 6];
  const [xs, ys] = [read("x"), read("y")];
  const x = xs.every((value) => typeof value === "number")
    ? scaleOf(channels.x, xs, across)
    : ordinalScale([...new Set(xs)], across);
  const scales = { x, y: scaleOf(channels.y, ys, upward) };
  const names = seriesNames(layers);
  const classOf = (name) => `series-${(Math.max(0, names.indexOf(name)) % SERIES) + 1}`;
  const groups = layers.flatMap((layer) => {
    const { color, detail } = layer.encoding;
    const name = (row) => (color?.field === undefined ? "" : String(row[color.field]));
    // One line for each colour and, within it, for each value of what is called detail.
    const parts = Map.groupBy(layer.values, (row) => `${name(row)}\u0000${row[detail?.field]}`);
    return [...parts.values()].map((rows) =>
      drawSeries(rows, layer, scales, classOf(name(rows[0]))),
    );
  });
  const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  const parts = [...axes(scales.x, scales.y, channels), ...groups];
  const drawing = svgElement("svg", { viewBox, role: "img", "aria-label": title }, ...parts);
  return element(
    "figure",
    {},
    element("div", { class: "scroll" }, drawing),
    legend(names, channels.color, classOf),
    element("figcaption", { class: "quiet" }, title),
  );
}
