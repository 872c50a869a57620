import { once } from "node:events";
import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";

const REDIRECTIONS_MAX = 5;
/** Of silence, at the start or in between. */
const SILENCE_MS = 60_000;

async function ask(address: URL, signal: AbortSignal | undefined): Promise<IncomingMessage> {
  if (!["http:", "https:"].includes(address.protocol))
    throw new Error(`no web address: ${address.href}`);
  const get = address.protocol === "https:" ? getSecure : getPlain;
  const request = get(address, signal === undefined ? {} : { signal });
  request.setTimeout(SILENCE_MS, () => {
    request.destroy(new Error(`nothing was heard for ${SILENCE_MS / 1_000} s`));
  });
  // A connection that breaks later ends the response too, by which it is told.
  request.on("error", () => undefined);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return response;
}

/**
 * The bytes behind an address exactly as they are sent: `fetch` would unpack a file of gzip that a
 * server calls encoded.
 *
 * @throws Error with what went wrong, for people
 */
export async function openAddress(
  address: string,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  let at = new URL(address);
  for (let redirections = 0; redirections <= REDIRECTIONS_MAX; redirections += 1) {
    const response = await ask(at, signal);
    const { statusCode = 0, statusMessage = "" } = response;
    const { location } = response.headers;
    if (statusCode === 200) return response;
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || location === undefined) {
      throw new Error(`the server answered ${statusCode} ${statusMessage}`.trim());
    }
    at = new URL(location, at);
  }
  throw new Error(`it was redirected more than ${REDIRECTIONS_MAX} times`);
}
