/** A gate between a test and the computing processes that it watches; a socket, so nobody polls. */
import { rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

export interface Arrival {
  readonly pid: number;
  /** The names of its environment variables. */
  readonly environment: readonly string[];
}

export interface Gate {
  /** To be added to the catalogue's URL as `?gate=`. */
  readonly path: string;
  /** The next process that stands before the gate. */
  arrival(): Promise<Arrival>;
  /** Lets everybody through, now and from now on. */
  open(): void;
  close(): Promise<void>;
}

/** Waits before the gate that the catalogue's URL names; goes through where it names none. */
export async function awaitGate(catalogue: string): Promise<void> {
  const path = new URL(catalogue).searchParams.get("gate");
  if (path === null) return;
  await new Promise<void>((resolve, reject) => {
    const socket = connect(path);
    const arrival: Arrival = { pid: process.pid, environment: Object.keys(process.env) };
    socket.write(JSON.stringify(arrival));
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

export async function createGate(): Promise<Gate> {
  const path = join(tmpdir(), `corollary-gate-${randomBytes(6).toString("hex")}`);
  const arrived: Arrival[] = [];
  const asked: ((arrival: Arrival) => void)[] = [];
  const before = new Set<Socket>();
  let isOpen = false;
  const server = createServer((socket) => {
    socket.on("error", () => before.delete(socket));
    socket.once("data", (data) => {
      const arrival = JSON.parse(data.toString()) as Arrival;
      const waiting = asked.shift();
      if (waiting === undefined) arrived.push(arrival);
      else waiting(arrival);
      if (isOpen) socket.write("open\n");
      else before.add(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    arrival: () =>
      new Promise((resolve) => {
        const known = arrived.shift();
        if (known === undefined) asked.push(resolve);
        else resolve(known);
      }),
    open() {
      isOpen = true;
      for (const socket of before) socket.write("open\n");
      before.clear();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of before) socket.destroy();
        server.close(() => {
          rmSync(path, { force: true });
          resolve();
        });
      }),
  };
}
