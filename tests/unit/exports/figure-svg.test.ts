import { describe, expect, it } from "vitest";
import { drawFigure, toSvg } from "../../../src/exports/figure-svg.ts";

const values = [
  { update: 1, loss: 0.5, arm: "a" },
  { update: 2, loss: 0.25, arm: "a" },
  { update: 3, loss: 0.125, arm: "b" },
];
const encoding = {
  x: { field: "update", type: "quantitative" },
  y: { field: "loss", type: "quantitative" },
  color: { field: "arm", type: "nominal" },
};
const spec = { title: "Loss", data: { values }, mark: { type: "line", point: true }, encoding };

/** Everything in an SVG that could lead out of it. */
const LEADS_OUT = /href|<script|<image|@import|<style|url\((?!#)/;

/** Points of the data; those of the legend stand elsewhere. */
function countPoints(svg: string): number {
  const groups = [...svg.matchAll(/class="mark-symbol role-mark[^>]*>(.*?)<\/g>/g)];
  return groups.flatMap(([, inside = ""]) => inside.match(/<path/g) ?? []).length;
}

describe("a drawing", () => {
  it("shows every value, its axes and its legend, under its title", async () => {
    const svg = await toSvg(spec);
    expect(svg).toMatch(
      /^<svg role="img" aria-label="Loss" xmlns="http:\/\/www.w3.org\/2000\/svg"/,
    );
    expect(countPoints(svg)).toBe(values.length);
    for (const word of ["Loss", "update", "loss", "arm"]) expect(svg).toContain(`>${word}</text>`);
  });

  it("is the same to the byte, also beside others", async () => {
    const clipped = { ...spec, mark: { type: "line", clip: true } };
    const alone = await toSvg(clipped);
    const [first, , third] = await Promise.all([toSvg(clipped), toSvg(spec), toSvg(clipped)]);
    expect(alone).toContain("url(#clip1)");
    expect([first, third]).toEqual([alone, alone]);
  });

  it("of a random sample is the same to the byte", async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ update: at, loss: at, arm: "a" }));
    const sampled = { ...spec, data: { values: many }, transform: [{ sample: 5 }] };
    expect(await toSvg(sampled)).toBe(await toSvg(sampled));
  });

  it("leads nowhere", async () => {
    expect(await toSvg({ ...spec, mark: { type: "line", clip: true } })).not.toMatch(LEADS_OUT);
  });

  it("leaves its specification as it was", async () => {
    const given = structuredClone(spec);
    await toSvg(given);
    expect(given).toStrictEqual(spec);
    expect(given.data.values.map(Object.getOwnPropertySymbols)).toEqual([[], [], []]);
  });

  it("shows words as words, whatever stands in them", async () => {
    const title = `a < b & "c" <script>$&`;
    const svg = await toSvg({ ...spec, title });
    expect(svg).toContain(`aria-label="a &lt; b &amp; &quot;c&quot; &lt;script&gt;$&amp;"`);
    expect(svg).not.toMatch(LEADS_OUT);
  });

  it("breaks a long title into lines", async () => {
    const svg = await toSvg({ ...spec, title: "word ".repeat(40).trim() });
    expect(svg.match(/<tspan/g)?.length).toBeGreaterThan(2);
  });

  it("leaves out what is not a number, as in a run that diverged", async () => {
    const gap = [...values, { update: 4, loss: null, arm: "b" }];
    expect(countPoints(await toSvg({ ...spec, data: { values: gap } }))).toBe(values.length);
  });
});

describe("a figure that cannot be drawn", () => {
  it.each([
    ["data elsewhere", { ...spec, data: { url: "file:///etc/hostname" } }, "file:///etc/hostname"],
    [
      "data elsewhere in a layer",
      { layer: [{ ...spec, data: { url: "https://x.test/a.json" } }] },
      "x.test",
    ],
    ["an image elsewhere", { ...spec, mark: { type: "image", url: "//x.test/i.png" } }, "i.png"],
    ["a link", { ...spec, encoding: { ...encoding, href: { value: "//x.test" } } }, "x.test"],
  ])("for it asks for %s loads nothing and says so", async (_name, given, told) => {
    const { svg, undrawn } = await drawFigure(given);
    expect(svg).toBeNull();
    expect(undrawn).toMatch(/^it cannot be drawn: it asks for .* and figures load nothing$/);
    expect(undrawn).toContain(told);
  });

  it.each([
    ["a mark that is none", { ...spec, mark: "nonsense" }],
    ["nothing", {}],
  ])("such as %s is a sentence", async (_name, given) => {
    const { svg, undrawn } = await drawFigure(given);
    expect(svg).toBeNull();
    expect(undrawn).toMatch(/^it cannot be drawn: ./);
  });

  it("for a value has no place on a logarithmic axis is none, in place of a wrong one", async () => {
    const y = { ...encoding.y, scale: { type: "log" } };
    const data = { values: [...values, { update: 4, loss: 0, arm: "b" }] };
    const { undrawn } = await drawFigure({ ...spec, data, encoding: { ...encoding, y } });
    expect(undrawn).toContain("Log scale domain includes zero");
  });

  it("for it is too large is none", async () => {
    const many = Array.from({ length: 40_000 }, (_, at) => ({ update: at, loss: at, arm: "a" }));
    const { undrawn } = await drawFigure({ ...spec, data: { values: many }, mark: "point" });
    expect(undrawn).toMatch(/it would be [\d.]+ MB/);
  });

  it("keeps none of the next from being drawn", async () => {
    const [broken, whole] = await Promise.all([drawFigure({}), drawFigure(spec)]);
    expect([broken.svg, whole.undrawn]).toEqual([null, null]);
  });
});
