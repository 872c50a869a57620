import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { CertificateType } from "../schema/evidence.type.ts";
import { priced, PRICES } from "../schema/prices.ts";
import type { Context } from "./context.ts";

@Resolver(() => CertificateType)
export class CertificateResolver {
  @FieldResolver(() => String, priced(PRICES.certificateContent, "Canonical JSON."))
  async content(@Root() { digest }: CertificateType, @Ctx() { loaders }: Context) {
    return (await loaders.certificateByDigest.load(digest)).content;
  }
}
