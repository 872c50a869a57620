import { Router, type Response } from "express";

/** Alive: this process answers. Ready: the database answers it too. */
export function healthRoutes(ping: () => Promise<void>, log: (line: string) => void): Router {
  const router = Router();
  router.get("/health/live", (_request, response) => {
    response.json({ status: "live" });
  });
  router.get("/health/ready", async (_request, response: Response) => {
    try {
      await ping();
      response.json({ status: "ready" });
    } catch (error) {
      log(`not ready: ${error instanceof Error ? error.message : String(error)}`);
      const body = { status: "unavailable", code: "DATABASE_UNAVAILABLE" };
      response.status(503).set("Retry-After", "5").json(body);
    }
  });
  return router;
}
