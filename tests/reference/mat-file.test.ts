import { describe, expect, it } from "vitest";
import { readMat } from "../../src/compute/datasets/mat.ts";

/**
 * Written by scipy.io.savemat (1.17.1, do_compression=True), everything after the header's text:
 * X[i, j, c, n] = 60 n + 18 i + 6 j + c as bytes, 2 x 3 x 3 x 4, and y = (3, 1, 2, 3), 4 x 1, as
 * bytes and as doubles.
 */
const X =
  "AAAAAAAAAAAAAUlNDwAAAHYAAAB4nONjYGBoAGI2IOYAYk4GCGAFYgEgZgJiZihmAWJGIIyAinuAFAqxSfDIMQqzS/LK" +
  "M4lwSPEp2Pg5hXhE2fo7h3pG2wW4hHnFVHTVTWiZVtldP7F1elVPw6S2GVuO7Tpz4NLW47vPHry87cSec4euAABWGx87";
const Y = {
  bytes: "DwAAACoAAAB4nONjYGAwAGI2IOYAYk4GCGCF8lmAmBGMGRkqgTQTUISZkYkZABjsAPI=",
  doubles: "DwAAADIAAAB4nONjYGAIAGI2IOaA0iDACuWzADEjGDMyVAJpTiBWYIABDgcI/cEeKuAAEwcAY00DKA==",
};

function fileWith(y: string): Uint8Array {
  const elements = [X, y].map((text) => Buffer.from(text, "base64"));
  return Buffer.concat([Buffer.from("MATLAB 5.0 MAT-file".padEnd(116)), ...elements]);
}

describe("a MAT-file that scipy wrote", () => {
  it.each(Object.entries(Y))("gives its arrays, the labels as %s", (_type, y) => {
    const arrays = readMat(fileWith(y), { X: [2, 3, 3, 4], y: [4, 1] });
    if ("problem" in arrays) throw new Error(arrays.problem);
    const expected = [0, 1, 2, 3].flatMap((n) =>
      [0, 1, 2].flatMap((c) =>
        [0, 1, 2].flatMap((j) => [0, 1].map((i) => 60 * n + 18 * i + 6 * j + c)),
      ),
    );
    expect([...(arrays.get("X") ?? [])]).toEqual(expected);
    expect([...(arrays.get("y") ?? [])]).toEqual([3, 1, 2, 3]);
  });
});
