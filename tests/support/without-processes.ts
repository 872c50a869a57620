/**
 * Does something while no process can be forked, as where the machine has none left.
 *
 * @param program what is started in place of Node: it is not there, or has a name that cannot be
 */
export async function withoutProcesses<T>(program: string, work: () => Promise<T>): Promise<T> {
  const { execPath } = process;
  process.execPath = program;
  try {
    return await work();
  } finally {
    process.execPath = execPath;
  }
}
