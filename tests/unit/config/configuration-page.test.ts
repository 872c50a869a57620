import { describe, expect, it } from "vitest";
import { configurationPage } from "../../../src/config/configuration-page.ts";
import { configurationTable } from "../../../src/config/config.ts";

describe("the configuration page", () => {
  it.each(configurationTable)("says form and default of $name", (variable) => {
    const [, section = ""] = configurationPage().split(`## ${variable.name}\n`);
    expect(section).toContain(variable.sentence);
    expect(section).toContain(`- Form: ${variable.form}`);
    expect(section).toContain(`- Default: ${variable.default}`);
  });
});
