import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toSvg } from "../../src/exports/figure-svg.ts";
import { papers } from "../../src/papers/index.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { canRun } from "../support/can-run.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { toyPapers } from "../support/toy-papers.ts";

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

type Options = Parameters<Browser["newPage"]>[0];

/** A page with whatever its browser complained of, and every address that it asked for. */
interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  readonly addresses: string[];
}

async function visit(options: Options = {}, address = "", { url } = api): Promise<Visit> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const addresses: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => addresses.push(request.url()));
  await page.goto(`${url}/${address}`);
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

  it("shows the evidence of the largest budget, says which it is, and where there is more", async () => {
    const { page } = await visit();
    const card = page.locator(`#claim-${CLAIMS[0] ?? ""}`);
    await card.locator(".badge.good").waitFor();
    expect(await card.locator(".badges").innerText()).toMatch(/^Supported\s+smoke$/);
    const all = papers.flatMap(({ claims }) => claims).length;
    expect(await page.locator("#budget option").allInnerTexts()).toEqual([
      "largest with evidence",
      `smoke: ${CLAIMS.length} of ${all} claims`,
      ...["quick", "standard", "paper"].map((budget) => `${budget}: 0 of ${all} claims`),
    ]);
    const tally = page.locator(".paper", { has: card }).locator(".tally");
    expect(await tally.innerText()).toBe(`${CLAIMS.length} supported`);
    await page.selectOption("#budget", "QUICK");
    expect(await card.locator("> summary").innerText()).toMatch(
      /Not verified at quick\s.*there is a verdict at smoke/s,
    );
    await page.close();
  });

  it("says that it loads when another budget is chosen, and shows nothing of the former", async () => {
    const { page } = await visit();
    const card = page.locator(`#claim-${CLAIMS[0] ?? ""}`);
    await card.locator("> summary").click();
    await card.getByText("How it was computed").waitFor();
    const gate = Promise.withResolvers<undefined>();
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Claim") === true) await gate.promise;
      await route.continue();
    });
    await page.selectOption("#budget", "QUICK");
    const body = card.locator("> .body[aria-busy]");
    expect(await body.innerText()).toBe("Loading…");
    gate.resolve(undefined);
    await card.getByText("Negative controls").waitFor();
    expect(await body.count()).toBe(0);
    expect(await card.getByText("How it was computed").count()).toBe(0);
    await page.close();
  });

  it("heeds what is chosen before the first answer", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const gate = Promise.withResolvers<undefined>();
    await page.route("**/graphql", async (route) => {
      await gate.promise;
      await route.continue();
    });
    const slug = CLAIMS[0] ?? "";
    await page.goto(`${api.url}/#claim-${slug}`);
    await page.fill("#filter", slug);
    await page.selectOption("#budget", "QUICK");
    expect(await page.locator("#list").innerText()).toBe("Loading…");
    gate.resolve(undefined);
    await page.locator(`#claim-${slug}[open]`).getByText("Not verified at quick").waitFor();
    expect(await page.locator(".claim:visible").count()).toBe(1);
    await page.close();
  });

  it("says of a claim whose data are not here which these are, their size, and how to get them", async () => {
    const { page } = await visit();
    const card = page.locator("#claim-dw-emp-width-cifar10 > summary");
    await card.waitFor();
    expect(await card.innerText()).toMatch(
      /Data not here\s.*needs cifar10 \(170 MB\), .*: npx corollary datasets fetch cifar10/s,
    );
    await card.click();
    const form = page.locator("#claim-dw-emp-width-cifar10 form");
    await form.getByText("cifar10 is not here: npx corollary datasets fetch cifar10").waitFor();
    expect(await form.getByRole("button").isDisabled()).toBe(true);
    await page.close();
  });

  it("leaves what a reader has opened as it is while the claim is verified again", async () => {
    const slug = CLAIMS[0] ?? "";
    const { page } = await visit({}, `#claim-${slug}`);
    const card = page.locator(`#claim-${slug}`);
    await card.locator(".latex > summary").click();
    const asked = { budget: BUDGET, caller: "owner", force: true } as const;
    const { id } = await api.services.verification.request(slug, asked);
    // An answer in the console has the page look at once.
    await page.locator("#query-form button").click();
    await card.getByText("Waiting for a worker").waitFor();
    expect(await card.locator(".latex[open]").count()).toBe(1);
    expect(await card.locator(".badge.good").count()).toBe(1);
    await api.services.verification.cancel(id);
    await page.close();
  });

  it("opens the claim that its address names", async () => {
    const slug = CLAIMS[1] ?? "";
    const { page } = await visit({}, `#claim-${slug}`);
    await page.locator(`#claim-${slug} .body`).getByText("Negative controls").waitFor();
    expect(await page.locator("details.claim[open]").count()).toBe(1);
    await page.close();
  });

  it("finds claims by words of their name or verdict", async () => {
    const { page } = await visit();
    await page.locator(`#claim-${CLAIMS[1] ?? ""}`).waitFor();
    await page.fill("#filter", "overlap Supported");
    const shown = page.locator(".claim:visible code:first-child");
    expect(await page.locator(".claim:visible").count()).toBe(CLAIMS.length);
    expect(await shown.allInnerTexts()).toEqual(CLAIMS);
    expect(await page.locator(".paper:visible").count()).toBe(1);
    await page.fill("#filter", "overlap refuted");
    expect(await page.locator(".paper:visible").count()).toBe(0);
    await page.getByText("No claim has the words “overlap refuted”.").waitFor();
    await page.fill("#filter", "");
    expect(await page.locator(".paper:visible").count()).toBe(papers.length);
    await page.close();
  });

  it("draws formulas, with their LaTeX to be copied, and shows one as LaTeX that it cannot draw", async () => {
    const { page, complaints } = await visit({}, `#claim-${CLAIMS[1] ?? ""}`);
    const math = page.locator(`#claim-${CLAIMS[1] ?? ""} .formula math`);
    await math.waitFor();
    const display = "getComputedStyle(document.querySelector('.formula math')).display";
    expect(await page.evaluate(display)).toBe("block math");
    const latex = page.locator(`#claim-${CLAIMS[1] ?? ""} .latex code`);
    expect(await latex.textContent()).toContain("\\operatorname{rank}[A]");
    const drawn = await page.evaluate(`import("/formula.js").then(({ formulaParts }) =>
      formulaParts({ formula: "\\\\frac{", formulaMathml: null }).map((one) => one.outerHTML))`);
    expect(drawn).toEqual(["<p><code>\\frac{</code></p>"]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    [
      [0.123456789, 0.1],
      [0.1235, 0.1],
    ],
    [
      [0.10000000149, 0.1],
      [0.100000001, 0.1],
    ],
    [
      [1_234_567, 0.25],
      [1_234_567, 0.25],
    ],
    [
      [0.1 + 0.2, 0.3],
      [0.1 + 0.2, 0.3],
    ],
    [
      [1e-300, -1e-300],
      [1e-300, -1e-300],
    ],
  ])("shows the numbers %j with the digits that tell their order", async (numbers, shown) => {
    const { page } = await visit();
    const shorten = `import("/words.js").then(({ shortened }) => shortened(${JSON.stringify(numbers)}))`;
    expect(await page.evaluate(shorten)).toEqual(shown);
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
    [2, 9e5, ["10", "100", "1000", "10000", "1e+5"]],
    [2e-16, 0.4, ["1e-15", "1e-10", "1e-5"]],
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
    // White on a dark page dazzles: the ground is the page's, and the colours are turned round.
    const look = `(() => { const [figure] = document.querySelectorAll("figure.drawn");
      const ground = figure.firstChild.shadowRoot.querySelector("svg > rect");
      return [getComputedStyle(figure).filter !== "none", ground.getAttribute("fill")]; })()`;
    expect(await page.evaluate(look)).toEqual([false, "none"]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await page.evaluate(look)).toEqual([true, "none"]);
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

  it("asks for a verification where it is wanted, and says what came of it", async () => {
    const slug = CLAIMS[0] ?? "";
    const { page, complaints } = await visit({}, `#claim-${slug}`);
    const card = page.locator(`#claim-${slug}`);
    const form = card.locator("form");
    await form.getByRole("button").click();
    await form.getByText("This release has verified it at smoke already.").waitFor();
    await form.locator("select").selectOption("QUICK");
    await form.getByRole("button").click();
    await form.getByText("Waiting for a worker at quick.").waitFor();
    await card.locator(".badge", { hasText: "Waiting for a worker" }).waitFor();
    const { items } = await api.services.reads.experiments({ status: "QUEUED" }).page({ first: 9 });
    expect(items.map(({ budget }) => budget)).toEqual(["quick"]);
    for (const { id } of items) await api.services.verification.cancel(id);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("stands by the largest budget of a release, though a smaller one came after", async () => {
    const toys = await startApi({ papers: toyPapers });
    try {
      for (const budget of ["standard", "smoke"] as const) {
        await toys.services.verification.request("q1-square", { budget, caller: "owner" });
        await toys.work();
      }
      const { page } = await visit({}, "#claim-q1-square", toys);
      const card = page.locator("#claim-q1-square");
      await card.getByText("How it was computed").waitFor();
      expect(await card.locator(".badges").innerText()).toMatch(/^Supported\s+standard$/);
      expect(await card.locator("form select").inputValue()).toBe("STANDARD");
      await page.close();
    } finally {
      await toys.close();
    }
  });

  it("says that a verification needs the server's token, and takes it from the console", async () => {
    const guarded = await startApi({ papers: toyPapers, token: "secret-of-the-lab" });
    try {
      const { page } = await visit({}, "#claim-q1-square", guarded);
      const form = page.locator("#claim-q1-square form");
      await form.getByRole("button").click();
      await form.getByText("It needs the server's token").waitFor();
      await page.fill("#token", "secret-of-the-lab");
      await form.getByRole("button").click();
      await form.getByText("Waiting for a worker at quick.").waitFor();
      await page.close();
    } finally {
      await guarded.close();
    }
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

  it("draws a figure on a phone as large as its words need, and scrolls it in its box", async () => {
    const { page } = await visit({ viewport: { width: 390, height: 740 } });
    const card = page.locator("#claim-s1-nonoverlap-upper");
    await card.locator("> summary").click();
    const box = card.locator("figure .scroll").first();
    await box.locator("svg").waitFor();
    const look = `(() => {
      const [box] = document.querySelectorAll("#claim-s1-nonoverlap-upper figure .scroll");
      return [box.firstChild.getBoundingClientRect().width, box.scrollWidth > box.clientWidth];
    })()`;
    expect(await page.evaluate(look)).toEqual([34 * 16, true]);
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
