import { Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import { ReleaseType } from "../schema/release.type.ts";
import { SystemInfoType } from "../schema/system-info.type.ts";
import { toRelease } from "./answers.ts";
import type { Context } from "./context.ts";

@Resolver(() => SystemInfoType)
export class SystemInfoResolver {
  @Query(() => SystemInfoType)
  systemInfo(@Ctx() { services }: Context) {
    return services.system.describe();
  }

  @FieldResolver(() => ReleaseType, { description: "The verifying code that runs here." })
  async release(@Ctx() { services }: Context) {
    return toRelease(await services.system.release());
  }
}
