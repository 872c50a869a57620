/**
 * The tar format: for each member a header of 512 bytes (its name first, its size in octal digits
 * at 124, its kind at 156), then its content, filled up to whole blocks. A block of zeros ends it.
 */
const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE = { at: 124, bytes: 12 };
const KIND_AT = 156;
const REGULAR = ["0", "\0"];

function textOf(header: Uint8Array, at: number, bytes: number): string {
  const text = String.fromCharCode(...header.subarray(at, at + bytes));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/**
 * The files of an archive by their names, as views of it; folders and other members are passed over.
 *
 * @returns a sentence where it is no whole archive
 */
export function readTar(archive: Uint8Array): Map<string, Uint8Array> | { problem: string } {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    const digits = textOf(header, SIZE.at, SIZE.bytes).trim();
    if (!/^[0-7]+$/.test(digits)) return { problem: `at byte ${at} there is no header of tar` };
    const start = at + BLOCK;
    const size = Number.parseInt(digits, 8);
    const name = textOf(header, 0, NAME_BYTES);
    if (start + size > archive.length) return { problem: `it ends within its member ${name}` };
    const kind = String.fromCharCode(header[KIND_AT] ?? 0);
    if (REGULAR.includes(kind)) files.set(name, archive.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return { problem: "it ends without the block of zeros that ends a tar archive" };
}
