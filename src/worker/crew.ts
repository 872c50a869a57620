import { describeEnvironment, isSameEnvironment, type Environment } from "../domain/environment.ts";
import { PlatformError } from "../domain/errors.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import { runKey, type RunOutput } from "../verification/execute-run.ts";
import { notStarted, type Computer } from "./child-process.ts";
import type { ChildMessage, ComputeOrder } from "./child-protocol.ts";
import type { Release, Slots } from "./slots.ts";
import type { Staff } from "./staff.ts";

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** What this run took, by the child's monotonic clock; its share, where several were computed at once. */
  readonly durationMs: number;
}

/** The caller's side of a computation. */
export interface Listener {
  /**
   * Told in what the runs will be computed, before the first of them; answers with runs of earlier
   * that were computed in the same and are not computed again. None unless given.
   */
  resume?(environment: Environment): readonly RunRecord[] | Promise<readonly RunRecord[]>;
  /** Called run by run, in the order in which they finish; the next call waits for the former. */
  onRun(output: RunOutput, progress: RunProgress): void | Promise<void>;
  /** A process that neither finishes a run nor keeps a checkpoint for so long is taken for hung. */
  readonly stallMs?: number;
}

/** Trainings keep a checkpoint every half minute; a hung process must not hold a worker for ever. */
const STALL_MS = 30 * 60_000;

function hangs(stallMs: number): PlatformError {
  const minutes = Math.round(stallMs / 60_000);
  const told = `nothing was heard for ${minutes} minutes: the computing process hangs`;
  return new PlatformError("VERIFICATION_FAILED", told);
}

/** Before its first run a process loads native libraries, which may be damaged. */
function died(how: string, hadBegun: boolean): PlatformError {
  const advice = hadBegun ? "" : "; it had not begun: `npx corollary doctor` looks at its engine";
  return new PlatformError("VERIFICATION_FAILED", `${how}${advice}`);
}

function mixes(one: Environment, other: Environment): PlatformError {
  const told =
    "its computing processes do not agree on what they compute with: " +
    `${describeEnvironment(one)}; and ${describeEnvironment(other)}`;
  return new PlatformError("VERIFICATION_FAILED", told);
}

/** A timer that calls unless it is pushed back in time. */
function watchFor(ms: number, call: () => void) {
  let timer = setTimeout(call, ms);
  return {
    pushBack() {
      clearTimeout(timer);
      timer = setTimeout(call, ms);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/**
 * The processes that compute one claim's runs. The first one tells the plan; more are hired as long
 * as there are groups of runs and free slots. Groups are handed out one by one, so that none waits for
 * a slow one, and the first failure ends them all.
 */
export class Crew {
  readonly #order: ComputeOrder;
  readonly #listener: Listener;
  readonly #slots: Slots;
  readonly #staff: Staff;
  readonly #members = new Set<Computer>();
  /** Those that have not said yet that they are ready. */
  readonly #starting = new Set<Computer>();
  /** Their ends, in the order of their hiring; it grows while it is waited for. */
  readonly #ends: Promise<void>[] = [];
  /** What to call when one has nothing left to do here. */
  readonly #rested = new Map<Computer, () => void>();
  #failure: Error | null = null;
  /** No more runs are given out. */
  #stopped = false;
  #environment: Environment | null = null;
  /** Places in the plan of the runs that nobody has been given, by the groups that are computed at once. */
  #open: (readonly number[])[] = [];
  #done = 0;
  #total = 0;
  /** The caller's part of the work, one piece after the other. */
  #handled: Promise<void> = Promise.resolve();

  constructor(order: ComputeOrder, listener: Listener, from: { slots: Slots; staff: Staff }) {
    this.#order = order;
    this.#listener = listener;
    this.#slots = from.slots;
    this.#staff = from.staff;
  }

  /** Settles when all have ended or rest, and the caller has had every run. */
  async work(first: Release): Promise<Environment> {
    const stopListening = this.#slots.onFree(() => {
      this.#hireMore();
    });
    this.#hire(first);
    // Not Promise.all: more are hired meanwhile.
    for (let index = 0; index < this.#ends.length; index += 1) await this.#ends[index];
    await this.#handled;
    stopListening();
    if (this.#failure !== null) throw this.#failure;
    if (this.#environment === null) throw new Error("a computation ended before it began");
    return this.#environment;
  }

  /** Ends everything; what is finished and not handled yet is dropped. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#stop();
  }

  /** The same for what befalls a process: its runs, and those of the others, are kept. */
  #endAfterFinished(error: PlatformError): void {
    this.#stop();
    this.#handle(() => {
      throw error;
    });
  }

  #stop(): void {
    this.#stopped = true;
    for (const member of this.#members) member.kill();
  }

  #hire(release: Release): void {
    try {
      this.#employ(release);
    } catch (error) {
      this.#endAfterFinished(died(notStarted(error), true));
      release();
    }
  }

  #employ(release: Release): void {
    const { stallMs = STALL_MS } = this.#listener;
    const member = this.#staff.hire((message) => {
      stall.pushBack();
      this.#heed(message, member);
    }, this.#order.engine);
    const stall = watchFor(stallMs, () => {
      this.#endAfterFinished(hangs(stallMs));
    });
    this.#members.add(member);
    this.#starting.add(member);
    const rested = new Promise<string>((resolve) => {
      this.#rested.set(member, () => {
        resolve("it rests");
      });
    });
    this.#ends.push(
      Promise.race([member.ended, rested]).then((how) => {
        stall.stop();
        const hadBegun = !this.#starting.delete(member);
        // Those that rest are members no more.
        const left = this.#members.delete(member);
        if (left) this.#endAfterFinished(died(how, hadBegun));
        release();
      }),
    );
    member.send(this.#order);
  }

  /** As many as there are groups to give and slots to have; one that starts will take a group. */
  #hireMore(): void {
    while (!this.#stopped && this.#open.length > this.#starting.size) {
      const release = this.#slots.takeFree();
      if (release === null) return;
      this.#hire(release);
    }
  }

  #heed(message: ChildMessage, member: Computer): void {
    if (message.kind === "refused") {
      this.#endAfterFinished(new PlatformError(message.code, message.message));
    }
    if (message.kind === "ready") {
      this.#starting.delete(member);
      this.#welcome(message, member);
    }
    if (message.kind !== "runs") return;
    const { outputs, durationMs } = message;
    for (const output of outputs) {
      this.#handle(() => {
        this.#done += 1;
        const progress = { done: this.#done, total: this.#total, durationMs };
        return this.#listener.onRun(output, progress);
      });
    }
    this.#give(member);
  }

  #welcome(ready: ChildMessage & { kind: "ready" }, member: Computer): void {
    const { environment } = ready;
    if (this.#environment === null) {
      this.#environment = environment;
      this.#handle(() => this.#begin(ready, member));
      return;
    }
    if (!isSameEnvironment(this.#environment, environment)) {
      this.fail(mixes(this.#environment, environment));
      return;
    }
    this.#give(member);
  }

  /** What is left to compute, once the caller knows in what. */
  async #begin({ environment, plan, groups }: ChildMessage & { kind: "ready" }, member: Computer) {
    const kept = new Set(((await this.#listener.resume?.(environment)) ?? []).map(runKey));
    const wanted = groups.map((group) => group.filter((place) => !kept.has(plan[place] ?? "")));
    this.#open = wanted.filter((group) => group.length > 0);
    this.#total = plan.length;
    this.#done = plan.length - this.#open.flat().length;
    this.#give(member);
    this.#hireMore();
  }

  #give(member: Computer): void {
    if (this.#stopped) return;
    const places = this.#open.shift();
    if (places !== undefined) {
      member.send({ kind: "compute", places });
      return;
    }
    this.#members.delete(member);
    void this.#staff.rest(member).then(this.#rested.get(member));
  }

  #handle(piece: () => void | Promise<void>): void {
    this.#handled = this.#handled
      .then(() => (this.#failure === null ? piece() : undefined))
      .catch((error: unknown) => {
        this.fail(error);
      });
  }
}
