import { statSync } from "node:fs";
import { resolve } from "node:path";
import { PlatformError } from "../../domain/errors.ts";

/** Where TensorFlow's library comes from. */
export type LibrarySource =
  | { readonly kind: "pip" }
  | { readonly kind: "wheel"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string };

export function wrongSource(told: string): PlatformError {
  return new PlatformError("BAD_INPUT", told, { path: ["from"] });
}

/**
 * @param from what a person named: a wheel, or a folder that holds TensorFlow; null: pip gets it
 * @throws PlatformError BAD_INPUT for what is neither
 */
export function sourceOf(from: string | null): LibrarySource {
  if (from === null) return { kind: "pip" };
  if (from === "") throw wrongSource("--from is empty: it names a wheel or folder of this machine");
  const path = resolve(from);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw wrongSource(`${path} is not there: --from names a wheel or folder of this machine`);
  if (stats.isDirectory()) return { kind: "folder", path };
  if (stats.isFile() && path.endsWith(".whl")) return { kind: "wheel", path };
  throw wrongSource(`${path} is neither a wheel (its name ends in .whl) nor a folder`);
}
