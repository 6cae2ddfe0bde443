import { countEach } from '../../../base/statistics/group-by.js'
import { parseLeadingMentions } from '../../record/parse-leading-mentions.js'
import type { SplitPost } from '../layout/split-types.js'
import type { LineRange } from '../lines/page-line.js'
import type { MentionLine } from './mention-lines.js'

/** Post: its lines of words and its byline, half-open, and what that says. */
export interface Stretch extends Pick<SplitPost, 'byline' | 'name' | 'handle' | 'timeText' | 'carried'> {
  readonly words: LineRange
}
export const NOBODY = { name: null, handle: null, timeText: null, carried: [] } as const

/** Posts with their authors, and the lines cut at labels. */
export interface Named {
  readonly lines: readonly MentionLine[]
  readonly stretches: readonly Stretch[]
  /** How the posts show their authors: worded to follow a number of posts. */
  readonly form: string
  /** True for an author that may be a word of the post. */
  readonly isGuess?: boolean
}

const MIN_NAME_COUNT = 4
const MIN_PERSON_COUNT = 3
/** Smallest share of named pieces, and largest share of one name. One handle everywhere is the answered account. */
const NAMED_SHARE = 0.5
const MAX_PERSON_SHARE = 0.6

const HANDLE = '[@＠](?<handle>[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]{0,60}[\\p{L}\\p{N}_])?)'
/** "-> @bo, @cy", ", replying to @bo and @cy" behind the author: the answered accounts. */
const ANSWERED =
  '(?<to>,? ?(?:[-–=]>|→|(?:in reply|replying|replied|answering) (?:to )?) ?[@＠][^\\s@＠:,]{1,60}(?:(?:,|,? and)? [@＠][^\\s@＠:,]{1,60}){0,8})?'
/** "@ann: ", "**@ann**: ", "[@ann](url) - ", "[@ann] ", "@ann<TAB>", "Ann Bo (@ann, 2h): ", "@ann -> @bo: " before the words of a post. */
const LABEL = new RegExp(
  `^(?:(?<name>[\\p{L}\\p{N}][^@:\\n]{0,40}?) )?(?:\\*\\*|__|[\`[<(])?${HANDLE}(?:[,·]? ?[\\p{L}\\d][\\p{L}\\d .]{0,15}(?=\\)))?(?:\\*\\*|__|[\`>)]|\\](?:\\([^)\\s]{0,200}\\))?)?${ANSWERED}(?<sign>(?: (?:wrote|writes|said|says|replied))?[ \\u00a0]?:(?!//)|\\t| [-–—|→](?= )|(?<=[\\]>])(?= ))(?:\\*\\*|__)?[ \\t\\u00a0]*(?=\\S|$)`,
  'u',
)
/** "ann_b: " behind a bullet or number. Stays in the text, since it may be a word. */
const BARE_LABEL = /^(?:\*\*|__)?(?<handle>[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,30})(?:\*\*|__)?:(?:\*\*|__)?\s+(?=\S)/u
/** "ann_b: @bo …", "ann_b - @bo …": used for all posts where most mentioning posts have it. */
const NAME_LABEL = '(?:\\*\\*|__)?(?<handle>[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]{0,30}?)(?:\\*\\*|__)?(?<sign> ?:| [-–—])(?:\\*\\*|__)?[ \\t]+'
const MENTIONING_LABEL = new RegExp(`^${NAME_LABEL}(?=[@＠])`, 'u')
const PLAIN_LABEL = new RegExp(`^${NAME_LABEL}(?=\\S)`, 'u')
const HEAD_LENGTH = 300

const contentOf = (text: string, { start, end }: MentionLine, limit = HEAD_LENGTH): string =>
  text.slice(start, Math.min(end, start + limit))
export const opensBlock = (lines: readonly MentionLine[], at: number): boolean => at === 0 || (lines[at]?.blankCountAbove ?? 1) > 0

/** True for names of several people, none at most posts. */
function areSpread(names: readonly string[]): boolean {
  const counts = [...countEach(names.map((name) => name.toLowerCase())).values()]
  return (
    names.length >= MIN_NAME_COUNT && counts.length >= MIN_PERSON_COUNT && counts.every((count) => count <= MAX_PERSON_SHARE * names.length)
  )
}

interface Label {
  readonly handle: string
  readonly name?: string | undefined
  readonly to?: string | undefined
  readonly sign: string
  readonly length: number
}

function readLabel(content: string, isItem: boolean): Label | null {
  const found = LABEL.exec(content) ?? MENTIONING_LABEL.exec(content)
  if (found !== null) {
    const { handle = '', name, to, sign = '' } = found.groups ?? {}
    return { handle, name, to, sign: sign.trim() || (sign === '' ? ']' : '\t'), length: found[0].length }
  }
  const { handle } = (isItem && BARE_LABEL.exec(content)?.groups) || {}
  return handle === undefined ? null : { handle, sign: 'a word and a colon', length: 0 }
}

/** Posts that open with their author's handle and one sign. @param bylines lines of bylines with times, which have signs too */
export function findLabels(text: string, given: readonly MentionLine[], bylines: ReadonlySet<number>): Named | null {
  const hasItems = given.some(({ depth }) => depth !== null)
  const bySign = new Map<string, Map<number, Label>>()
  for (const [at, line] of given.entries()) {
    const label = line.kind === 'furniture' || bylines.has(at) ? null : readLabel(contentOf(text, line), line.depth !== null)
    if (label !== null) bySign.set(label.sign, (bySign.get(label.sign) ?? new Map<number, Label>()).set(at, label))
  }
  const openingCount = given.filter(({ kind, depth }, at) =>
    hasItems ? depth !== null : kind !== 'furniture' && opensBlock(given, at),
  ).length
  const isForm = (labels: ReadonlyMap<number, Label>): boolean =>
    labels.size >= NAMED_SHARE * openingCount && areSpread([...labels.values()].map(({ handle }) => handle))
  const [sign, labels] = [...bySign].find(([, each]) => isForm(each)) ?? []
  if (sign === undefined || labels === undefined) return null
  const [first = 0] = labels.keys()
  const [{ length = 0 } = {}] = labels.values()
  if (length > 0 && !/^(?:\*\*|__|[`[<(])?[@＠]/.test(text.slice(given[first]?.start)))
    for (const [at, line] of given.entries()) {
      const own = at > first && opensBlock(given, at) && !labels.has(at) ? PLAIN_LABEL.exec(contentOf(text, line, 80)) : null
      if (own?.groups?.['sign']?.trim() === sign) labels.set(at, { handle: own.groups['handle'] ?? '', sign, length: own[0].length })
    }
  const { lines, opened } = cutLabels(text, given, labels)
  const isApart = [...labels.keys()].filter((at) => opensBlock(given, at)).length >= NAMED_SHARE * labels.size
  const last = opened.at(-1)?.byline.from ?? 0
  const goesOn = (at: number, { byline }: Stretch): boolean => {
    const { kind = 'furniture', depth = null, blankCountAbove = 1 } = lines[at] ?? {}
    // Lists within a post have no names.
    if ((depth ?? -1) > (lines[byline.from]?.depth ?? -1)) return true
    if (/^(?:furniture|section|end)$/.test(kind) || (hasItems && blankCountAbove > 0)) return false
    return blankCountAbove === 0 || (isApart && !hasItems && at < last)
  }
  const people = new Set([...labels.values()].map(({ handle }) => handle.toLowerCase())).size
  const said = length === 0 ? sign : `a handle and ${sign === '\t' ? 'a tab' : JSON.stringify(sign)}`
  return {
    lines,
    stretches: closeEach(opened, lines.length, goesOn),
    form: `open with ${said}, of ${people} people; taken as their authors, not as addressees`,
    isGuess: length === 0,
  }
}

const closeEach = (opened: readonly Stretch[], end: number, goesOn: (at: number, post: Stretch) => boolean): Stretch[] =>
  opened.map((post, index) => {
    const { from } = post.words
    const next = opened[index + 1]?.byline.from ?? end
    let to = from
    while (to < next && (to === from || goesOn(to, post))) to += 1
    return { ...post, words: { from, to } }
  })

/** Sets each label on a line of its own, and opens a post below it. */
function cutLabels(text: string, given: readonly MentionLine[], labels: ReadonlyMap<number, Label>) {
  const lines: MentionLine[] = []
  const opened: Stretch[] = []
  for (const [at, line] of given.entries()) {
    const label = labels.get(at)
    const from = lines.length
    if (label === undefined) {
      lines.push(line)
      continue
    }
    const { handles } = parseLeadingMentions((label.to ?? '').replace(/^[^@＠]*/u, '').replaceAll(' and ', ' '))
    const start = line.start + label.length
    const end = line.start + text.slice(line.start, start).trimEnd().length
    if (label.length > 0) lines.push({ ...line, end, kind: 'furniture' })
    const mention = parseLeadingMentions(text.slice(start, line.end)).handles
    if (start < line.end)
      lines.push({
        ...line,
        start,
        words: '',
        kind: mention.length > 0 ? 'mention' : 'words',
        handles: mention,
        ...(label.length > 0 && { blankCountAbove: 0, depth: null }),
      })
    const to = from + (label.length > 0 ? 1 : 0)
    opened.push({
      ...NOBODY,
      byline: { from, to },
      words: { from: to, to },
      handle: label.handle,
      name: label.name ?? null,
      carried: handles,
    })
  }
  return { lines, opened }
}
