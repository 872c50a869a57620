import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { PlatformError } from "../domain/errors.ts";
import { parseGlobalId, type NodeType } from "../domain/global-id.ts";
import { NodeInterface, type Typed } from "../schema/node.type.ts";
import { PAGE_MAXIMUM } from "../schema/page.args.ts";
import {
  orNull,
  toClaim,
  toEvidence,
  toExperiment,
  toPaper,
  toRegression,
  toRelease,
  toRun,
} from "./answers.ts";
import type { Context } from "./context.ts";

type Finder = (nodes: Context["loaders"]["nodes"], key: string) => Promise<Typed | null>;

const finders: Readonly<Record<NodeType, Finder>> = {
  Paper: async (nodes, key) => orNull(await nodes.Paper.load(key), toPaper),
  Claim: async (nodes, key) => orNull(await nodes.Claim.load(key), toClaim),
  Experiment: async (nodes, key) => orNull(await nodes.Experiment.load(key), toExperiment),
  Run: async (nodes, key) => orNull(await nodes.Run.load(key), toRun),
  Evidence: async (nodes, key) => orNull(await nodes.Evidence.load(key), toEvidence),
  Release: async (nodes, key) => orNull(await nodes.Release.load(key), toRelease),
  Regression: async (nodes, key) => orNull(await nodes.Regression.load(key), toRegression),
};

function findNode({ loaders }: Context, id: string, path: (string | number)[]) {
  const { type, key } = parseGlobalId(id, path);
  return finders[type](loaders.nodes, key);
}

/** @throws PlatformError BAD_INPUT for no ids, too many, or one that is there already */
function assertIds(ids: readonly string[]): void {
  if (ids.length < 1 || ids.length > PAGE_MAXIMUM) {
    const told = `ids: must be 1 to ${PAGE_MAXIMUM} ids`;
    throw new PlatformError("BAD_INPUT", told, { path: ["ids"] });
  }
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (repeated < 0) return;
  const told = `ids.${repeated}: is there already; give each id once`;
  throw new PlatformError("BAD_INPUT", told, { path: ["ids", repeated] });
}

@Resolver()
export class NodeResolver {
  @Query(() => NodeInterface, { nullable: true })
  node(@Arg("id", () => ID) id: string, @Ctx() context: Context) {
    return findNode(context, id, ["id"]);
  }

  @Query(() => [NodeInterface], {
    nullable: "items",
    description: "In the order of the ids, 1 to 100 different ones; null for what is not there.",
  })
  nodes(@Arg("ids", () => [ID]) ids: string[], @Ctx() context: Context) {
    assertIds(ids);
    return Promise.all(ids.map((id, index) => findNode(context, id, ["ids", index])));
  }
}
