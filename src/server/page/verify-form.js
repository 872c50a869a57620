import { ask } from "./api.js";
import { element } from "./dom.js";
import { budgetWords, stateWords } from "./words.js";

const BUDGETS = ["SMOKE", "QUICK", "STANDARD", "PAPER"];

const VERIFY = `mutation Verify($claim: String!, $budget: Budget!) {
  verifyClaim(input: { claim: $claim, budget: $budget }) {
    experiment { status } errors { message }
  }
}`;

const NEEDS_TOKEN = "It needs the server's token: put it into the field of the console, below.";

/** What came of asking, in a sentence. */
function outcomeOf({ data, errors = [] }, budget) {
  const [problem] = [...errors, ...(data?.verifyClaim.errors ?? [])];
  if (problem?.extensions?.code === "UNAUTHENTICATED") return NEEDS_TOKEN;
  if (problem !== undefined) return problem.message;
  const { status } = data.verifyClaim.experiment;
  const at = budgetWords(budget);
  if (status === "SUCCEEDED") return `This release has verified it at ${at} already.`;
  return `${stateWords(status)} at ${at}.`;
}

/**
 * Asks for a verification of a claim; the page is told by an event that something was asked. A claim
 * whose data are not here cannot be asked for, and the form says why.
 */
export function verifyForm(slug, budget, [absent]) {
  const options = BUDGETS.map((one) =>
    element("option", { value: one, selected: one === budget }, budgetWords(one)),
  );
  const select = element("select", {}, ...options);
  const button = element("button", { type: "submit", disabled: absent !== undefined }, "Verify");
  const why =
    absent === undefined ? "" : `Its data set ${absent.name} is not here: ${absent.command}`;
  const outcome = element("output", { class: "quiet" }, why);
  const label = element("label", {}, "Budget", select);
  const form = element("form", { class: "controls" }, label, button, outcome);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    outcome.textContent = "asking…";
    const variables = { claim: slug, budget: select.value };
    // The console's field is the page's only place for a token.
    const token = document.getElementById("token").value.trim();
    try {
      outcome.textContent = outcomeOf(await ask(VERIFY, { variables, token }), select.value);
    } catch {
      outcome.textContent = "The server does not answer. Is it still running?";
    }
    button.disabled = false;
    form.dispatchEvent(new CustomEvent("asked", { bubbles: true }));
  });
  return form;
}
