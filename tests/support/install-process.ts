/** Installs TensorFlow in a process of its own, which tests kill. Argument: the options as JSON. */
import { installTensorflow, type InstallOptions } from "../../src/worker/tensorflow/install.ts";

const options = JSON.parse(process.argv[2] ?? "") as Omit<InstallOptions, "log">;
const log = (line: string) => void process.stdout.write(`${line}\n`);
await installTensorflow("tensorflow-cpu", { ...options, log });
