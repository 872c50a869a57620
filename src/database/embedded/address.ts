import { createServer } from "node:net";

/** Where a server listens: a folder with its socket (an absolute path), or a loopback address. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export const DATABASE = "corollary";
export const ROLE = "corollary";

/** The port is part of a socket's file name; every socket has a folder of its own. */
const SOCKET_PORT = 5432;
/** sizeof(sun_path) less the closing NUL: 108 on Linux, 104 on macOS. */
const SOCKET_PATH_BYTES = process.platform === "darwin" ? 103 : 107;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("no port was given"));
      });
    });
  });
}

/** A socket in `folder`; where its path is longer than a socket's may be, loopback. */
export async function chooseAddress(folder: string): Promise<Address> {
  const path = `${folder}/.s.PGSQL.${SOCKET_PORT}`;
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES) return { host: folder, port: SOCKET_PORT };
  return { host: "127.0.0.1", port: await freePort() };
}

export function isSocket({ host }: Address): boolean {
  return host.startsWith("/");
}

/** A connection string as `pg` reads it. The port is always said, else PGPORT would decide. */
export function toUrl(address: Address, password: string, database = DATABASE): string {
  const user = `${ROLE}:${encodeURIComponent(password)}`;
  return isSocket(address)
    ? `postgresql://${user}@/${database}?host=${encodeURIComponent(address.host)}&port=${address.port}`
    : `postgresql://${user}@${address.host}:${address.port}/${database}`;
}
