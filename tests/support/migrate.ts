// Migrates a database in a process of its own, so that a test can kill it. Argument: its URL.
import { migrate } from "../../src/database/migrate.ts";

const { applied } = await migrate(process.argv[2] ?? "");
process.stdout.write(`${JSON.stringify(applied)}\n`);
