import { defineDataset } from "./define-dataset.ts";
import { readIdxSplit } from "./idx.ts";
import { unpackFashionMnist } from "./unpack-fashion-mnist.ts";

/** Pictures of clothes in the form of MNIST, in their first release: see its remarks. */
export const fashionMnist = defineDataset(
  {
    name: "fashion-mnist",
    title: "Fashion-MNIST, first release",
    citation:
      "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking " +
      "machine learning algorithms. arXiv 1708.07747, 2017.",
    licence: {
      name: "MIT, copyright 2017 Zalando SE",
      source: "https://github.com/zalandoresearch/fashion-mnist",
    },
    source: {
      kind: "fetched",
      name: "fashion-mnist",
      version: "1.1.0",
      integrity:
        "sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==",
      bytes: 155_221_956,
    },
    remarks: [
      "These are the images of the first release, of August 2017, not those that most papers use: " +
        "43 training images and 1 test image are there twice, and 10 test images are also training " +
        "images (issue 44 of zalandoresearch/fashion-mnist, mended on 31 August 2017). Accuracies " +
        "differ from those on the later release.",
      "The images are ordered by class: draw a selection, never take the first ones.",
    ],
    sizes: { train: 60_000, test: 10_000 },
    shape: [28, 28, 1],
    classes: 10,
    files: {
      train: [
        {
          name: "train-images-idx3-ubyte",
          bytes: 47_040_016,
          sha256: "8d22d2b2d89c778a231606ba7a903198ce786805382b687ae91bc7992b704a64",
        },
        {
          name: "train-labels-idx1-ubyte",
          bytes: 60_008,
          sha256: "fd6af4812a52c84a4ad586a467c1706b56203dda6d5903cfa980e66287cede39",
        },
      ],
      test: [
        {
          name: "t10k-images-idx3-ubyte",
          bytes: 7_840_016,
          sha256: "137e65696e9a4df383d66b0c66f52bc995a99fadb14f154db732d5aac1fc25fe",
        },
        {
          name: "t10k-labels-idx1-ubyte",
          bytes: 10_008,
          sha256: "ebe12bc8de9440ef5b785b7c21fb67087b377cc851b65e009f278d22d099cdb2",
        },
      ],
    },
  },
  { read: readIdxSplit, unpack: unpackFashionMnist },
);
