/**
 * Installs TensorFlow in a process of its own, which dies where it begins a step. Argument: the
 * options as JSON, and what its line about that step begins with.
 */
import { installTensorflow, type InstallOptions } from "../../src/worker/tensorflow/install.ts";

type Order = Omit<InstallOptions, "log"> & { readonly dieAt: string };

const { dieAt, ...options } = JSON.parse(process.argv[2] ?? "") as Order;
const log = (line: string) => {
  if (line.startsWith(dieAt)) process.kill(process.pid, "SIGKILL");
};
await installTensorflow("tensorflow-cpu", { ...options, log });
