import { foldSpace } from '../../../base/text/fold-text.js'
import { readTime } from '../kinds/counts-and-times.js'
import { holds, isOf, type KindLine, kindsOf } from '../kinds/kinds.js'
import { matchLine, nameAnswered } from '../kinds/recognise-line.js'
import { halve, type LineRange } from '../lines/page-line.js'
import { wordsFor } from '../words/words.js'
import { LINE_HEAD_LIMIT } from './cut-lines.js'
import type { Mark } from './page-marks.js'
import { endOfWords, findTranslation, type Place, partsOf } from './post-words.js'
import type { SplitPost } from './split-types.js'

/** "Hugh → Greta": Hugh answers Greta. */
const ARROW = /^(\S.{0,60}?) ?[→➤▸»⇒▶↪] ?(\S.{0,60})$/u
/** "Hugh  Greta": also an answer, where one of them writes elsewhere on the page. */
const NAME_PAIR = /^(\S(?:.{0,58}\S)?)[ \u00a0]{2,4}(\S.{0,60})$/u
/** "Hugh  Guest", "Hugh Mod  Greta": role of an account. */
const NAME_BADGE = /[ \u00a0]{2,4}(?:guest|mod(?:erator)?|author|admin)(?: .{0,60})?$|[ \u00a0](?:guest|mod|author|admin)(?=[ \u00a0]{2})/iu
/** "5d88 likesReply" */
const GLUED_TIME = /^(\d{1,3}(?:s|m|h|d|w|y|mo))(?=\d|reply)/i
/** "Ann Bo · Follow": button beside the name. */
const FOLLOW_BUTTON = new RegExp(`\\s?[·•] ?(?:${wordsFor('follow')})$`, 'iu')
const FOLLOW_LINE = new RegExp(`^(?:[+·•] ?)?(?:${wordsFor('follow')})$`, 'u')

/** "Ann Bo Ann Bo is offline" */
const OFFLINE = /^(.{2,40}) \1 is (?:off|on)line$/i

/** Kinds between the byline of an opening post and its words. */
const BESIDE_BYLINE = kindsOf('furniture', 'picture', 'badge')
const BUTTONS = kindsOf('reply', 'button', 'furniture', 'more')
const OF_PAGE = kindsOf('button', 'reply', 'count', 'furniture', 'badge', 'more', 'time', 'picture', 'heading', 'end', 'advert')
const ONE_LINE = kindsOf('line', 'untimed', 'opening')
const TIME = kindsOf('time')

function handlesIn(lines: readonly KindLine[], { from: head, answers }: Mark, to: number): string[] {
  const from = answers ?? head
  const own = lines.slice(from, to)
  if (!own.some(({ kind }) => kind === 'answered') && lines[from - 1]?.kind !== 'answered') return []
  return own.flatMap(({ words }) => [...words.matchAll(/(?<![\w@])@(\w[\w.-]{0,62})/g)].map(([, handle = '']) => handle))
}

/** Name as it stands in the text, white space kept, without the account's role. */
export const rawName = (text: string, { start, end } = { start: 0, end: 0 }): string =>
  end - start < LINE_HEAD_LIMIT ? text.slice(start, end).replace(NAME_BADGE, '') : ''
export const pairIn = (raw: string): string[] => NAME_PAIR.exec(raw)?.slice(1).map(foldSpace) ?? []

function bodyOf(lines: readonly KindLine[], mark: Mark, next: number, place: Place): LineRange | null {
  const { layout, isRoot } = place
  let from = mark.to
  while (isRoot && from + 1 < next && isOf(lines[from], BESIDE_BYLINE)) from += 1
  while (isRoot && from + 1 < next && FOLLOW_LINE.test(lines[from]?.words.toLowerCase() ?? '')) from += 1
  const end = endOfWords(lines, from, next, place)
  if (end === null) return null
  const to = Math.min(end, next)
  // A post below a title needs no words; a button is no placeholder of a deleted post.
  const isWordless =
    mark.title === null
      ? layout.gone !== undefined && to === from + 1 && isOf(lines[from], BUTTONS)
      : lines.slice(from, to).every((line) => isOf(line, OF_PAGE))
  if (!isWordless && to > from) return { from, to }
  // The line of a badge or a count may be the whole post.
  const isBadge = lines[from - 1]?.kind === 'badge' && layout.ends !== undefined && mark.time === null
  return { from: isBadge ? from - 1 : from, to: isWordless ? from : to }
}

function readOneLine(text: string, lines: readonly KindLine[], { from, to }: Mark, { layout }: Place) {
  const found = lines.slice(from, to).find((line) => isOf(line, ONE_LINE))
  const line = found?.whole ?? found
  if (line === undefined || layout.line === undefined) return undefined
  return matchLine(layout.line(), text.slice(line.start, Math.min(line.end, line.start + LINE_HEAD_LIMIT)))
}

function readNames(text: string, lines: readonly KindLine[], mark: Mark, said: string | undefined, { layout, habits }: Place) {
  const raw = rawName(text, lines[mark.name ?? -1])
  const named = said ?? (foldSpace(raw) || lines[mark.name ?? -1]?.words || null)
  const shown = named === null ? null : halve(named)
  const pair = pairIn(raw)
  const isPair = pair.some((name) => habits.names.has(name))
  const [before, behind] = ARROW.exec(shown ?? '')?.slice(1) ?? (isPair ? pair : [])
  const answered = mark.answers === null ? behind : lines[mark.answers]?.words
  return {
    // A long line has empty `words`, and so no name.
    name: (before ?? shown)?.replace(FOLLOW_BUTTON, '').replace(OFFLINE, '$1') || null,
    answered: answered === undefined ? null : nameAnswered(answered, layout.words, habits.names),
  }
}

/** Time of a post: in its byline, or the first below its words. */
function readTimeText(lines: readonly KindLine[], mark: Mark, below: LineRange): string | null {
  const line = mark.time === null ? lines.slice(below.from, below.to).find((each) => isOf(each, TIME)) : lines[mark.time]
  return (
    (line === undefined ? null : readTime(line.words.replace(/^\S{1,12} points? ?[•·] ?|\*$/gi, ''))) ??
    GLUED_TIME.exec(lines[below.from]?.words ?? '')?.[1] ??
    null
  )
}

function isNotice(lines: readonly KindLine[], mark: Mark, next: number, { layout, isRoot, isTimed }: Place): boolean {
  if (layout.gone !== undefined) return false
  return (
    holds(lines, mark.from, next, '[notice advert]') ||
    holds(lines, Math.max(0, mark.from - 5), mark.from, 'notice [furniture badge picture]{1,4} $') ||
    (!isRoot && !isTimed)
  )
}

export function readPost(text: string, lines: readonly KindLine[], mark: Mark, next: number, place: Place): SplitPost | null {
  const { layout, isRoot } = place
  const body = bodyOf(lines, mark, next, place)
  if (body === null) return null
  const { from, to } = body
  const below = { from: to, to: next }
  const one = readOneLine(text, lines, mark, place)
  const pick = (group: string): string | undefined => [group, `${group}2`, `${group}3`].map((each) => one?.[each]?.trim()).find(Boolean)
  const translation = findTranslation(lines, from, next)
  const words = partsOf(lines, from, translation === null ? to : Math.min(to, translation.from - 1))
  const gone = layout.gone?.()
  const isGone = to <= from + 1 && from < next && gone !== undefined && lines[from]?.words.replace(gone, '').trim() === ''
  const title = mark.title === null ? [] : [{ from: mark.title, to: mark.title + 1 }]
  const parts = [...title, ...(isGone ? [] : words)]
  if (parts.length === 0 && isNotice(lines, mark, next, place)) return null
  if (!isRoot && holds(lines, mark.from, mark.to, 'advert')) return null
  const isGoneAbove = gone !== undefined && lines.slice(mark.from, mark.to).some((line) => line.words.search(gone) !== -1)
  const { name, answered } = readNames(text, lines, mark, pick('name'), place)
  const handle = one?.['handle'] ?? lines[mark.handle ?? -1]?.words
  const isDeleted = isGone || (words.length === 0 && isGoneAbove)
  return {
    byline: isGone ? { from: headOfPost(mark, from).from, to: from + 1 } : headOfPost(mark, from),
    parts,
    name,
    handle: (gone === undefined ? handle : handle?.replace(gone, ''))?.replace(/^(?:@|u\/)/, '') || null,
    timeText: pick('time') ?? readTimeText(lines, mark, below),
    said: one ?? {},
    node: isDeleted ? 'deleted' : parts.length === 0 && one?.['more'] !== undefined ? 'not-found' : null,
    to: one?.['to']?.trim() ?? answered,
    carried: handlesIn(lines, mark, from),
    ...(translation && { translation }),
    below,
  }
}

function headOfPost({ from, to, title }: Mark, words: number): LineRange {
  if (title === null) return { from, to: words }
  return title === from ? { from: from + 1, to } : { from, to: title }
}
