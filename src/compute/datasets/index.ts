import { cifar10 } from "./cifar10.dataset.ts";
import type { Dataset } from "./dataset.ts";
import { fashionMnist } from "./fashion-mnist.dataset.ts";
import { mnist } from "./mnist.dataset.ts";
import { svhn } from "./svhn.dataset.ts";

/** What a claim file may import of the data sets. */
export const datasets: readonly Dataset[] = [mnist, fashionMnist, cifar10, svhn];
export { cifar10, fashionMnist, mnist, svhn };

/** The data set of a name; undefined where there is none. */
export function findDataset(name: string): Dataset | undefined {
  return datasets.find((one) => one.name === name);
}

/** For people: that there is no data set of a name, and which there are. */
export function noDataset(name: string): string {
  return `there is no data set ${name}; there are ${datasets.map((one) => one.name).join(", ")}`;
}

export { SPLITS } from "./dataset.ts";
export type {
  DataAddress,
  DataFile,
  DataFolders,
  DataPackage,
  Dataset,
  DataSource,
  Samples,
  Split,
} from "./dataset.ts";
export { averagePool2x2, scaleToUnit, selection, take } from "./views.ts";
