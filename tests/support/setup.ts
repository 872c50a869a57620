import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

// Whatever a test file and its processes leave in the folder for temporary files goes with the file.
const outer = tmpdir();
const scratch = mkdtempSync(join(outer, "corollary-t-"));
// Databases run under an account of their own where the tests run as root.
chmodSync(scratch, 0o1777);
process.env["TMPDIR"] = scratch;

afterAll(() => {
  process.env["TMPDIR"] = outer;
  try {
    rmSync(scratch, { recursive: true, force: true });
  } catch {
    // A process that ends still writes: what is left is in nobody's way.
  }
});
