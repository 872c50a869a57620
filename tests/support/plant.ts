/** One change of one file: what stands there once, and what takes its place. */
export interface Plant {
  readonly file: string;
  readonly edits: readonly (readonly [search: string, replacement: string])[];
}

export function plant(file: string, ...edits: Plant["edits"]): Plant {
  return { file, edits };
}

/** A plant that is not planted would pass for a harmless one. */
export function applied(text: string, { file, edits }: Plant): string {
  return edits.reduce((edited, [search, replacement]) => {
    const times = edited.split(search).length - 1;
    if (times !== 1) throw new Error(`${file} holds ${times} times: ${search}`);
    return edited.replace(search, () => replacement);
  }, text);
}
