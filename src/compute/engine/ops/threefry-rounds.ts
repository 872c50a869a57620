const PARITY = 0x1bd11bda;
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** How a runtime computes with uint32: arrays or names of arrays that are combined by broadcasting. */
export interface Words<W> {
  number(value: number): W;
  add(a: W, b: W): W;
  xor(a: W, b: W): W;
  or(a: W, b: W): W;
  left(word: W, bits: number): W;
  right(word: W, bits: number): W;
}

/** The twenty rounds of Threefry-2x32 (numerics/threefry.ts) on arrays of words. */
export function threefryRounds<W>(
  { number, add, xor, or, left, right }: Words<W>,
  key: readonly [W, W],
  counter: readonly [W, W],
): [W, W] {
  const keys = [...key, xor(xor(number(PARITY), key[0]), key[1])] as const;
  const keyWord = (index: number) => keys[(index % 3) as 0 | 1 | 2];
  const rotated = (word: W, bits: number) => or(left(word, bits), right(word, 32 - bits));
  let first = add(counter[0], key[0]);
  let second = add(counter[1], key[1]);
  for (let group = 0; group < 5; group += 1) {
    for (const bits of ROTATIONS[(group % 2) as 0 | 1]) {
      first = add(first, second);
      second = xor(rotated(second, bits), first);
    }
    first = add(first, keyWord(group + 1));
    second = add(second, add(keyWord(group + 2), number(group + 1)));
  }
  return [first, second];
}
