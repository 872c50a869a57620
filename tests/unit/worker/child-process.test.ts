import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { endOf } from "../../../src/worker/child-process.ts";

function start(program: string): ChildProcess {
  const stays = ["-e", "process.on('message', () => {})"];
  return spawn(program, stays, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
}

it("the end of a computing process is its signal, also after an error of a signal not sent", async () => {
  const child = start(process.execPath);
  const ended = endOf(child);
  await once(child, "spawn");
  child.emit("error", new Error("kill EPERM"));
  child.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
});

it("a computing process that cannot be started has no end but the error", async () => {
  await expect(endOf(start("/no/such/program"))).rejects.toThrow("ENOENT");
});
