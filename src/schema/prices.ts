/**
 * What a field costs beside the objects that it answers with, in points: about one for each
 * kilobyte of it in quick evidence. The estimate of a request reads the price from the field.
 */
export const PRICES = {
  /** Some 70 documents of 55 kB stand in a list that counts as three. */
  certificateContent: 1_300,
  record: 150,
  figureSpec: 5,
  figureSvg: 25,
  /** Up to 150 checks of 250 bytes stand in a list that counts as three. */
  checks: 10,
  /** Of 60 claims with 10 quantities each: read whole, however little of it is asked for. */
  comparison: 300,
} as const;

/** As how many objects a list counts that is longer than the plain lists inside a record. */
export const LONG_LISTS = { comparedClaims: 60, quantities: 10 } as const;

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
