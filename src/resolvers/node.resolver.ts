import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { PlatformError } from "../domain/errors.ts";
import { parseGlobalId, type NodeType } from "../domain/global-id.ts";
import { NodeInterface, type Typed } from "../schema/node.type.ts";
import { PAGE_MAXIMUM } from "../schema/page.args.ts";
import { orNull, toClaim, toEvidence, toExperiment, toPaper, toRelease, toRun } from "./answers.ts";
import type { Context } from "./context.ts";

type Finder = (context: Context, id: string) => Promise<Typed | null>;

const finders: Readonly<Record<NodeType, Finder>> = {
  Paper: async ({ services }, id) => orNull(await services.reads.findPaper({ id }), toPaper),
  Claim: async ({ services }, id) => orNull(await services.reads.findClaim({ id }), toClaim),
  Experiment: async ({ services }, id) =>
    orNull(await services.reads.findExperiment({ id }), toExperiment),
  Run: async ({ services }, id) => orNull(await services.reads.findRun({ id }), toRun),
  Evidence: async ({ services }, id) =>
    orNull(await services.reads.findEvidence({ id }), toEvidence),
  Release: async ({ services }, id) => orNull(await services.reads.findRelease({ id }), toRelease),
};

function findNode(context: Context, id: string, path: (string | number)[]) {
  const { type, key } = parseGlobalId(id, path);
  return finders[type](context, key);
}

@Resolver()
export class NodeResolver {
  @Query(() => NodeInterface, { nullable: true })
  node(@Arg("id", () => ID) id: string, @Ctx() context: Context) {
    return findNode(context, id, ["id"]);
  }

  @Query(() => [NodeInterface], {
    nullable: "items",
    description: "In the order of the ids, 1 to 100 of them; null for what is not there.",
  })
  nodes(@Arg("ids", () => [ID]) ids: string[], @Ctx() context: Context) {
    if (ids.length < 1 || ids.length > PAGE_MAXIMUM) {
      const told = `ids: must be 1 to ${PAGE_MAXIMUM} ids`;
      throw new PlatformError("BAD_INPUT", told, { path: ["ids"] });
    }
    return Promise.all(ids.map((id, index) => findNode(context, id, ["ids", index])));
  }
}
