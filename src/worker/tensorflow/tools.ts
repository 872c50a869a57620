import { PlatformError } from "../../domain/errors.ts";
import type { LibrarySource } from "./library-source.ts";
import { runTool, type ToolOptions } from "../run-tool.ts";

function missing(what: string, todo: string): PlatformError {
  return new PlatformError("ENGINE_UNAVAILABLE", `${what}; ${todo}`);
}

const AGAIN = "then run the same command again";

async function lookForCompiler(options: ToolOptions): Promise<string> {
  const found = await runTool("g++", ["--version"], options);
  if (found?.ok) return found.output.split("\n")[0] ?? "g++";
  const install = "install g++ (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++)";
  throw missing(
    "the engine is compiled, and there is no C++ compiler here",
    `${install}, ${AGAIN}`,
  );
}

/** A wheel is unpacked by Python, and got by its pip. */
async function lookForPython(source: LibrarySource, options: ToolOptions): Promise<void> {
  const other = "or name a folder that holds TensorFlow: --from <folder>";
  const python = await runTool("python3", ["--version"], options);
  if (!python?.ok) {
    const install = "install it with pip (Debian, Ubuntu: apt-get install python3-pip)";
    const told = "TensorFlow's library comes in a Python package, and there is no python3 here";
    throw missing(told, `${install}, ${AGAIN}; ${other}`);
  }
  if (source.kind !== "pip") return;
  const pip = await runTool("python3", ["-m", "pip", "--version"], options);
  if (pip?.ok) return;
  const install = "install it (Debian, Ubuntu: apt-get install python3-pip)";
  throw missing("python3 has no pip here", `${install}, ${AGAIN}; ${other}`);
}

/**
 * Whether everything is here that an installation needs, before anything is downloaded.
 *
 * @returns the compiler's name and version
 * @throws PlatformError ENGINE_UNAVAILABLE with how to get what is missing
 */
export async function lookForTools(source: LibrarySource, options: ToolOptions): Promise<string> {
  const compiler = await lookForCompiler(options);
  if (source.kind !== "folder") await lookForPython(source, options);
  return compiler;
}
