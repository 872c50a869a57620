/** The name that the API gives to a word of ours: "atMost" is AT_MOST, "paired-t" is PAIRED_T. */
export function toEnumName(word: string): string {
  return word
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase();
}
