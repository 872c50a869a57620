import type { ProgramKind } from "../../domain/engine-name.ts";
import type { Node } from "./graph.ts";

const WINDOWED = /Conv|Pool/;

/** What a program spends its time on, by its kernels. */
export function programKind(nodes: readonly Pick<Node, "kernel">[]): ProgramKind {
  return nodes.some(({ kernel }) => WINDOWED.test(kernel)) ? "convolutional" : "dense";
}
