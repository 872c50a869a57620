import { expect, it } from "vitest";
import { z } from "zod";
import { papers } from "../../src/papers/index.ts";

/** A recipe of a training, which may stand inside of a setting, or the images of a block. */
const recipeSchema = z
  .object({ data: z.object({ name: z.string() }) })
  .transform(({ data }) => data.name);
const settingSchema = z.union([
  recipeSchema,
  z.object({ recipe: recipeSchema }).transform(({ recipe }) => recipe),
  z.object({ data: z.object({ dataset: z.string() }) }).transform(({ data }) => data.dataset),
]);
const claims = papers.flatMap((paper) => paper.claims);

it.each(claims.map((claim) => [claim.slug, claim] as const))(
  "%s names the data sets that its settings load, and no others",
  (_slug, claim) => {
    const loaded = claim.plan("smoke").flatMap(({ setting }) => {
      const found = settingSchema.safeParse(setting);
      return found.success ? [found.data] : [];
    });
    expect(claim.data.map(({ name }) => name).toSorted()).toEqual([...new Set(loaded)].toSorted());
  },
);
