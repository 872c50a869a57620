import type { DataSource } from "typeorm";
import type { EngineChoice } from "../domain/engine-name.ts";
import type { Release } from "../domain/evidence-record.ts";
import type { Queue } from "../queue/queue.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { EngineWish } from "../verification/choose-engine.ts";
import type { AttemptService } from "./attempt.ts";
import { createAttemptService } from "./attempt.service.ts";
import { createCatalogueService, type CatalogueService } from "./catalogue.service.ts";
import { createReadService, type ReadService } from "./read.service.ts";
import { createRegressionService, type RegressionService } from "./regression.service.ts";
import { createReleaseService, type ReleaseService } from "./release.service.ts";
import { createSystemService, type SystemService } from "./system.service.ts";
import { createVerificationService, type VerificationService } from "./verification.service.ts";

export interface ServiceOptions {
  readonly papers: readonly PaperDefinition[];
  readonly release: Release;
  /** What new experiments of claims that need an engine are computed with. */
  readonly engine: EngineChoice;
  /** Whether an engine computes here. */
  readonly probe: EngineWish["probe"];
  /** Git commit where it is known. */
  readonly commit: string | null;
}

/** What the platform does, by use case; the only room that writes rows. */
export interface Services {
  readonly catalogue: CatalogueService;
  readonly verification: VerificationService;
  readonly attempts: AttemptService;
  readonly reads: ReadService;
  readonly releases: ReleaseService;
  readonly regressions: RegressionService;
  readonly system: SystemService;
}

export function createServices(
  dataSource: DataSource,
  queue: Queue,
  options: ServiceOptions,
): Services {
  return {
    catalogue: createCatalogueService(dataSource, options),
    verification: createVerificationService(dataSource, queue, options),
    attempts: createAttemptService(dataSource, queue, options),
    reads: createReadService(dataSource),
    releases: createReleaseService(dataSource, options),
    regressions: createRegressionService(dataSource),
    system: createSystemService(dataSource, queue, options),
  };
}
