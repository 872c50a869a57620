import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

function sizes(folder: string): Map<string, number> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(names.map((name) => [name, statSync(join(folder, name)).size]));
}

function readFrom(path: string, offset: number, length: number): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(length);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, length, offset));
  } finally {
    closeSync(file);
  }
}

/**
 * Remembers how far the server's logs have got.
 *
 * @returns reads all that was written to them since
 */
export function followLogs(folder: string): () => string {
  const before = sizes(folder);
  return () =>
    [...sizes(folder)]
      .map(([name, size]) => {
        const known = before.get(name) ?? 0;
        // Shorter than before: begun anew.
        const offset = known <= size ? known : 0;
        return readFrom(join(folder, name), offset, size - offset);
      })
      .join("");
}
