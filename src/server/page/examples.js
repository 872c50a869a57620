/** Queries that work as they stand; a test runs each of them. */
export const examples = [
  {
    title: "Verdicts with their evidence",
    query: `{
  papers(first: 10) { edges { node { slug
    claims(first: 50) { edges { node { slug
      currentVerdict { budget verdict reasonCode reason
        evidence { id digest seeds
          checks { name value exact low high threshold outcome }
          controls { name verdict checks { name value threshold outcome } }
          environment { engine device precision }
        } } } } } } } }
}`,
  },
  {
    title: "What a claim says, and how it is checked",
    query: `{
  claim(slug: "s2-overlap-lower") {
    title statement formula locator
    hypotheses { name statement }
    protocol(budget: QUICK) { digest seeds runCount arms { name measure } }
    controls { name because mustFail }
    limits deviations
  }
}`,
  },
  {
    title: "The papers, and where they are published",
    query: `{
  papers(first: 10) {
    totalCount
    edges { node { slug title authors venue year arxivId doi versionRead summary } }
  }
}`,
  },
  {
    title: "Claims whose text says overlap",
    query: `{
  claims(first: 20, filter: { text: "overlap" }) {
    edges { node { slug kind paper { title } currentVerdict { budget verdict } } }
  }
}`,
  },
  {
    title: "What a second engine found",
    query: `{
  evidences(first: 10) {
    edges { node {
      claim { slug } budget verdict environment { engine }
      crossCheck {
        agrees environment { engine device } second { verdict reason }
        largest { quantity arm seed first second relative }
      }
    } }
  }
}`,
  },
  {
    title: "Latest evidence, with its runs",
    query: `{
  evidences(first: 2) {
    edges { node {
      digest verdict claim { slug }
      certificates { name digest }
      experiment { runs(first: 10) { edges { node {
        control arm seed status durationMs
        measurements { name value exact unit state }
      } } } }
    } }
  }
}`,
  },
  {
    title: "Experiments, newest first",
    query: `{
  experiments(first: 10) {
    edges { node {
      id status budget message createdAt finishedAt
      claim { slug } progress { done total }
    } }
  }
}`,
  },
  {
    title: "Verify a claim (a change)",
    query: `mutation {
  verifyClaim(input: { claim: "s1-nonoverlap-upper", budget: QUICK }) {
    experiment { id status progress { done total } }
    errors { code message path }
  }
}`,
  },
  {
    title: "Compare two releases",
    query: `{
  releases(first: 10) {
    edges { node { id version sourceDigest current evidenceCounts { budget count } } }
  }
  regressions(first: 3) {
    edges { node {
      gate reason budget createdAt
      baseline { version sourceDigest } candidate { version sourceDigest }
      items {
        slug tier reason
        before { uncappedVerdict } after { uncappedVerdict }
        quantities { name drift low high margin tier }
      }
    } }
  }
}
# With two ids from above, this compares them (a change):
# mutation {
#   compareReleases(input: { baseline: "...", candidate: "...", budget: QUICK }) {
#     regression { id gate reason items { slug tier reason } }
#     errors { code message path }
#   }
# }`,
  },
  {
    title: "What is running",
    query: `{
  systemInfo {
    version nodeVersion databaseVersion engine
    queue { waiting active }
    release { version sourceDigest commit }
  }
}`,
  },
];
