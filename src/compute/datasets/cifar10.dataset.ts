import { readCifar } from "./cifar.ts";
import type { DataFile } from "./dataset.ts";
import { defineDataset } from "./define-dataset.ts";

/** Both splits lie in it. */
const archive: DataFile = {
  name: "cifar-10-binary.tar.gz",
  bytes: 170_052_171,
  sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
};

/** Small pictures of animals and vehicles, in colour. */
export const cifar10 = defineDataset(
  {
    name: "cifar10",
    title: "CIFAR-10, binary version",
    citation:
      "A. Krizhevsky: Learning multiple layers of features from tiny images. Technical report, " +
      "University of Toronto, 2009.",
    licence: {
      name: "none is stated; the makers ask that the report be cited",
      source: "https://www.cs.toronto.edu/~kriz/cifar.html",
    },
    source: { kind: "files", below: "https://www.cs.toronto.edu/~kriz/" },
    remarks: [
      "The MD5 is that of the makers' page; the SHA-256 is the one that TensorFlow Datasets holds " +
        "the same archive to. Both are checked.",
    ],
    sizes: { train: 50_000, test: 10_000 },
    shape: [32, 32, 3],
    classes: 10,
    files: { train: [archive], test: [archive] },
  },
  { read: readCifar },
);
