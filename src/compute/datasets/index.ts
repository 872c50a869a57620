import type { Dataset } from "./dataset.ts";
import { fashionMnist } from "./fashion-mnist.dataset.ts";
import { mnist } from "./mnist.dataset.ts";

/** What a claim file may import of the data sets. */
export const datasets: readonly Dataset[] = [mnist, fashionMnist];
export { fashionMnist, mnist };

/** The data set of a name; undefined where there is none. */
export function findDataset(name: string): Dataset | undefined {
  return datasets.find((one) => one.name === name);
}

/** For people: that there is no data set of a name, and which there are. */
export function noDataset(name: string): string {
  return `there is no data set ${name}; there are ${datasets.map((one) => one.name).join(", ")}`;
}

export { SPLITS } from "./dataset.ts";
export type { DataFolders, Dataset, Samples, Split } from "./dataset.ts";
export { averagePool2x2, scaleToUnit, selection, take } from "./views.ts";
