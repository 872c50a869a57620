/**
 * What a benchmark reads from its command line. What is wrong with that is said in one line, without the
 * places in our code, and the benchmark ends with 2.
 */
export function fromCommandLine<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    const [told = ""] = (error instanceof Error ? error.message : String(error)).split(
      ". To specify",
    );
    console.error(`${told} (npm run bench -- --help lists the options)`);
    process.exit(2);
  }
}
