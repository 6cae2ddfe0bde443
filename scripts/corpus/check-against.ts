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
  const listed = new Map<string, number>()
  for (const { name, texts } of others) {
    for (const stretch of texts.flatMap(cut)) {
      for (const run of runsOf(stretch, REFUSED_RUN)) if (!refused.has(run)) refused.set(run, name)
      for (const run of runsOf(stretch, LISTED_RUN)) listed.set(run, 0)
    }
  }
  const findings: CorpusFinding[] = []
  for (const post of posts) {
    const stretches = cut(post.text)
    const shared = stretches
      .flatMap((stretch) => runsOf(stretch, REFUSED_RUN))
      .find((run) => refused.has(run))
    if (shared !== undefined) {
      const message = `expected no ${REFUSED_RUN} words in a row of another's text, got "${shared}" of ${refused.get(shared)} in "${post.id}"; write it anew, or add a stock phrase to stock-phrases.txt`
      findings.push({
        file: `threads/${post.file}.jsonl`,
        lineNumber: post.lineNumber,
        rule: 'shared-run',
        message,
      })
    }
    for (const run of new Set(stretches.flatMap((stretch) => runsOf(stretch, LISTED_RUN)))) {
      const count = listed.get(run)
      if (count !== undefined) listed.set(run, count + 1)
    }
  }
  const met = [...listed]
    .filter(([, postCount]) => postCount > 0)
    .map(([run, postCount]) => ({ run, postCount }))
  return {
    findings,
    listed: met.sort((a, b) => b.postCount - a.postCount || (a.run < b.run ? -1 : 1)),
  }
}

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

function runsOf(words: readonly string[], length: number): string[] {
  return Array.from({ length: Math.max(0, words.length - length + 1) }, (_, at) =>
    words.slice(at, at + length).join(' '),
  )
}
