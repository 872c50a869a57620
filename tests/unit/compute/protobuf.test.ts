import protobuf from "protobufjs/light.js";
import { describe, expect, it } from "vitest";
import {
  encode,
  many,
  named,
  one,
  type Messages,
} from "../../../src/compute/engine/lower/protobuf.ts";

const MESSAGES: Messages = {
  Outer: {
    whole: one("int64", 1),
    short: one("int32", 2),
    real: one("float", 3),
    isSo: one("bool", 4),
    text: one("string", 5),
    bytes: one("bytes", 16),
    numbers: many("int64", 17),
    reals: many("float", 18),
    texts: many("string", 19),
    inner: one("Inner", 20),
    inners: many("Inner", 21),
    byName: named("Inner", 22),
    words: named("string", 2047),
  },
  Inner: { text: one("string", 1), again: one("Inner", 2) },
};

/** The same format as the package's own reader takes it. */
const READER = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([key, { type, id, holds }]) => [
            key,
            {
              ...{ type, id },
              ...(holds === "many" ? { rule: "repeated" } : {}),
              ...(holds === "named" ? { keyType: "string" } : {}),
            },
          ]),
        ),
      },
    ]),
  ),
}).lookupType("Outer");

const plain = (message: protobuf.Message) =>
  READER.toObject(message, { longs: Number, bytes: Array });

describe("messages as bytes", () => {
  it.each([
    ["numbers of every size and sign", { whole: -1, short: -(2 ** 31), real: 0.5, isSo: true }],
    ["whole numbers beyond 32 bits", { whole: 2 ** 53 - 1, numbers: [-(2 ** 40), 0, 127, 128] }],
    ["texts that are not ASCII, and bytes", { text: "Θ(n²)", bytes: Uint8Array.of(0, 255, 128) }],
    ["many of each", { reals: [0.25, -3], texts: ["", "b"], inners: [{ text: "a" }, {}] }],
    ["messages in messages", { inner: { again: { again: { text: "x".repeat(300) } } } }],
    ["what has a name", { byName: { one: { text: "1" }, two: {} }, words: { key: "value" } }],
  ])("keep %s", (_, message) => {
    const read = READER.decode(encode(MESSAGES, "Outer", message));
    expect(plain(read)).toEqual(plain(READER.fromObject(message)));
  });

  it("holds what a message has, also where it is 0: a member of a union says which one it is", () => {
    expect([...encode(MESSAGES, "Outer", { whole: 0 })]).toEqual([8, 0]);
    expect(encode(MESSAGES, "Outer", {})).toHaveLength(0);
  });

  it("refuse a field that the format has not", () => {
    const message = { inner: { texts: "a" } };
    expect(() => encode(MESSAGES, "Outer", message)).toThrow("Inner has no texts");
  });
});
