import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** For what never comes: installing and starting take a minute, stopping a second. */
const READY_WITHIN_MS = 1_800_000;
const STOPPED_WITHIN_MS = 300_000;

/** Resolves to the address in the product's output, or rejects with all it said. */
function untilReady(child, said) {
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error(`${reason}; it said:\n${said.join("")}`));
    const timer = setTimeout(() => fail("it did not get ready in time"), READY_WITHIN_MS);
    const read = (chunk) => {
      said.push(chunk);
      const url = /https?:\/\/(127\.0\.0\.1|localhost):\d+/.exec(said.join(""))?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      fail(`npm start ended (${code ?? signal})`);
    });
  });
}

/** Runs `npm start` and waits for the line that says where it answers. */
export async function startProduct(folder, env, { uid, gid }) {
  const start = performance.now();
  const child = spawn(join(env.PATH, "npm"), ["start"], {
    cwd: folder,
    env,
    uid,
    gid,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  const closed = once(child, "close");
  const url = await untilReady(child, said);
  const untilClosed = async () => {
    let timer;
    const late = new Promise((_, reject) => {
      const fail = () => reject(new Error(`npm did not end in time; it said:\n${said.join("")}`));
      timer = setTimeout(fail, STOPPED_WITHIN_MS);
    });
    await Promise.race([closed, late]).finally(() => clearTimeout(timer));
  };
  return {
    url,
    said: () => said.join(""),
    seconds: () => ((performance.now() - start) / 1000).toFixed(1),
    /** SIGTERM to the npm process, as a service manager sends it. */
    async stop() {
      child.kill("SIGTERM");
      await untilClosed();
    },
    /** For the end of a failed test. */
    async kill() {
      if (child.exitCode === null && child.signalCode === null) await this.stop();
    },
  };
}
