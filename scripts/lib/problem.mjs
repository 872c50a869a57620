/** Something that a person must mend; shown without a stack trace. */
export class Problem extends Error {
  /** @param {string} message what is wrong, where, and what to do */
  constructor(message, exitCode = 4) {
    super(message);
    this.name = "Problem";
    this.exitCode = exitCode;
  }
}

/** Notes go to standard error: standard output belongs to the command. */
export function note(line) {
  process.stderr.write(`${line}\n`);
}
