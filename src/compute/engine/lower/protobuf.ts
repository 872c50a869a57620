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
const KEY = one("string", 1);

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

function writeOne(target: Target, { type, id }: Field, value: unknown): void {
  const { writer } = target;
  const scalar = SCALARS[type];
  if (scalar !== undefined) {
    scalar.write(writer.uint32(id * 8 + scalar.wire), value as never);
    return;
  }
  writer.uint32(id * 8 + COUNTED).fork();
  writeMessage(target, type, value as object);
  writer.ldelim();
}

function writeMany(target: Target, field: Field, values: readonly unknown[]): void {
  const { writer } = target;
  const scalar = SCALARS[field.type];
  if (scalar === undefined || scalar.wire === COUNTED) {
    for (const value of values) writeOne(target, field, value);
    return;
  }
  // Numbers stand side by side, under one count.
  writer.uint32(field.id * 8 + COUNTED).fork();
  for (const value of values) scalar.write(writer, value as never);
  writer.ldelim();
}

function writeNamed(target: Target, { type, id }: Field, values: object): void {
  const { writer } = target;
  for (const [key, value] of Object.entries(values)) {
    writer.uint32(id * 8 + COUNTED).fork();
    writeOne(target, KEY, key);
    writeOne(target, one(type, 2), value);
    writer.ldelim();
  }
}

function writeMessage(target: Target, type: string, message: object): void {
  const fields = target.messages[type];
  for (const name of Object.keys(message)) {
    const field = fields?.[name];
    if (field === undefined) throw new Error(`${type} has no ${name}`);
    const value = (message as Readonly<Record<string, unknown>>)[name];
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
