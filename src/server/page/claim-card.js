import { element } from "./dom.js";
import { loadClaim } from "./evidence.js";
import { budgetWords, megabyteWords, stateWords, verdictWords } from "./words.js";

const UNFINISHED = ["QUEUED", "RUNNING"];

const isUnfinished = (experiment) => UNFINISHED.includes(experiment?.status);

/** Where a claim stands: at a chosen budget or, where none is, by its current verdict. */
export function standingOf(claim, experiments, budget) {
  const isChosen = (one) => budget === "" || one.budget === budget;
  const { currentVerdicts: verdicts, absentDatasets: absent } = claim;
  const shown = budget === "" ? claim.currentVerdict : (verdicts.find(isChosen) ?? null);
  const elsewhere = verdicts.map((one) => budgetWords(one.budget));
  const own = experiments.filter((one) => one.claim.slug === claim.slug);
  // Newest first.
  return { shown, elsewhere, absent, experiment: own.find(isChosen), budget };
}

/** A claim's standing in words, with the tone that it is shown in. */
export function standingWords({ shown, absent, budget }) {
  if (shown !== null) return verdictWords(shown.verdict);
  if (absent.length > 0) return ["Data not here", "open"];
  return [budget === "" ? "Not verified yet" : `Not verified at ${budgetWords(budget)}`, ""];
}

function badgesOf(standing) {
  const { shown, experiment } = standing;
  const [words, tone] = standingWords(standing);
  const badges = [];
  if (isUnfinished(experiment)) {
    badges.push(element("span", { class: "badge" }, stateWords(experiment.status)));
  }
  if (shown !== null || badges.length === 0) {
    badges.push(element("span", { class: `badge ${tone}` }, words));
  }
  if (shown !== null) badges.push(element("span", { class: "quiet" }, budgetWords(shown.budget)));
  return element("span", { class: "badges" }, ...badges);
}

function absentWords({ name, bytes, command }) {
  const told = `needs ${name} (${megabyteWords(bytes)}), which is not on the server's machine: `;
  return [told, element("code", {}, command)];
}

function toldOf({ shown, elsewhere, absent }) {
  if (shown !== null) return [shown.reason];
  if (absent.length > 0) return absent.flatMap(absentWords);
  return elsewhere.length === 0 ? [] : [`there is a verdict at ${elsewhere.join(", ")}`];
}

function progressOf(experiment) {
  if (experiment === undefined) return null;
  const { status, message, progress } = experiment;
  const at = budgetWords(experiment.budget);
  if (!isUnfinished(experiment)) {
    if (status === "SUCCEEDED") return null;
    const ended = [`${stateWords(status)} at ${at}`, message].filter(Boolean).join(": ");
    return element("p", { class: "open-text" }, ended);
  }
  const { done, total } = progress;
  const bar = element("progress", { max: total, value: done, "aria-label": "Runs finished" });
  return element("p", { class: "quiet" }, bar, ` ${done} of ${total} runs at ${at}`);
}

function summaryParts({ slug, title }, standing) {
  const told = element(
    "div",
    { class: "told quiet" },
    ...[element("code", {}, slug), " ", ...toldOf(standing)],
    progressOf(standing.experiment),
  );
  return [element("h3", { class: "title" }, title), badgesOf(standing), told];
}

/** A claim that can be opened; what a reader has opened in it stays open while its state changes. */
export function createCard(slug) {
  const summary = element("summary");
  const body = element("div", { class: "body" });
  const card = element("details", { class: "claim", id: `claim-${slug}` }, summary, body);
  let drawn = "";
  let wanted = { key: "", budget: "" };
  let filled = "";

  async function fill() {
    const { key, budget } = wanted;
    if (!card.open || filled === key) return;
    filled = key;
    body.setAttribute("aria-busy", "true");
    body.replaceChildren(element("p", { class: "quiet" }, "Loading…"));
    const failed = (error) => {
      // Opening it again tries again.
      filled = "";
      return [element("p", { class: "notice" }, error.message)];
    };
    const parts = await loadClaim(slug, budget === "" ? null : budget).catch(failed);
    // Another budget was chosen, or another verdict came out; that one is on the way.
    if (key !== wanted.key) return;
    body.replaceChildren(...parts);
    body.removeAttribute("aria-busy");
  }
  card.addEventListener("toggle", () => {
    if (card.open) history.replaceState(null, "", `#${card.id}`);
    void fill();
  });

  return {
    card,
    show(claim, standing) {
      const state = JSON.stringify([claim.title, standing]);
      if (state !== drawn) summary.replaceChildren(...summaryParts(claim, standing));
      drawn = state;
      const { shown, budget } = standing;
      wanted = { key: `${shown?.budget ?? budget} ${shown?.decidedAt}`, budget };
      void fill();
    },
  };
}
