// For tests that start our processes unbuilt: Node strips types by itself, but not decorators.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  useDefineForClassFields: false,
  verbatimModuleSyntax: true,
};

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".entity.ts")) return next(url, context);
    const text = readFileSync(fileURLToPath(url), "utf8");
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    return { format: "module", source: outputText, shortCircuit: true };
  },
});
