import { expect, it } from "vitest";
import { safetensorsHead } from "../../../src/exports/safetensors.ts";

const textOf = (head: Uint8Array) => Buffer.from(head).toString("latin1");

it("says the type, the shape and the place of every array", () => {
  const head = safetensorsHead([
    { type: "uint8", shape: [3], bytes: 3 },
    { type: "float64", shape: [], bytes: 8 },
    { type: "bool", shape: [2, 2], bytes: 4 },
  ]);
  expect(JSON.parse(textOf(head).slice(8))).toEqual({
    0: { dtype: "U8", shape: [3], data_offsets: [0, 3] },
    1: { dtype: "F64", shape: [], data_offsets: [3, 11] },
    2: { dtype: "BOOL", shape: [2, 2], data_offsets: [11, 15] },
  });
});

it("is byte for byte what the format asks for: a length, and JSON that ends with spaces", () => {
  const json = '{"0":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const head = safetensorsHead([{ type: "float32", shape: [1], bytes: 4 }]);
  expect(textOf(head)).toBe(`8\0\0\0\0\0\0\0${json}  `);
});

it("writes a file of no arrays", () => {
  expect(textOf(safetensorsHead([]))).toBe("\b\0\0\0\0\0\0\0{}      ");
});
