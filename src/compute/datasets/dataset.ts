/** The two parts that the makers of a data set published. */
export const SPLITS = ["train", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** Images with their labels, in the order of the files; pixels row by row, one byte each. */
export interface Samples {
  /** n x height x width x channels. */
  readonly images: Uint8Array;
  /** n class numbers, each below the number of classes. */
  readonly labels: Uint8Array;
}

/** One file, held to its bytes: what is not exactly this is not the data set. */
export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The npm package that the data come from. */
export interface DataPackage {
  readonly name: string;
  readonly version: string;
  /** As package-lock.json writes it: "sha512-" and base64. */
  readonly integrity: string;
  /** Unpacked. */
  readonly bytes: number;
}

/** The folders in which data sets that were fetched may lie. */
export type DataFolders = readonly string[];

/** What is known of a data set without having it. */
export interface DatasetFacts {
  /** As claims and the command line call it. */
  readonly name: string;
  readonly title: string;
  readonly citation: string;
  readonly licence: { readonly name: string; readonly source: string };
  readonly package: DataPackage;
  /** What a reader of a number measured on it must know; sentences. */
  readonly remarks: readonly string[];
  readonly sizes: Readonly<Record<Split, number>>;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  /** In the IDX format. */
  readonly files: Readonly<Record<Split, { readonly images: DataFile; readonly labels: DataFile }>>;
}

export interface Dataset extends DatasetFacts {
  /**
   * Makes the files from the unpacked package, one after the other; null where the package is
   * installed with the product and holds them as they are.
   */
  readonly unpack:
    ((packageFolder: string) => Iterable<readonly [name: string, content: Uint8Array]>) | null;
  /** Where below a folder of fetched data sets this one lies. */
  fetchedInto(folder: string): string;
  /** The folder that holds the files, by their names and lengths only; null: there is none. */
  locate(folders: DataFolders): string | null;
  /**
   * Reads one split; nothing is drawn and nothing is scaled.
   *
   * @throws PlatformError DATA_MISSING with the command that fetches it; DATA_DAMAGED naming the
   *         file and what is wrong with it
   */
  load(split: Split, folders: DataFolders): Samples;
}
