// A process that uses a database of its own, as `npm start` or a command would: says what it has
// as one line of JSON, closes on SIGTERM. Arguments: options of startCluster as JSON.
import { startCluster, type ClusterOptions } from "../../src/database/embedded/index.ts";
import { PlatformError } from "../../src/domain/errors.ts";

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const options = JSON.parse(process.argv[2] ?? "{}") as ClusterOptions;
const waiting = setInterval(() => undefined, 60_000);
try {
  const database = await startCluster({ ...options, log: (line) => say({ log: line }) });
  process.on("SIGTERM", () => {
    void database.close().then(() => {
      clearInterval(waiting);
      process.exitCode = 0;
    });
  });
  say({ url: database.url, home: database.home, pid: database.pid() });
} catch (error) {
  clearInterval(waiting);
  if (!(error instanceof PlatformError)) throw error;
  say({ code: error.code, message: error.message });
}
