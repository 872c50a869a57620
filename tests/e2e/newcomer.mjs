// Does what a newcomer does, in a fresh copy of the committed project: `npm start`, ask the API,
// stop, start again. As this account and, when this is root, as one without rights. Ends with
// `N passed, N failed`.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, assertCounted, assertVerdicts, countExperiments } from "./newcomer/api.mjs";
import { Journey } from "./newcomer/journey.mjs";
import { copyProject, environmentOf, narrowPath } from "./newcomer/machine.mjs";
import { assertNoProcess, assertNoRecovery, homeIn } from "./newcomer/leftovers.mjs";
import { startProduct } from "./newcomer/product.mjs";

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };

/** From installing to the first answer, on an idle machine with a warm network. */
const FIRST_START_GOAL_S = 60;
const SECOND_START_GOAL_S = 3;

async function travel(account, scratch) {
  const journey = new Journey(account.name);
  // Closed to every other account, the database's included; with a space and a letter beyond ASCII.
  const parent = join(scratch, `${account.name}'s own`);
  const folder = join(parent, "my prüfstand");
  mkdirSync(parent, { mode: 0o700 });
  copyProject(project, folder, parent, account);
  const env = environmentOf(parent, narrowPath(scratch), account);
  let product = null;
  let first = [];
  let experiments = 0;
  let home = folder;

  try {
    await journey.step("npm start installs, starts and says where it answers", async () => {
      product = await startProduct(folder, env, account);
      await ask(product.url, "{ __typename }");
      const seconds = product.seconds();
      const installing = /Installed in [\d.]+ s/.exec(product.said())?.[0];
      journey.say(`first start to first answer: ${seconds} s (goal ${FIRST_START_GOAL_S})`);
      journey.say(`of which: ${installing}`);
    });
    await journey.step(
      "every claim has its verdict, with controls, seeds, environment",
      async () => {
        first = await assertVerdicts(product.url);
        journey.say(`first start to all verdicts: ${product.seconds()} s`);
        experiments = await countExperiments(product.url);
        home = homeIn(folder);
      },
    );
    await journey.step("SIGTERM to npm stops everything: no process remains", async () => {
      await product.stop();
      await assertNoProcess(env, [folder, home]);
    });
    await journey.step("the next start needs no recovery and verifies nothing twice", async () => {
      product = await startProduct(folder, env, account);
      await ask(product.url, "{ __typename }");
      journey.say(
        `second start to first answer: ${product.seconds()} s (goal ${SECOND_START_GOAL_S})`,
      );
      assertCounted(first, await assertVerdicts(product.url));
      await product.stop();
      assertNoRecovery(home);
      product = await startProduct(folder, { ...env, COROLLARY_VERIFY: "none" }, account);
      assertCounted(experiments, await countExperiments(product.url));
    });
    await journey.step("it stops again without a trace", async () => {
      await product.stop();
      await assertNoProcess(env, [folder, home]);
    });
  } finally {
    await product?.kill();
    // As root the data are outside the scratch folder.
    rmSync(homeIn(folder), { recursive: true, force: true });
  }
  return journey;
}

const self = { name: execFileSync("id", ["-un"], { encoding: "utf8" }).trim() };
const accounts = process.getuid() === 0 ? [self, NOBODY] : [self];
if (accounts.length === 1) console.log("not root: the part as another account is left out");
let passed = 0;
let failed = 0;
for (const account of accounts) {
  const scratch = mkdtempSync(join(tmpdir(), "corollary-newcomer-"));
  chmodSync(scratch, 0o755);
  try {
    const journey = await travel(account, scratch);
    passed += journey.passed;
    failed += journey.failed;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
