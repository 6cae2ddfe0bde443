import type { Layout } from '../layout.js'
import { nameAnswered, parseKinds } from '../line-kinds.js'
import type { KindLine } from '../lines/kinds.js'
import { parsePageLines, rangesOf } from '../lines/page-line.js'
import type { SplitPost } from '../split-post.js'
import unknownPage from '../words/unknown-page.json' with { type: 'json' }
import { fillIn } from '../words/words.js'
import type { TaggedPost } from './tagged-posts.js'

export const UNKNOWN_PAGE = 'page-paste'

/** Words of unknown sites: beside names, below words, in place of posts. */
export const UNKNOWN_LAYOUT: Layout = {
  id: UNKNOWN_PAGE,
  name: 'not known; lines that recur set the posts apart',
  head: 'none',
  byline: '(?!)',
  words: { ...unknownPage, notice: fillIn(unknownPage.notice) },
}

/** Lines of a page of no known layout, by their kinds. */
export const parseLines = (text: string): readonly KindLine[] =>
  parseKinds(text, UNKNOWN_LAYOUT, parsePageLines(text))

/** The only name that begins with a first name: "Cy" -> "Cy Dale". */
function wholeName(name: string, names: ReadonlySet<string>): string {
  if (names.has(name)) return name
  const [whole = name, ...others] = [...names].filter((each) => each.startsWith(`${name} `))
  return others.length > 0 ? name : whole
}

/** A post as the thread of a page has it. */
export function splitPostOf(
  { body, from, to, name, handle, timeAt, moment, answered, isNameGuessed }: TaggedPost,
  names: ReadonlySet<string>,
): SplitPost {
  const end = (body.at(-1) ?? timeAt) + 1
  return {
    byline: { from, to: Math.max(from, body[0] ?? end) },
    parts: rangesOf(body),
    name,
    handle,
    timeText: moment,
    to:
      answered === null || answered === name
        ? null
        : wholeName(nameAnswered(answered, UNKNOWN_LAYOUT.words, names), names),
    carried: [],
    below: { from: end, to },
    groups: {},
    node: null,
    isNameGuessed,
  }
}
