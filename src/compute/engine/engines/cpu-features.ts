import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Vector instructions by which numerical libraries choose their kernels. */
const DECIDING = /^(sse4_1|avx|avx2|fma|f16c|avx512\w+|avx_vnni|amx\w*|asimd\w*|sve\w*|bf16|i8mm)$/;

function flags(): string[] {
  try {
    const text = readFileSync("/proc/cpuinfo", "utf8");
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? "";
    return line.split(/\s+/).filter((flag) => DECIDING.test(flag));
  } catch {
    // Only Linux lists them; elsewhere the model stands for its instructions.
    return [];
  }
}

/** One line that is equal on machines whose results are promised to be bit-identical. */
export function cpuFeatures(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown model";
  return [process.arch, model, ...flags().toSorted()].join(" ");
}
