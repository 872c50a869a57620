/**
 * What a field costs beside the objects that it answers with, in points: about one for each
 * kilobyte of it in quick evidence, on the average of what ships. The estimate of a request reads the
 * price from the field.
 */
export const PRICES = {
  /** Some 70 documents of 55 kB stand in a list that counts as three. */
  certificateContent: 1_300,
  record: 150,
  /** Fewer than two figures, of 30 kB and drawn in 25 kB, stand in a list that counts as three. */
  figureSpec: 15,
  figureSvg: 15,
  /** Up to 150 checks of 250 bytes stand in a list that counts as three. */
  checks: 10,
  /** Of a trend's 240 runs with 9 quantities each. */
  disagreements: 300,
  /** Of 60 claims with 10 quantities each: read whole, however little of it is asked for. */
  comparison: 300,
} as const;

/** As how many objects a list counts that is longer than the plain lists inside a record. */
export const LONG_LISTS = { comparedClaims: 60, quantities: 10, disagreements: 100 } as const;

/**
 * As how many objects a page of the catalogue counts at most, whatever size is asked for: a release
 * lengthens these lists, never a client. Together more than all claims that ship; the longest paper is
 * longer, by less than two.
 */
export const CATALOGUE_LISTS = { papers: 10, claimsOfPaper: 10 } as const;

/** How many objects a field's arguments ask for at most; null where they do not say. */
export function pageSizeOf(args: Readonly<Record<string, unknown>>): number | null {
  const { first, last, ids } = args;
  if (Array.isArray(ids)) return ids.length;
  const size = first ?? last;
  return typeof size === "number" ? Math.max(1, size) : null;
}

/** The options of a priced field: its price is part of its description. */
export function priced(price: number, description: string) {
  const points = price.toLocaleString("en");
  return { description: `${description} Costs ${points} points.`, complexity: price };
}

/** The options of a long list, which counts as so many objects, with all that is asked of each. */
export function longList(size: number, description: string, price = 0) {
  const also = price > 0 ? `, and costs ${price.toLocaleString("en")} points` : "";
  return {
    description: `${description} Counts as ${size} objects${also}.`,
    complexity: ({ childComplexity }: { childComplexity: number }) =>
      price + size * (1 + childComplexity),
  };
}

interface Estimated {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

/** The options of a page of the catalogue, which counts its size, but no more than there may be. */
export function catalogueList(most: number, description: string) {
  return {
    description: `${description} Counts as at most ${most} objects.`,
    complexity: ({ args, childComplexity }: Estimated) =>
      1 + Math.min(pageSizeOf(args) ?? 1, most) * childComplexity,
  };
}
