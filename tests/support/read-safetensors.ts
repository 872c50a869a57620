import { readFileSync } from "node:fs";
import { z } from "zod";

const headSchema = z.record(
  z.string(),
  z.object({
    dtype: z.string(),
    shape: z.array(z.number()),
    data_offsets: z.tuple([z.number(), z.number()]),
  }),
);

const KINDS = { F32: Float32Array, F64: Float64Array, I32: Int32Array, I64: BigInt64Array };

/** A reader of its own, for arrays of four types: [type, shape, ...numbers] each, by place. */
export function readSafetensors(path: string): (string | bigint | number | number[])[][] {
  const file = readFileSync(path);
  const start = 8 + Number(file.readBigUInt64LE());
  const head = headSchema.parse(JSON.parse(file.toString("utf8", 8, start)));
  const numbers = file.subarray(start);
  return Object.values(head).map(({ dtype, shape, data_offsets: [from, to] }) => {
    const Kind = KINDS[dtype as keyof typeof KINDS];
    const bytes = Uint8Array.from(numbers.subarray(from, to));
    return [dtype, shape, ...new Kind(bytes.buffer)];
  });
}
