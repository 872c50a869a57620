import { element } from "./dom.js";
import { loadClaim } from "./evidence.js";
import { stateWords, verdictWords } from "./words.js";

const UNFINISHED = ["QUEUED", "RUNNING"];

function badgeOf(claim, experiment) {
  if (experiment !== undefined && UNFINISHED.includes(experiment.status)) {
    return element("span", { class: "badge" }, stateWords(experiment.status));
  }
  if (claim.currentVerdict === null) return element("span", { class: "badge" }, "Not verified yet");
  const [words, tone] = verdictWords(claim.currentVerdict.verdict);
  return element("span", { class: `badge ${tone}` }, words);
}

function progressOf(experiment) {
  if (experiment === undefined) return null;
  if (!UNFINISHED.includes(experiment.status)) {
    if (experiment.status === "SUCCEEDED") return null;
    const ended = [stateWords(experiment.status), experiment.message].filter(Boolean).join(": ");
    return element("p", { class: "open-text" }, ended);
  }
  const { done, total } = experiment.progress;
  const bar = element("progress", { max: total, value: done, "aria-label": "Runs finished" });
  return element("p", { class: "quiet" }, bar, ` ${done} of ${total} runs`);
}

/** What is shown of a claim, as text: a card is drawn anew only when this changes. */
function stateOf(claim, experiment) {
  return JSON.stringify([claim.currentVerdict, experiment?.status, experiment?.progress]);
}

async function fillBody(body, slug, budget) {
  body.setAttribute("aria-busy", "true");
  try {
    body.replaceChildren(...(await loadClaim(slug, budget)));
  } catch (error) {
    body.replaceChildren(element("p", { class: "notice" }, error.message));
  }
  body.removeAttribute("aria-busy");
}

function drawClaim(claim, experiment, budget) {
  const body = element("div", { class: "body" });
  const told = element(
    "div",
    { class: "told quiet" },
    element("code", {}, claim.slug),
    claim.currentVerdict === null ? "" : ` ${claim.currentVerdict.reason}`,
    progressOf(experiment),
  );
  const title = element("h3", { class: "title" }, claim.title);
  const summary = element("summary", {}, title, badgeOf(claim, experiment), told);
  const card = element("details", { class: "claim", id: `claim-${claim.slug}` }, summary, body);
  card.addEventListener("toggle", () => {
    if (card.open && body.childElementCount === 0) void fillBody(body, claim.slug, budget);
  });
  return card;
}

function link(href, text) {
  return element("a", { href, rel: "noreferrer" }, text);
}

function citationOf(paper) {
  const year = String(paper.year);
  const venue = paper.venue.includes(year) ? paper.venue : `${paper.venue}, ${year}`;
  const source =
    paper.arxivId === null
      ? link(`https://doi.org/${paper.doi}`, `doi ${paper.doi}`)
      : link(`https://arxiv.org/abs/${paper.arxivId}`, `arXiv ${paper.arxivId}`);
  return [`${paper.authors.join(", ")}. ${venue}. `, source];
}

function drawPaper(paper, cards) {
  const none = element("p", { class: "quiet" }, "No executable claims yet.");
  return element(
    "article",
    { class: "paper", "aria-label": paper.title },
    element("h3", {}, paper.title),
    element("p", { class: "quiet" }, ...citationOf(paper)),
    element("p", {}, paper.summary),
    ...(cards.length === 0 ? [none] : cards),
  );
}

/** Keeps what is on the page in step with the answers, without closing what a reader has open. */
export function createCatalogue(container) {
  let known = new Map();

  function cardOf(claim, experiment, budget) {
    const state = `${budget} ${stateOf(claim, experiment)}`;
    const former = known.get(claim.slug);
    if (former?.state === state) return { state, card: former.card };
    const card = drawClaim(claim, experiment, budget);
    card.open = former?.card.open ?? false;
    return { state, card };
  }

  return {
    show(papers, experiments, budget) {
      const latest = new Map(experiments.map((one) => [one.claim.slug, one]));
      const next = new Map();
      // Papers with something to see come first; sorting is stable, so each part keeps its order.
      const isEmpty = ({ claims }) => Number(claims.edges.length === 0);
      const shown = papers.toSorted((left, right) => isEmpty(left) - isEmpty(right));
      const articles = shown.map((paper) => {
        const claims = paper.claims.edges.map(({ node }) => node);
        for (const claim of claims)
          next.set(claim.slug, cardOf(claim, latest.get(claim.slug), budget));
        return drawPaper(
          paper,
          claims.map(({ slug }) => next.get(slug).card),
        );
      });
      const changed = [...next].some(([slug, { card }]) => known.get(slug)?.card !== card);
      known = next;
      if (!changed && container.querySelector(".paper") !== null) return;
      const focused = document.activeElement?.closest(".claim")?.id;
      container.replaceChildren(...articles);
      container.removeAttribute("aria-busy");
      if (focused) document.getElementById(focused)?.querySelector("summary").focus();
    },
  };
}
