/** Rows (or columns) of a matrix grouped by what a unit sees of them: its class for each. */
export interface Classes {
  /** The class of each row, 0 .. count - 1. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Classes with one row as an example of each. */
export interface MetClasses extends Classes {
  readonly examples: Int32Array;
}

/** One class for all. */
export function coarsest(size: number): Classes {
  return { of: new Int32Array(size), count: 1 };
}

function refine(left: Classes, right: Classes): Classes {
  const names = new Map<number, number>();
  const of = left.of.map((own, index) => {
    const pair = own * right.count + (right.of[index] ?? 0);
    const name = names.get(pair) ?? names.size;
    if (name === names.size) names.set(pair, name);
    return name;
  });
  return { of, count: names.size };
}

/** Two rows are together exactly when they are together in every one of the given classes. */
export function meet(all: readonly Classes[], size: number): MetClasses {
  let met = coarsest(size);
  for (const classes of all) {
    if (met.count === size) break; // every row is alone already
    if (classes.count > 1) met = refine(met, classes);
  }
  const examples = new Int32Array(met.count);
  met.of.forEach((name, index) => {
    examples[name] = index;
  });
  return { ...met, examples };
}

/** For each class of the finer grouping, the class of the coarser one that holds it. */
export function project(finer: MetClasses, coarser: Classes): Int32Array {
  return finer.examples.map((example) => coarser.of[example] ?? 0);
}
