/** Whether a test can run here; where it cannot, the reason is printed once. */
export function canRun(what: string, possible: boolean, needs: string): boolean {
  if (!possible) process.stdout.write(`skipped: ${what}: it needs ${needs}\n`);
  return possible;
}
