import type { PaperDefinition } from "../verification/define-paper.ts";

/** Every paper, in the order in which they are shown. */
export const papers: readonly PaperDefinition[] = [];
