import { readFileSync } from "node:fs";
import { arch, cpus } from "node:os";

/** The instruction sets by which native libraries choose their kernels; others change no number. */
const DECISIVE = [
  ...["sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni"],
  ...["avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16", "amx_tile"],
  ...["asimd", "asimddp", "asimdhp", "i8mm", "bf16", "sve", "sve2"],
];

/** What Linux says of its first processor; empty elsewhere. */
function linuxFeatures(): string[] {
  let text: string;
  try {
    text = readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return [];
  }
  // "flags" on x86, "Features" on ARM.
  const listed = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? "";
  const known = new Set(listed.trim().split(/\s+/));
  return DECISIVE.filter((name) => known.has(name));
}

/** "x64, AMD EPYC 9B14, sse4_2 avx f16c fma avx2": equal where a native library chooses equally. */
export function cpuFeatures(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, " ").trim() ?? "";
  return [arch(), model, linuxFeatures().join(" ")].filter((part) => part !== "").join(", ");
}
