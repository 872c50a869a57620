import protobuf from "protobufjs/minimal.js";

/**
 * Protocol buffers from tables: each message of a format by its name, each of its fields by name.
 * The package writes numbers, texts and lengths; its own encoders are compiled when they are first
 * called, which takes longer than a small model takes to write.
 */
export type Messages = Readonly<Record<string, Readonly<Record<string, Field>>>>;

interface Field {
  /** A key of SCALARS, or of the messages. */
  readonly type: string;
  /** What the field is known by in bytes. */
  readonly id: number;
  readonly holds: "one" | "many" | "named";
}

export const one = (type: string, id: number): Field => ({ type, id, holds: "one" });
export const many = (type: string, id: number): Field => ({ type, id, holds: "many" });
/** A map from strings. */
export const named = (type: string, id: number): Field => ({ type, id, holds: "named" });

/** How long a field is: a number ends by itself, the rest is counted or of a length that is known. */
const VARINT = 0;
const COUNTED = 2;
const FOUR_BYTES = 5;

interface Scalar {
  readonly wire: number;
  write(writer: protobuf.Writer, value: never): void;
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  bool: { wire: VARINT, write: (writer, value: boolean) => writer.bool(value) },
  int32: { wire: VARINT, write: (writer, value: number) => writer.int32(value) },
  int64: { wire: VARINT, write: (writer, value: number) => writer.int64(value) },
  float: { wire: FOUR_BYTES, write: (writer, value: number) => writer.float(value) },
  string: { wire: COUNTED, write: (writer, value: string) => writer.string(value) },
  bytes: { wire: COUNTED, write: (writer, value: Uint8Array) => writer.bytes(value) },
};

interface Target {
  readonly messages: Messages;
  readonly writer: protobuf.Writer;
}

/** What is written, with its number and its length in front. */
function counted({ writer }: Target, id: number, write: () => void): void {
  writer.uint32(id * 8 + COUNTED).fork();
  write();
  writer.ldelim();
}

function writeOne(target: Target, { type, id }: Field, value: unknown): void {
  const scalar = SCALARS[type];
  if (scalar !== undefined) {
    scalar.write(target.writer.uint32(id * 8 + scalar.wire), value as never);
    return;
  }
  counted(target, id, () => {
    writeMessage(target, type, value as object);
  });
}

function writeMany(target: Target, field: Field, values: readonly unknown[]): void {
  const scalar = SCALARS[field.type];
  if (scalar === undefined || scalar.wire === COUNTED) {
    for (const value of values) writeOne(target, field, value);
    return;
  }
  // Numbers stand side by side, under one count.
  counted(target, field.id, () => {
    for (const value of values) scalar.write(target.writer, value as never);
  });
}

function writeNamed(target: Target, { type, id }: Field, values: object): void {
  for (const [key, value] of Object.entries(values)) {
    counted(target, id, () => {
      writeOne(target, one("string", 1), key);
      writeOne(target, one(type, 2), value);
    });
  }
}

function writeMessage(target: Target, type: string, message: object): void {
  for (const [name, field] of Object.entries(target.messages[type] ?? {})) {
    const value = (message as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) continue;
    if (field.holds === "one") writeOne(target, field, value);
    else if (field.holds === "many") writeMany(target, field, value as readonly unknown[]);
    else writeNamed(target, field, value as object);
  }
}

/** A message as bytes. Fields that it has are written, whatever they hold. */
export function encode(messages: Messages, type: string, message: object): Uint8Array {
  const writer = protobuf.Writer.create();
  writeMessage({ messages, writer }, type, message);
  return writer.finish();
}
