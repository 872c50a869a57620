import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startApi } from "../support/api.ts";
import { canRun } from "../support/can-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { whenFinished } from "../support/experiment.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { openTestPlatform } from "../support/platform.ts";
import { runWorkerHere } from "../support/run-worker.ts";
import { papers, swaying } from "../support/scratch-papers.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path)) ?? "";
const HAS_BROWSER = canRun("the page", executablePath !== "", BROWSERS.join(" or "));

async function crossCheck(database: TestDatabase): Promise<void> {
  const platform = await openTestPlatform(database.url);
  const worker = runWorkerHere(platform);
  const asked = { budget: "smoke", caller: "owner", crossCheck: "reference" } as const;
  const { id } = await platform.services.verification.request(swaying.slug, asked);
  expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED" });
  await worker.stop();
  await platform.close();
}

/** The text of a claim's card, opened, and how many figures of two engines it shows with their points. */
async function cardOf(url: string, slug: string) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    const card = page.locator(`#claim-${slug}`);
    await card.locator("> summary").click();
    await card.getByText("Second engine").waitFor();
    const figure = card.locator('svg[aria-label^="How far"]').filter({ hasText: "amount" });
    return { text: await card.innerText(), figures: await figure.count(), complaints };
  } finally {
    await browser.close();
  }
}

describe.runIf(HAS_BROWSER)("the page", () => {
  it("tells that a second engine finds another verdict, by which numbers, and how to repeat it", async () => {
    const database = await createTestDatabase();
    await crossCheck(database);
    const api = await startApi({ papers, database });
    try {
      const { text, figures, complaints } = await cardOf(api.url, swaying.slug);
      expect(figures).toBe(1);
      expect(complaints).toEqual([]);
      expect(text).toMatch(/Second engine\s+reference on CPU/);
      expect(text).toMatch(/Its verdict\s+another: Not supported/);
      expect(text).toMatch(
        /Furthest apart\s+amount 0: 20 and 2\s+amount of main, seed 1: 20 and 2/,
      );
      const again = `npx corollary verify ${swaying.slug} --budget smoke --cross-check=reference`;
      expect(text).toContain(again);
    } finally {
      await api.close();
    }
  });
});
