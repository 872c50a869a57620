import type { ProgramKind } from "../../domain/engine-name.ts";
import type { Node } from "./graph.ts";

/** Whether a kernel moves windows over images. */
export function isWindowed(kernel: string): boolean {
  return /Conv|Pool/.test(kernel);
}

/** What a program spends its time on, by its kernels. */
export function programKind(nodes: readonly Pick<Node, "kernel">[]): ProgramKind {
  return nodes.some(({ kernel }) => isWindowed(kernel)) ? "convolutional" : "dense";
}
