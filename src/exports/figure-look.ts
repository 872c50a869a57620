/** How figures look: as on the page (page.css), on white, since a drawing stands anywhere. */

const INK = "#1b1d27";
const QUIET = "#5b6072";
const LINE = "#dfe1ea";
const FONT = "system-ui, sans-serif";

/** Told apart also by those who see few colours; those of the page, in its order. */
const SERIES = ["#3546b8", "#c2571a", "#146c3f", "#8a2b86", "#0f7480", "#7d6200"];
const [FIRST] = SERIES;

/** Light throughout: numbers stand on it. */
const RAMP = ["#f1f3fd", "#8f9df0"];

const label = {
  ...{ labelColor: QUIET, labelFontSize: 11, labelLimit: 320 },
  ...{ titleColor: INK, titleFontSize: 12 },
};
const axis = { gridColor: LINE, domainColor: LINE, tickColor: LINE, titleFontWeight: "normal" };

/** The configuration of Vega-Lite that stands under a specification's own. */
export const FIGURE_LOOK = {
  aria: false,
  background: "#fff",
  font: FONT,
  padding: 8,
  view: {
    ...{ continuousWidth: 560, continuousHeight: 280, stroke: null },
    ...{ discreteWidth: 560, discreteHeight: 280 },
  },
  axis: { ...label, ...axis, labelFlush: false },
  axisX: { labelAngle: 0 },
  legend: { ...label, titleFontWeight: "normal" },
  header: { ...label, titleFontWeight: "normal" },
  title: {
    ...{ anchor: "start", frame: "bounds", color: INK, offset: 12 },
    ...{ fontSize: 13, fontWeight: "normal", lineHeight: 17 },
  },
  range: { category: SERIES, heatmap: RAMP, ramp: RAMP },
  line: { color: FIRST, strokeWidth: 2 },
  point: { color: FIRST },
  bar: { color: FIRST, fillOpacity: 0.5 },
  rect: { color: FIRST },
  rule: { color: QUIET },
  text: { color: INK, fontSize: 11 },
} as const;
