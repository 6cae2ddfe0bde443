import { foldText } from '../../src/base/text/fold-text.js'
import type { CorpusDeal, CorpusFinding, CorpusPost } from './corpus.js'

/** Words in a row that no post may share with a text of others. */
const REFUSED_RUN = 6
/** Words in a row that a reader is shown. */
const LISTED_RUN = 4

/** Posts of other people, to be compared with; never kept. */
export interface OtherTexts {
  /** The file's name, for the findings. */
  readonly name: string
  readonly texts: readonly string[]
}

export interface AgainstCheck {
  /**
   * Posts that share {@link REFUSED_RUN} words in a row with a text, one finding a post: rule
   * `shared-run`.
   */
  readonly findings: readonly CorpusFinding[]
  /**
   * Runs of {@link LISTED_RUN} to five words, with the number of posts that hold them, most
   * frequent first.
   */
  readonly listed: readonly { readonly run: string; readonly postCount: number }[]
}

/**
 * Compares the corpus with texts of other people: no post may share six words in a row with one.
 * Case, punctuation, links and numbers do not count either; names of deals and stock phrases end a
 * run.
 *
 * @param phrases stock phrases, which anybody would write ("is it just me or")
 */
export function checkAgainst(
  posts: readonly CorpusPost[],
  deals: readonly CorpusDeal[],
  others: readonly OtherTexts[],
  phrases: readonly string[],
): AgainstCheck {
  const names = deals.flatMap(({ mover, counterparties, parties, aliases }) => [
    mover,
    ...counterparties,
    ...parties,
    ...aliases,
  ])
  const cut = cutter([...names, ...phrases])
  const refused = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const { name, texts } of others) {
    const stretches = texts.flatMap(cut)
    for (const run of runsIn(stretches, REFUSED_RUN)) if (!refused.has(run)) refused.set(run, name)
    for (const run of runsIn(stretches, LISTED_RUN)) counts.set(run, 0)
  }
  const cutPosts = posts.map((post) => ({ post, stretches: cut(post.text) }))
  for (const { stretches } of cutPosts) countRuns(stretches, counts)
  const findings = cutPosts.flatMap(({ post, stretches }) => {
    const shared = runsIn(stretches, REFUSED_RUN).find((run) => refused.has(run))
    return shared === undefined ? [] : findingOf(post, shared, refused.get(shared))
  })
  return { findings, listed: mostFrequentFirst(counts) }
}

function findingOf(post: CorpusPost, run: string, name: string | undefined): CorpusFinding {
  return {
    file: `threads/${post.file}.jsonl`,
    lineNumber: post.lineNumber,
    rule: 'shared-run',
    message: `expected no ${REFUSED_RUN} words in a row of another's text, got "${run}" of ${name} in "${post.id}"; write it anew, or add a stock phrase to stock-phrases.txt`,
  }
}

/** Counts a post once for each run of others that it holds. */
function countRuns(stretches: readonly string[][], counts: Map<string, number>): void {
  for (const run of new Set(runsIn(stretches, LISTED_RUN))) {
    const count = counts.get(run)
    if (count !== undefined) counts.set(run, count + 1)
  }
}

const mostFrequentFirst = (counts: ReadonlyMap<string, number>): AgainstCheck['listed'] =>
  [...counts]
    .filter(([, postCount]) => postCount > 0)
    .map(([run, postCount]) => ({ run, postCount }))
    .sort((a, b) => b.postCount - a.postCount || (a.run < b.run ? -1 : 1))

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu
const LINK = /(?:https?:\/\/|www\.)\S+/gu

const wordsOf = (text: string): string[] =>
  foldText(text.replace(LINK, ' ')).replaceAll('’', "'").match(WORD) ?? []

/** A function that gives the stretches of words of a text, cut at names and stock phrases. */
function cutter(phrases: readonly string[]): (text: string) => string[][] {
  const known = phrases
    .map((phrase) => wordsOf(phrase).join(' '))
    .filter((phrase) => phrase.length > 1)
  const ends =
    known.length === 0
      ? /(?!)/
      : new RegExp(
          ` (?:${known.sort((one, other) => other.length - one.length).join('|')})(?= )`,
          'g',
        )
  return (text) =>
    ` ${wordsOf(text).join(' ')} `
      .split(ends)
      .map((stretch) => stretch.split(' ').filter((word) => word !== ''))
}

/** Every run of `length` words within a stretch. */
function runsIn(stretches: readonly string[][], length: number): string[] {
  return stretches.flatMap((words) =>
    Array.from({ length: Math.max(0, words.length - length + 1) }, (_, at) =>
      words.slice(at, at + length).join(' '),
    ),
  )
}
