const REDRAW = 'aggregate draws the sample anew from the posts, and refuses a design with other judgements or another order'
const SEED = 'the seed comes from the judgements and texts, and aggregate refuses a design with another one'
const RECOMPUTE = 'cite recomputes the breakdown from the files it names, and refuses one that differs'
const ASSUMED = 'the footnote says what is assumed'
const COPIED = 'the footnote says how often the labels are the program’s, and cite refuses labels that all are'
const BALANCE = 'cite refuses a sample whose predictions are unlike those of the other posts'
const CHANGED = 'the footnote counts labels that were changed after they were given'

/** Cheats that still go through at one size at least, and what would stop them. Every mend takes its lines out. */
export const KNOWN_OPEN: { readonly [cheat: string]: string } = {
  'units-removed': REDRAW,
  'units-reordered': REDRAW,
  'picked-by-prediction': REDRAW,
  'picked-by-certainty': REDRAW,
  'picked-by-author': REDRAW,
  'picked-by-length': REDRAW,
  'picked-by-date': REDRAW,
  'picked-by-outcome': REDRAW,
  'suggested-as-random': REDRAW,
  'posts-added-rebound': REDRAW,
  'posts-removed-rebound': REDRAW,
  'seed-hidden': REDRAW,
  'best-of-seeds': SEED,
  'texts-edited': SEED,
  'shares-edited': RECOMPUTE,
  'interval-narrowed': RECOMPUTE,
  'labels-swapped': RECOMPUTE,
  'count-edited': RECOMPUTE,
  'coder-edited': RECOMPUTE,
  'audit-grafted': RECOMPUTE,
  'fields-of-old': RECOMPUTE,
  'all-one-label': ASSUMED,
  anchored: ASSUMED,
  'best-of-ids': ASSUMED,
  'best-of-sizes': ASSUMED,
  'coder-is-unnamed-model': ASSUMED,
  'coder-renamed': ASSUMED,
  echo: ASSUMED,
  'history-erased': ASSUMED,
  'labels-flipped': ASSUMED,
  'ledger-lowered': ASSUMED,
  'many-names': ASSUMED,
  'other-labels-bare': ASSUMED,
  'random-coder': ASSUMED,
  'set-aside': `the footnote counts posts that were set aside; else ${ASSUMED}`,
  'copies-model': COPIED,
  'coder-is-model': 'the coder’s kind is asked for, and labels of a model are not called those of people',
  'predictions-edited': BALANCE,
  'learned-without-crossfit': BALANCE,
  relabelled: CHANGED,
  'coder-merged': CHANGED,
  'settled-alone': 'an adjudication counts only where coders differ',
  'other-labels-exported': 'an import refuses a row whose text is not the post’s',
  'few-labels': 'cite refuses fewer than 20 labels',
  'no-lead': 'nobody leads where the interval of the difference holds 0',
}

/** Those that go through at a size of the long run alone. */
export const OPEN_IN_THE_LONG_RUN: { readonly [cheat: string]: string } = {
  'best-of-coders': ASSUMED,
  'copies-mostly': COPIED,
}
