import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toSvg } from "../../src/exports/figure-svg.ts";
import { papers } from "../../src/papers/index.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { canRun } from "../support/can-run.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const HAS_BROWSER = canRun("the page", executablePath !== undefined, BROWSERS.join(" or "));

const PAPER = "sharir2018-overlaps";
const CLAIMS = ["s1-nonoverlap-upper", "s2-overlap-lower"];
const BUDGET = "smoke";

/** By a variable: the compiler would want types for a page's script. */
const EXAMPLES: string = "../../src/server/page/examples.js";

let api: TestApi;
let browser: Browser;

/** A page with whatever its browser complained of, and every address that it asked for. */
interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  readonly addresses: string[];
}

async function visit(options: Parameters<Browser["newPage"]>[0] = {}): Promise<Visit> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const addresses: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => addresses.push(request.url()));
  await page.goto(api.url);
  await page.selectOption("#budget", { label: BUDGET });
  return { page, complaints, addresses };
}

describe.runIf(HAS_BROWSER)("the page", () => {
  beforeAll(async () => {
    api = await startApi({ papers });
    const asked = { budget: BUDGET, caller: "owner" } as const;
    await api.services.verification.requestPaper(PAPER, asked);
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--no-sandbox"],
    });
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  it("shows what waits, and its verdict as soon as there is one", async () => {
    const { page } = await visit();
    const card = page.locator(`#claim-${CLAIMS[0] ?? ""}`);
    await card.getByText("Waiting for a worker").waitFor();
    await api.work();
    await card.getByText("Supported", { exact: true }).waitFor();
    await page.close();
  });

  it("shows all six papers, with the claims that they have", async () => {
    const { page } = await visit();
    await page.locator(`#claim-${CLAIMS[1] ?? ""} .badge.good`).waitFor();
    expect(await page.locator(".paper").count()).toBe(6);
    const without = papers.filter(({ claims }) => claims.length === 0);
    expect(await page.getByText("No executable claims yet.").count()).toBe(without.length);
    expect(await page.locator("#system").innerText()).toMatch(/PostgreSQL 1\d/);
    await page.close();
  });

  it.each(CLAIMS)("opens %s by keyboard, with controls, checks, seeds and digest", async (slug) => {
    const { page } = await visit();
    const card = page.locator(`#claim-${slug}`);
    await card.locator(".badge.good").waitFor();
    await card.locator("> summary").focus();
    await page.keyboard.press("Enter");
    await card.getByText("Negative controls").waitFor();
    const text = await card.innerText();
    expect(text).toContain("failed, as it must");
    expect(text).toMatch(/[0-9a-f]{64}/);
    expect(text).toMatch(/Seeds\s+\d/);
    expect(text).toContain(`npx corollary verify ${slug} --budget ${BUDGET}`);
    await page.close();
  });

  it("draws the figure that a claim makes of its numbers", async () => {
    const { page } = await visit();
    const card = page.locator("#claim-s1-nonoverlap-upper");
    await card.locator("> summary").click();
    await card.locator("figure svg").waitFor();
    expect(await card.locator("figure circle.dot").count()).toBeGreaterThan(2);
    expect(await card.locator("figure .legend li").count()).toBeGreaterThan(1);
    await page.close();
  });

  it.each([
    [0.2, 2, ["0.2", "0.5", "1", "2"]],
    [0.002, 2, ["0.01", "0.1", "1"]],
    [2, 9e5, ["10", "100", "1000", "10000", "1.0e+5"]],
    [2e-16, 0.4, ["1.0e-15", "1.0e-10", "1.0e-5"]],
  ])(
    "numbers a logarithmic axis from %d to %d so that it can be read",
    async (low, high, ticks) => {
      const { page } = await visit();
      const y = { field: "y", type: "quantitative", title: "", scale: { type: "log" } };
      const values = [low, high].map((value, at) => ({ x: ["SB", "LB"][at], y: value }));
      const spec = JSON.stringify({ data: { values }, encoding: { x: { field: "x" }, y } });
      const figure = JSON.stringify({ title: "", spec });
      const draw = `import("/figure.js").then(({ drawFigure }) =>
      [...drawFigure(${figure}).querySelectorAll("[text-anchor=end]")].map((one) => one.textContent))`;
      expect(await page.evaluate(draw)).toEqual(ticks);
      await page.close();
    },
  );

  it("shows a figure that it cannot draw as it was drawn when it was stored, at its size", async () => {
    const { page, complaints } = await visit();
    const encoding = { x: { field: "x" }, y: { field: "y" }, color: { field: "z" } };
    const data = { values: [{ x: 1, y: 1, z: 1 }] };
    const spec = JSON.stringify({ title: "A map", data, mark: "rect", encoding });
    const svg = await toSvg(JSON.parse(spec) as Record<string, unknown>);
    const figure = JSON.stringify({ title: "A map", spec, svg });
    const show = `import("/figure.js").then(({ drawFigure }) => {
      document.body.prepend(drawFigure(${figure}));
      const [frame] = document.querySelectorAll("figure.drawn div");
      const box = frame.shadowRoot.querySelector("svg[aria-label='A map']").getBoundingClientRect();
      return [box.width, box.height];
    })`;
    const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    expect(await page.evaluate(show)).toEqual([Number(width), Number(height)]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("runs an example query and says its cost", async () => {
    const { page } = await visit();
    await page.locator("#query").focus();
    await page.keyboard.press("Control+Enter");
    await page.locator("#answer").waitFor();
    expect(await page.locator("#answer").innerText()).toContain('"slug": "s2-overlap-lower"');
    expect(await page.locator("#cost").innerText()).toMatch(/^cost at most \d+ points/);
    await page.close();
  });

  it("has examples that answer with something", async () => {
    const { examples } = (await import(EXAMPLES)) as {
      examples: readonly { title: string; query: string }[];
    };
    const empty: string[] = [];
    for (const { title, query } of examples) {
      if (JSON.stringify(await api.ask(query)).includes('"edges":[]')) empty.push(title);
    }
    // Four of the six papers have no claims yet; their empty lists stand in the first answer. An
    // installation that knows one release has compared nothing yet.
    expect(empty).toEqual(["Verdicts with their evidence", "Compare two releases"]);
  });

  it("asks nobody but its own server, and breaks no rule of its policy", async () => {
    const { page, complaints, addresses } = await visit();
    for (const slug of CLAIMS) {
      await page.locator(`#claim-${slug} > summary`).click();
      await page.locator(`#claim-${slug} h4`).first().waitFor();
    }
    expect(complaints).toEqual([]);
    expect(addresses.filter((address) => !address.startsWith(api.url))).toEqual([]);
    await page.close();
  });

  it("fits a phone, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await visit({ viewport: { width: 360, height: 740 }, colorScheme });
      const slug = CLAIMS[1] ?? "";
      await page.locator(`#claim-${slug} > summary`).click();
      await page.locator(`#claim-${slug} h4`).first().waitFor();
      const beyond = "document.documentElement.scrollWidth > window.innerWidth";
      expect(await page.evaluate<unknown>(beyond)).toBe(false);
      await page.close();
    }
  });

  it("shows text as text, whatever it holds", async () => {
    const attack = `<img src=x onerror="document.title='broken'">`;
    await api.database.query("UPDATE paper SET title = $1 WHERE slug = 'sharir2018-overlaps'", [
      attack,
    ]);
    const { page, complaints } = await visit();
    await page.getByText(attack).waitFor();
    expect(await page.title()).toBe("Corollary");
    expect(complaints).toEqual([]);
    await page.close();
  });
});
