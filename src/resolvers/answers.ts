/** From rows of the services to what the schema shows. */
import { toConnection, type Connection } from "../schema/connection.ts";
import type { CursorKey, CursorList } from "../schema/cursor.ts";
import { enginesAgree, type Check, type CrossCheck } from "../domain/evidence-record.ts";
import { toGlobalId, type NodeType } from "../domain/global-id.ts";
import { toPageRequest, type PageArgs, type PageRequest } from "../schema/page.args.ts";
import type { Loaders } from "../services/loaders.ts";
import type { Page } from "../services/page.ts";
import type { ReadService } from "../services/read.service.ts";

type Reads = ReadService;
type Found<Find extends (...args: never[]) => Promise<unknown>> = NonNullable<
  Awaited<ReturnType<Find>>
>;
export type PaperRow = Found<Reads["findPaper"]>;
export type ClaimRow = Found<Reads["findClaim"]>;
export type ExperimentRow = Found<Reads["findExperiment"]>;
export type RunRow = Found<Reads["findRun"]>;
export type VerdictRow = Awaited<ReturnType<Loaders["currentVerdicts"]["load"]>>[number];
export type EvidenceRow = Found<Reads["findEvidence"]>;
export type ReleaseRow = Found<Reads["findRelease"]>;
export type RegressionRow = Found<Reads["findRegression"]>;
export type FigureRow = Awaited<ReturnType<Loaders["figuresByEvidence"]["load"]>>[number];

/** A row under its global id; `key` is the row's own. */
export type Answer<Row extends { id: string }> = Omit<Row, "id"> & {
  readonly id: string;
  readonly key: string;
  readonly __typename: NodeType;
};

function toAnswer<Row extends { id: string }>(noun: NodeType, row: Row): Answer<Row> {
  return { ...row, id: toGlobalId(noun, row.id), key: row.id, __typename: noun };
}

export const toPaper = (row: PaperRow) => toAnswer("Paper", row);
export const toClaim = (row: ClaimRow) => toAnswer("Claim", row);
export const toExperiment = (row: ExperimentRow) => toAnswer("Experiment", row);
export const toRun = (row: RunRow) => toAnswer("Run", row);
export const toRelease = (row: ReleaseRow) => toAnswer("Release", row);
export const toRegression = (row: RegressionRow) => toAnswer("Regression", row);

function toCrossCheck(checks: readonly Check[], found: CrossCheck) {
  const [largest = null] = found.disagreements;
  return { ...found, agrees: enginesAgree(checks, found), largest };
}

/** The lists of the record stand beside the columns that are copies from it. */
export function toEvidence(row: EvidenceRow) {
  const { seeds, checks, controls, drift = [], environment, engineReason = null } = row.record;
  const crossCheck = orNull(row.record.crossCheck ?? null, (found) => toCrossCheck(checks, found));
  const lists = { seeds, checks, controls, drift };
  return { ...toAnswer("Evidence", row), ...lists, environment, engineReason, crossCheck };
}

export function orNull<Row, Item>(row: Row | null, toItem: (row: Row) => Item): Item | null {
  return row === null ? null : toItem(row);
}

/** How each list is named in its cursors, shown, and ordered. */
export const lists = {
  papers: {
    name: "papers",
    keyKind: "text",
    toItem: toPaper,
    keyOf: ({ slug }: { slug: string }) => slug,
  },
  claims: {
    name: "claims",
    keyKind: "text",
    toItem: toClaim,
    keyOf: ({ slug }: { slug: string }) => slug,
  },
  experiments: {
    name: "experiments",
    keyKind: "sequence",
    toItem: toExperiment,
    keyOf: sequenceOf,
  },
  runs: { name: "runs", keyKind: "sequence", toItem: toRun, keyOf: sequenceOf },
  evidences: { name: "evidences", keyKind: "sequence", toItem: toEvidence, keyOf: sequenceOf },
  releases: { name: "releases", keyKind: "sequence", toItem: toRelease, keyOf: sequenceOf },
  regressions: {
    name: "regressions",
    keyKind: "sequence",
    toItem: toRegression,
    keyOf: sequenceOf,
  },
} as const;

function sequenceOf({ sequence }: { sequence: number }): number {
  return sequence;
}

interface ListKind<Row, Item, Key extends CursorKey> extends CursorList {
  readonly toItem: (row: Row) => Item;
  readonly keyOf: (row: Row) => Key;
}

interface ListSource<Row, Key extends CursorKey> {
  page(page: PageRequest<NoInfer<Key>>): Promise<Page<Row>>;
  count(): Promise<number>;
}

/** One page of a list as a connection. */
export async function answerList<Row, Item, Key extends CursorKey>(
  kind: ListKind<Row, Item, Key>,
  args: PageArgs,
  source: ListSource<Row, Key>,
): Promise<Connection<Item>> {
  const page = await source.page(toPageRequest<Key>(kind, args));
  const placed = page.items.map((row) => ({ key: kind.keyOf(row), node: kind.toItem(row) }));
  return toConnection(kind.name, { ...page, items: placed }, () => source.count());
}
