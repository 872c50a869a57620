import { defineDataset } from "./define-dataset.ts";
import { readSvhn } from "./svhn.ts";

/** House numbers from street views, cut to single digits, in colour. */
export const svhn = defineDataset(
  {
    name: "svhn",
    title: "Street View House Numbers, format 2 (cropped digits)",
    citation:
      "Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu, A. Y. Ng: Reading digits in natural " +
      "images with unsupervised feature learning. NIPS Workshop on Deep Learning and Unsupervised " +
      "Feature Learning, 2011.",
    licence: {
      name: "for non-commercial use only",
      source: "the makers' page, http://ufldl.stanford.edu/housenumbers/",
    },
    source: { kind: "files", below: "http://ufldl.stanford.edu/housenumbers/" },
    remarks: [
      "No digests of the makers are known to us: MD5 and SHA-256 are those that torchvision holds " +
        "the files to. Both are checked, which matters: the published address is plain http.",
      "The digit 0 has the label 10 in the files, and 0 here.",
      "The 531,131 further images of extra_32x32.mat are not part of this set.",
    ],
    sizes: { train: 73_257, test: 26_032 },
    shape: [32, 32, 3],
    classes: 10,
    files: {
      train: [
        {
          name: "train_32x32.mat",
          bytes: 182_040_794,
          sha256: "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
          md5: "e26dedcc434d2e4c54c9b2d4a06d8373",
        },
      ],
      test: [
        {
          name: "test_32x32.mat",
          bytes: 64_275_384,
          sha256: "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
          md5: "eb5a983be6a315427106f1b164d9cef3",
        },
      ],
    },
  },
  { read: readSvhn },
);
