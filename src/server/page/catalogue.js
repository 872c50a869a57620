import { createCard, standingOf, standingWords } from "./claim-card.js";
import { element } from "./dom.js";

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

/** "14 supported, 3 inconclusive": how many claims of a paper stand how, in the order that they come. */
function tallyOf(standings) {
  const counts = Map.groupBy(standings, (standing) => standingWords(standing)[0].toLowerCase());
  return [...counts].map(([words, { length }]) => `${length} ${words}`).join(", ");
}

function drawPaper(paper, tally, cards) {
  const none = element("p", { class: "quiet" }, "No executable claims yet.");
  return element(
    "article",
    { class: "paper", "aria-label": paper.title },
    element("h3", {}, paper.title),
    element("p", { class: "quiet" }, ...citationOf(paper)),
    element("p", {}, paper.summary),
    ...(cards.length === 0 ? [none] : [tally, ...cards]),
  );
}

/** Opens and shows the claim that the address names, as a link to it does. */
function followAddress() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named?.matches(".claim")) return;
  named.open = true;
  named.scrollIntoView();
}

/** Keeps what is on the page in step with the answers, without closing what a reader has open. */
export function createCatalogue(container) {
  const cards = new Map();
  const tallies = new Map();
  let drawn = "";
  const none = element("p", { class: "quiet", role: "status", hidden: true });
  container.after(none);
  addEventListener("hashchange", followAddress);

  function update({ slug, claims }, experiments, budget) {
    const standings = claims.map((claim) => {
      const standing = standingOf(claim, experiments, budget);
      if (!cards.has(claim.slug)) cards.set(claim.slug, createCard(claim.slug));
      cards.get(claim.slug).show(claim, standing);
      return standing;
    });
    if (!tallies.has(slug)) tallies.set(slug, element("p", { class: "tally quiet" }));
    tallies.get(slug).textContent = tallyOf(standings);
  }

  function draw(papers) {
    container.replaceChildren(
      ...papers.map((paper) => {
        const own = paper.claims.map(({ slug }) => cards.get(slug).card);
        return drawPaper(paper, tallies.get(paper.slug), own);
      }),
    );
    container.removeAttribute("aria-busy");
  }

  return {
    show(papers, experiments, budget) {
      // Papers with something to see come first; sorting is stable, so each part keeps its order.
      const isEmpty = ({ claims }) => Number(claims.length === 0);
      const shown = papers.toSorted((left, right) => isEmpty(left) - isEmpty(right));
      for (const paper of shown) update(paper, experiments, budget);
      const words = ({ claims, ...paper }) => [paper, claims.map(({ slug }) => slug)];
      const structure = JSON.stringify(shown.map(words));
      if (structure === drawn) return;
      const isFirst = drawn === "";
      drawn = structure;
      draw(shown);
      if (isFirst) followAddress();
    },
    /** Shows the claims only that have all the words in their name, title, verdict or reason. */
    filter(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { card } of cards.values()) {
        const told = card.querySelector("summary").textContent.toLowerCase();
        card.hidden = !words.every((word) => told.includes(word));
      }
      for (const paper of container.querySelectorAll(".paper")) {
        paper.hidden = words.length > 0 && paper.querySelector(".claim:not([hidden])") === null;
      }
      none.hidden = container.querySelector(".paper:not([hidden])") !== null;
      none.textContent = none.hidden ? "" : `No claim has the words “${text.trim()}”.`;
    },
  };
}
