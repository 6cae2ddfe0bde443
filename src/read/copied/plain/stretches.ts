import { parseLeadingMentions } from '../../record/parse-leading-mentions.js'
import { shapeOf } from '../line-kinds.js'
import { MIN_POST_COUNT, USUAL_SHARE } from '../lines/thresholds.js'
import { NAME_SIGN, TIME_SIGN } from './line-heads.js'
import type { MentionLine } from './mention-lines.js'
import { areOnItems, areSpeakers, findNameLabels, opensPart } from './name-labels.js'
import { type Named, NOBODY, placeAnswers, type Stretch } from './named-posts.js'
import {
  areApart,
  areSpread,
  contentOf,
  type Label,
  opensBlock,
  parseLabel,
} from './parse-label.js'

/** "4/ " opens an account's fourth post of a series. */
const SERIAL = /^(?<number>\d{1,3})\/(?:\d{1,3})?(?=\s|$)/u

type Labels = ReadonlyMap<number, Label>

/**
 * Labels of most posts with one sign, by their lines; those of names, where they are more.
 *
 * @param bylines lines of bylines with times, which have signs too
 */
function chooseLabels(
  text: string,
  lines: readonly MentionLine[],
  bylines: ReadonlySet<number>,
): [sign: string, labels: Labels] | null {
  const hasItems = lines.some(({ depth }) => depth !== null)
  const bySign = new Map<string, Map<number, Label>>()
  for (const [at, line] of lines.entries()) {
    const label =
      line.role === 'furniture' || bylines.has(at)
        ? null
        : parseLabel(contentOf(text, line), line.depth !== null)
    if (label !== null)
      bySign.set(label.sign, (bySign.get(label.sign) ?? new Map<number, Label>()).set(at, label))
  }
  const openingCount = lines.filter(({ role, depth }, at) =>
    hasItems ? depth !== null : role !== 'furniture' && opensBlock(lines, at),
  ).length
  const isForm = (labels: Labels): boolean =>
    labels.size >= USUAL_SHARE * openingCount && areSpread([...labels.values()].map(accountOf))
  const byHandle = [...bySign].find(([, each]) => isForm(each)) ?? null
  const byName = findNameLabels(text, lines)
  return (byName?.[1].size ?? 0) > (byHandle?.[1].size ?? 0) ? byName : byHandle
}

/** Posts that open with the names of their authors and one sign. */
export function findLabels(
  text: string,
  mentionLines: readonly MentionLine[],
  bylines: ReadonlySet<number>,
): Named | null {
  const form = chooseLabels(text, mentionLines, bylines)
  if (form === null) return null
  const [sign, labels] = form
  const places = [...labels.keys()]
  const isOfNames = sign === NAME_SIGN || sign === TIME_SIGN
  const areItems = isOfNames
    ? areOnItems(mentionLines, places)
    : mentionLines.some(({ depth }) => depth !== null)
  const [{ length = 0 } = {}] = labels.values()
  const { lines, opened } = cutLabels(text, mentionLines, labels)
  const areRoots = isOfNames && !areItems
  const isApart = areApart(mentionLines, places)
  const last = opened.at(-1)?.byline.from ?? 0
  const isSentence = (line: MentionLine): boolean => shapeOf(contentOf(text, line)) === 'long'
  const goesOn = (at: number, { byline }: Stretch): boolean => {
    const line = lines[at]
    const { role = 'furniture', depth = null, blankCountAbove = 1 } = line ?? {}
    if (areRoots && opensPart(text, lines[at])) return false
    // Lists within a post have no names.
    if ((depth ?? -1) > (lines[byline.from]?.depth ?? -1)) return true
    if (/^(?:furniture|section|end)$/.test(role) || (areItems && depth !== null)) return false
    const isBetween =
      at < last && (areItems ? isOfNames && line !== undefined && isSentence(line) : isApart)
    return blankCountAbove === 0 || isBetween
  }
  const accounts = [...labels.values()].map(accountOf)
  const people = new Set(accounts).size
  const mark = sign === '\t' ? 'a tab' : JSON.stringify(sign)
  const formWords = length === 0 || isOfNames ? sign : `a handle and ${mark}`
  const stretches = closeEach(opened, lines.length, goesOn)
  return placeAnswers(text, {
    lines,
    stretches,
    form: `open with ${formWords}, of ${people} people; taken as their authors, not as addressees`,
    isGuess: length === 0 || (sign === TIME_SIGN && !areSpeakers(accounts)),
    rootCount: areRoots ? stretches.length : 1,
  })
}

const accountOf = ({ handle, name = '' }: Label): string => (handle || name).toLowerCase()

const closeEach = (
  opened: readonly Stretch[],
  end: number,
  goesOn: (at: number, post: Stretch) => boolean,
): Stretch[] =>
  opened.map((post, index) => {
    const { from } = post.words
    const next = opened[index + 1]?.byline.from ?? end
    let to = from
    while (to < next && (to === from || goesOn(to, post))) to += 1
    return { ...post, words: { from, to } }
  })

/** Sets each label on a line of its own, and opens a post below it. */
function cutLabels(text: string, mentionLines: readonly MentionLine[], labels: Labels) {
  const lines: MentionLine[] = []
  const opened: Stretch[] = []
  for (const [at, line] of mentionLines.entries()) {
    const label = labels.get(at)
    const from = lines.length
    if (label === undefined) {
      lines.push(line)
      continue
    }
    const { handles } = parseLeadingMentions(
      (label.to ?? '').replace(/^[^@＠]*/u, '').replaceAll(' and ', ' '),
    )
    const start = line.start + label.length
    const end = line.start + text.slice(line.start, start).trimEnd().length
    if (label.length > 0) lines.push({ ...line, end, role: 'furniture' })
    const mention = parseLeadingMentions(text.slice(start, line.end)).handles
    if (start < line.end)
      lines.push({
        ...line,
        start,
        words: '',
        role: mention.length > 0 ? 'mention' : 'words',
        handles: mention,
        ...(label.length > 0 && { blankCountAbove: 0, depth: null }),
      })
    const to = from + (label.length > 0 ? 1 : 0)
    opened.push({
      ...NOBODY,
      byline: { from, to },
      words: { from: to, to },
      handle: label.handle || null,
      name: label.name ?? null,
      timeText: label.timeText ?? null,
      answered: label.answered ?? null,
      carried: handles,
    })
  }
  return { lines, opened }
}

/** Series "1/", "2/" … of one account. The first may have several paragraphs and no number. */
export function findSeries(text: string, lines: readonly MentionLine[]): Named | null {
  const starts: number[] = []
  let next = 0
  for (const [at, line] of lines.entries()) {
    const number = Number(SERIAL.exec(contentOf(text, line, 8))?.groups?.['number'] ?? Number.NaN)
    if (Number.isNaN(number) || (next === 0 ? number > 2 : number !== next)) continue
    const isWords = (above: number): boolean =>
      lines[above]?.role === 'words' && shapeOf(contentOf(text, lines[above])) === 'long'
    if (next === 0 && number === 2 && at > 0)
      starts.push(lines.findLastIndex((_, up) => up < at && !isWords(up - 1)))
    starts.push(at)
    next = number + 1
  }
  const mentionCount = lines.filter(({ role }) => role === 'mention').length
  if (starts.length < MIN_POST_COUNT || mentionCount > starts.length) return null
  const author =
    lines.slice(0, starts[0]).findLast(({ role }) => role === 'handle')?.handles[0] ?? null
  const last = starts.at(-1) ?? 0
  const opened = starts.map(
    (from): Stretch => ({
      ...NOBODY,
      handle: author,
      byline: { from, to: from },
      words: { from, to: from },
    }),
  )
  const stretches = closeEach(
    opened,
    lines.length,
    (at) => lines[at]?.role !== 'furniture' && (at < last || !opensBlock(lines, at)),
  )
  return {
    lines,
    stretches,
    form: 'are numbered "1/", "2/" …; taken as one account\'s, each an answer to the one above',
    isSeries: true,
  }
}
