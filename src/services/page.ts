/** Which rows of a list are asked for: `first` from the start (or after a row), or `last`. */
export interface PageArguments<Key> {
  readonly first?: number | undefined;
  readonly after?: Key | undefined;
  readonly last?: number | undefined;
  readonly before?: Key | undefined;
}

/** One page of a list in its order, whichever end it was read from. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}
