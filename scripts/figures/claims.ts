/**
 * Sentences with figures of the models, by file. A place such as `{stance-en.real.accuracy:pct}`
 * names a figure of `models/NAME/figures.json` and its form; see `check-figures.ts`.
 */
export const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  'README.md': [
    '| {stance-en.real.postCount:n} real posts on {stance-en.real.worth.leads.clusterCount:n} moves outside the corpus |',
    '| accuracy over three labels | {stance-en.real.accuracy:pct} | not computed |',
    '| macro-F1 over three labels | {stance-en.real.macroF1:p3} | {stance-en.real.macroF1:to3} |',
    '| macro-F1 of the lean, on posts that take a side | {stance-en.real.lean:p3} | {stance-en.real.lean:to3} |',
    'On {stance-en.replies.postCount:n} real replies it is right on {stance-en.replies.accuracy:pct1}, where always `neither` is right on {stance-en.replies.worth.always.accuracy:pct1}.',
    'it names the wrong leading side on {stance-en.real.worth.leads.wrongCount:n} of the {stance-en.real.worth.leads.clusterCount:n} moves',
    'taught by [{stance-en.taught.posts:n} public posts]',
  ],
  'scripts/notebooks/GUIDE.md': [
    'right on {linear-en.real.accuracy:h} of 100 real comments, where `stance-en` is right on {stance-en.real.accuracy:h}.',
  ],
  'models/README.md': [
    '{stance-en.real.postCount:n} real forum comments on {stance-en.real.worth.leads.clusterCount:n} moves',
    '| **`stance-en`** (default) | {stance-en.real.macroF1:p3} {stance-en.real.macroF1:ci3} | {stance-en.real.lean:p3} {stance-en.real.lean:ci3} |',
    '| `linear-en` | {linear-en.real.macroF1:p3} {linear-en.real.macroF1:ci3} | {linear-en.real.lean:p3} {linear-en.real.lean:ci3} |',
    'on {stance-en.replies.postCount:n} real replies `stance-en` has macro-F1 {stance-en.replies.macroF1:d3}, of the lean {stance-en.replies.lean:d3}, accuracy {stance-en.replies.accuracy:d3} (always `neither`: {stance-en.replies.worth.always.accuracy:d3}).',
  ],
  'models/stance-en/card.md': [
    '- {stance-en.taught.posts:n} [real posts](../../corpus/taught/README.md) on {stance-en.taught.moves:n} moves:',
    '| {stance-en.real.postCount:n} real comments on {stance-en.real.worth.leads.clusterCount:n} moves of many kinds | {stance-en.real.macroF1:d3} {stance-en.real.macroF1:dci3} | {stance-en.real.lean:d3} {stance-en.real.lean:dci3} | {stance-en.real.accuracy:d3} | {stance-en.real.calibrationError:d3} |',
    '| `crowd-test`, written, deals of no training post ({stance-en.crowd.postCount:n}) | {stance-en.crowd.macroF1:d3} {stance-en.crowd.macroF1:dci3} |',
    '| natural written posts of unseen deals ({stance-en.natural.postCount:n}) | {stance-en.natural.macroF1:d3} {stance-en.natural.macroF1:dci3} |',
    '| hard written posts of unseen deals ({stance-en.hard.postCount:n}) | {stance-en.hard.macroF1:d3} {stance-en.hard.macroF1:dci3} |',
  ],
  'models/linear-en/card.md': [
    '| {linear-en.real.postCount:n} real comments on {linear-en.real.worth.leads.clusterCount:n} moves | {linear-en.real.macroF1:p3} {linear-en.real.macroF1:ci3} |',
    '| `crowd-test` ({linear-en.crowd.postCount:n}, held-out weights) | {linear-en.crowd.macroF1:p3} {linear-en.crowd.macroF1:ci3} |',
    '| natural dev ({linear-en.natural.postCount:n}, held-out weights) | {linear-en.natural.macroF1:p3} {linear-en.natural.macroF1:ci3} |',
    '| hard part, unseen deals ({linear-en.hard.postCount:n}, held-out weights) | {linear-en.hard.macroF1:p3} {linear-en.hard.macroF1:ci3} |',
  ],
}
