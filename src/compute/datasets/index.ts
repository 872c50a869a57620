import type { Dataset } from "./dataset.ts";
import { fashionMnist } from "./fashion-mnist.dataset.ts";
import { mnist } from "./mnist.dataset.ts";

/** What a claim file may import of the data sets. */
export const datasets: readonly Dataset[] = [mnist, fashionMnist];
export { fashionMnist, mnist };
export { SPLITS } from "./dataset.ts";
export type { DataFolders, Dataset, Samples, Split } from "./dataset.ts";
export { averagePool2x2, scaleToUnit, selection, take } from "./views.ts";
