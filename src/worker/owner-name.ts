import { hostname } from "node:os";

/** How a worker signs its leases. The token sets it apart from an earlier one with its process id. */
export function ownerName(pid: number, token: string): string {
  return `${hostname()}:${pid}:${token}`;
}
