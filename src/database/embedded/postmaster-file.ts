import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "./address.ts";
import { isPostgresOn } from "./process-table.ts";

/** What postmaster.pid in the data folder says about the server that wrote it. */
export interface PostmasterFile {
  readonly pid: number;
  readonly address: Address;
  /** Accepts connections. */
  readonly ready: boolean;
}

/**
 * Reads postmaster.pid (format: miscadmin.h of PostgreSQL, one fact a line).
 *
 * @returns null when there is none or the server has not written it to the end yet
 */
export function readPostmasterFile(dataFolder: string): PostmasterFile | null {
  let text: string;
  try {
    text = readFileSync(join(dataFolder, "postmaster.pid"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const [pid, , , port, socketFolder, listen, , status] = text.split("\n");
  const number = Math.abs(Number(pid));
  if (!Number.isSafeInteger(number) || number === 0) return null;
  return {
    pid: number,
    address: { host: socketFolder || listen || "127.0.0.1", port: Number(port) },
    ready: status?.trim() === "ready",
  };
}

/** The server that runs on this folder now; null: none, whatever the file says. */
export function findRunningServer(dataFolder: string): PostmasterFile | null {
  const file = readPostmasterFile(dataFolder);
  return file !== null && isPostgresOn(file.pid, dataFolder) ? file : null;
}
