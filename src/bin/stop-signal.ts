const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** npm delivers a signal twice, at once; only one that comes later means "now". */
const FORCE_AFTER_MS = 5_000;
const INTERRUPTED = 130;

/** Aborted by the first SIGINT, SIGTERM or SIGHUP. Another one five seconds later ends the process. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let firstAt = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (!stopping.signal.aborted) {
        firstAt = performance.now();
        stopping.abort();
      } else if (performance.now() - firstAt > FORCE_AFTER_MS) {
        process.exit(INTERRUPTED);
      }
    });
  }
  return stopping.signal;
}
