import type { CliContext } from "./context.ts";
import type { Platform } from "./platform.ts";

/** Opens the platform for one command and closes it, whatever happens. */
export async function withPlatform<T>(
  context: CliContext,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  const platform = await context.openPlatform(context.loadConfig());
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
}
