import { countEach } from '../../base/statistics/group-by.js'
import { shapeOf } from '../layout/page-words.js'
import { type LineRange, rangesOf } from '../page/page-line.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import { type Mark, stampUnder } from './paste-bylines.js'
import { type Head, readHead } from './paste-head.js'
import { MENTION } from './paste-items.js'
import { type PasteLayout, type PostPiece, type Slice, sliceOf, slicesOf } from './paste-layout.js'
import { type PasteLine, sectionOf } from './paste-line.js'

const MIN_NAME_COUNT = 4
const MIN_PERSON_COUNT = 3
/** So large a share of the pieces has a name, and no more of the names is one person's: many people answer one, but not in its name. */
const NAMED_SHARE = 0.5
const MAX_PERSON_SHARE = 0.6
/** Where no more posts go on below furniture, the last does not either. */
const FOOT_SHARE = 0.1
const ITEM_SHARE = 0.8

const HANDLE = '[@＠](?<handle>[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]{0,60}[\\p{L}\\p{N}_])?)'
/** "@ann: ", "**@ann**: ", "[@ann](url) - ", "[@ann] ", "@ann<TAB>", "Ann Bo (@ann, 2h): " before the words of a post. */
const OPENING = new RegExp(
  `^(?:[\\p{L}\\p{N}][^@:\\n]{0,40}? )?(?:\\*\\*|__|[\`[<(])?${HANDLE}(?:[,·]? ?[\\p{L}\\d][\\p{L}\\d .]{0,15}(?=\\)))?(?:\\*\\*|__|[\`>)]|\\](?:\\([^)\\s]{0,200}\\))?)?(?<sign>(?: (?:wrote|writes|said|says|replied))?[ \\u00a0]?:(?!//)|\\t| [-–—|→](?= )|(?<=[\\]>])(?= ))(?:\\*\\*|__)?[ \\t\\u00a0]*(?=\\S|$)`,
  'u',
)
/** "ann_b: " behind a bullet or a number. It may be a word of the post, and stays in it. */
const BARE_OPENING = /^(?:\*\*|__)?(?<handle>[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,30})(?:\*\*|__)?:(?:\*\*|__)?\s+(?=\S)/u
/** "ann_b: @bo …", "ann_b - @bo …": where most posts that open with a mention have it, other posts have it, too. */
const NAMED = '(?:\\*\\*|__)?(?<handle>[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]{0,30}?)(?:\\*\\*|__)?(?<sign> ?:| [-–—])(?:\\*\\*|__)?[ \\t]+'
const MENTIONING_OPENING = new RegExp(`^${NAMED}(?=[@＠])`, 'u')
const NAMED_OPENING = new RegExp(`^${NAMED}(?=\\S)`, 'u')
/** "“…” — @ann" closes a quoted post, "… (@ann)" and "… – Ann Bo, @ann" any. */
const CLOSING = new RegExp(
  `(?:(?:^|\\s)[—–-]\\s(?<name>[^@\\s—–-][^@\\s]{0,30}(?: [^@\\s—–-][^@\\s]{0,30}){0,5})\\s${HANDLE.replace('handle', 'called')}|\\s?(?:(?:[—–]|--?)\\s?${HANDLE}|\\(${HANDLE.replace('handle', 'inner')}\\)))$`,
  'u',
)
const QUOTE_SIGN = /^["“„«'‘]/u
/** "4/ " opens the fourth post of one account. */
const SERIAL = /^(?<number>\d{1,3})\/(?:\d{1,3})?(?=\s|$)/u

/** A post whose author stands at its start or end, or that is one of a numbered series. */
interface NamedPiece {
  readonly from: number
  readonly to: number
  readonly author: string | null
  readonly start: number
  readonly end: number
  readonly slices?: readonly Slice[]
  /** The byline above it, and whom it answers according to the page. */
  readonly byline?: Pick<PostPiece, 'authorName' | 'timeText' | 'replyingTo'>
}

interface NamedPieces {
  readonly pieces: readonly NamedPiece[]
  readonly form?: string
  readonly isGuess?: true
  readonly isSeries?: true
}

/**
 * Reads a paste in which most posts open, or close, with the handle of their author and one sign, spread over several people; one account's
 * series "1/", "2/" …; posts under bylines. Null for any other: a handle that opens most posts is one whom they answer.
 *
 * @param marks bylines, where they head most posts
 */
export function layOutNames(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): PasteLayout | null {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const found =
    findOpenings(text, lines) ??
    findClosings(text, lines) ??
    findSeries(text, lines) ??
    (marks.length > 0 ? findBylined(text, lines, marks, note) : null)
  if (found === null) return null
  const { pieces, form, isGuess, isSeries } = found
  const taken = new Set<number>()
  const bylines: Slice[] = []
  const isNested =
    new Set(lines.map(({ depth }) => depth)).size > 2 ||
    (form !== undefined && lines[pieces[0]?.from ?? 0]?.depth === null && lines.some(({ depth }) => depth !== null))
  const above = readRootsAbove(text, lines, pieces[0]?.from ?? 0)
  ambiguities.push(...(above?.ambiguities ?? []))
  const opener = pieces[0]?.author?.toLowerCase()
  let rootsGoOn = above === null
  const named = pieces.map(({ from, to, author, start, end, slices, byline }, index): PostPiece => {
    for (let at = from; at < to; at += 1) taken.add(at)
    const [first, last] = [lines[from], lines[to - 1]]
    if (first !== undefined && start > first.start) bylines.push({ start: first.start, end: text.slice(0, start).trimEnd().length })
    if (last !== undefined && end < last.end)
      bylines.push({ start: end + (text.slice(end).length - text.slice(end).trimStart().length), end: last.end })
    const depth = lines[from]?.depth ?? null
    // Who posts again before anyone answers opens the thread with two posts.
    rootsGoOn &&=
      !MENTION.test(text.slice(start, start + 4)) &&
      (byline?.replyingTo.length ?? 0) === 0 &&
      (index === 0 || (!isSeries && !isNested && author?.toLowerCase() === opener))
    if (rootsGoOn && index > 0) note(from, `@${author} posts again before anyone answers; taken as a further root post, not as a reply`)
    return {
      role: rootsGoOn ? 'root' : 'reply',
      slices: slices ?? slicesOf(text, lines.slice(from, to), start, end),
      lineNumber: first?.lineNumber ?? 1,
      author,
      ...(byline ?? { authorName: null, timeText: null, replyingTo: [] }),
      depth: isSeries ? index : isNested ? (depth ?? -1) + 1 : null,
      ...(isGuess && { isAuthorGuessed: true }),
    }
  })
  if (form !== undefined) note(pieces[0]?.from ?? 0, `${pieces.length} posts ${form}`)
  for (const { from, to } of above?.roots ?? []) for (let at = from; at < to; at += 1) taken.add(at)
  const roots = (above?.roots ?? []).map((block) => rootOf(text, lines, block))
  const posts = [...roots, ...named]
  const outside = lines.flatMap((line, index) =>
    taken.has(index) || line.kind === 'furniture' || (line.kind === 'weak' && sectionOf(line) === null) ? [] : [index],
  )
  const below = outside.filter((index) => index > (pieces[0]?.from ?? 0))
  for (const index of below) note(index, 'stands under no name among posts that have one; not read as posts')
  const headers = outside.flatMap((index) => lines[index] ?? []).map((line) => sliceOf(line, line))
  return { headers, bylines, posts, ambiguities, isRootShown: above === null || above.isRepeated }
}

/** A root post without a name. */
function rootOf(text: string, lines: readonly PasteLine[], { from, to }: LineRange): PostPiece {
  const slices = slicesOf(text, lines.slice(from, to))
  return { role: 'root', slices, lineNumber: lines[from]?.lineNumber ?? 1, author: null, authorName: null, timeText: null, replyingTo: [] }
}

/** Root posts without a name above posts that have one, where a label or a header that repeats one shows them; null where none do. */
function readRootsAbove(text: string, lines: readonly PasteLine[], end: number): Head | null {
  const sectionLines = lines.slice(0, end).flatMap((line, index) => (sectionOf(line) === 'posts' ? [index] : []))
  const places = lines.slice(0, end).flatMap(({ kind }, index) => (kind === 'text' ? [index] : []))
  const blocks = rangesOf(places, (index) => opens(lines, index))
  const head = readHead(text, lines, blocks, sectionLines, true)
  return head.roots.length > 0 && (head.isRepeated || sectionLines.length > 0) ? head : null
}

const contentOf = (text: string, { start, end }: PasteLine): string => text.slice(start, end)
const opens = (lines: readonly PasteLine[], index: number): boolean => index === 0 || (lines[index]?.blankCountAbove ?? 0) > 0

function areSpread(names: readonly string[]): boolean {
  const counts = countEach(names.map((name) => name.toLowerCase()))
  return (
    names.length >= MIN_NAME_COUNT &&
    counts.size >= MIN_PERSON_COUNT &&
    [...counts.values()].every((count) => count <= MAX_PERSON_SHARE * names.length)
  )
}

function findOpenings(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  const hasItems = lines.some(({ depth }) => depth !== null)
  const signsOf = (index: number): number =>
    /^(?:> ?){1,4}/.exec(text.slice(lines[index]?.start, lines[index]?.end).slice(0, 8))?.[0].replaceAll(' ', '').length ?? 0
  const bySign = new Map<string, Map<number, { handle: string; length: number }>>()
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'furniture' || line.kind === 'byline') continue
    const head = text.slice(line.start, Math.min(line.end, line.start + 300))
    const at = OPENING.exec(head) ?? MENTIONING_OPENING.exec(head)
    const bare = at === null && hasItems && lines[index]?.depth !== null ? BARE_OPENING.exec(head) : null
    const groups = (at ?? bare)?.groups
    if (groups === undefined) continue
    const sign = bare === null ? (groups['sign'] ?? '').trim() || (groups['sign'] === '' ? ']' : '\t') : 'bare'
    const known = bySign.get(sign) ?? new Map<number, { handle: string; length: number }>()
    bySign.set(sign, known.set(index, { handle: groups['handle'] ?? '', length: bare === null ? (at?.[0].length ?? 0) : 0 }))
  }
  const openingCount = hasItems
    ? lines.filter(({ depth }) => depth !== null).length
    : lines.filter((line, index) => line.kind !== 'furniture' && opens(lines, index)).length
  for (const [sign, labels] of bySign) {
    if (!areSpread([...labels.values()].map(({ handle }) => handle)) || labels.size < NAMED_SHARE * openingCount) continue
    const first = [...labels.keys()][0] ?? 0
    if (!/^(?:\*\*|__|[`[<(])?[@＠]/.test(text.slice(lines[first]?.start)) && sign !== 'bare') {
      for (const [index, line] of lines.entries()) {
        const own =
          index > first && opens(lines, index) && !labels.has(index) ? NAMED_OPENING.exec(contentOf(text, line).slice(0, 80)) : null
        if (own?.groups?.['sign']?.trim() === sign) labels.set(index, { handle: own.groups['handle'] ?? '', length: own[0].length })
      }
    }
    const isApart = [...labels.keys()].filter((index) => opens(lines, index)).length >= NAMED_SHARE * labels.size
    const lastLabel = [...labels.keys()].at(-1) ?? -1
    // Below names without a quote sign, the lines that have one are the words; two signs quote another post.
    const areQuoted = [...labels.keys()].filter((index) => signsOf(index + 1) > 0).length >= ITEM_SHARE * labels.size
    const pieces: NamedPiece[] = []
    let open: { from: number; to: number; author: string; start: number } | undefined
    const close = (): void => {
      const end = lines[(open?.to ?? 0) - 1]?.end ?? 0
      if (open !== undefined && end > open.start) {
        const gap = /^\s*/.exec(text.slice(open.start, end))?.[0].length ?? 0
        const own = areQuoted ? lines.slice(open.from + 1, open.to).filter((_, at) => signsOf((open?.from ?? 0) + 1 + at) === 1) : []
        const slices = own.map(({ start, end }) => ({ start: Math.min(end, start + 2), end }))
        pieces.push({ ...open, start: open.start + gap, end, ...(areQuoted && { slices }) })
      }
      open = undefined
    }
    for (const [index, line] of lines.entries()) {
      const label = labels.get(index)
      if (label !== undefined) {
        close()
        open = { from: index, to: index + 1, author: label.handle, start: line.start + label.length }
      } else if (areQuoted) {
        if (open !== undefined && signsOf(index) > 0) open.to = index + 1
        else close()
      } else if (open !== undefined && (lines[index]?.depth ?? -1) > (lines[open.from]?.depth ?? -1)) {
        // A list within a post has no names.
        open.to = index + 1
      } else if (line.kind === 'furniture' || line.kind === 'section' || line.kind === 'end' || (hasItems && line.blankCountAbove > 0))
        close()
      else if (open !== undefined && (line.blankCountAbove === 0 || (isApart && !hasItems && index < lastLabel))) open.to = index + 1
      else close()
    }
    close()
    const said = sign === 'bare' ? 'a word and a colon' : `a handle and ${sign === '\t' ? 'a tab' : JSON.stringify(sign)}`
    return {
      pieces,
      form: `open with ${said}, of ${new Set([...labels.values()].map(({ handle }) => handle.toLowerCase())).size} people; taken as their authors, not as addressees${areQuoted ? '; lines with one quote sign are their words, those with two are quoted' : ''}`,
      ...(sign === 'bare' && { isGuess: true }),
    }
  }
  return null
}

function findClosings(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  const pieces: NamedPiece[] = []
  let quotedCount = 0
  let pieceCount = 0
  let from = 0
  // Signatures on lines of their own close posts of several paragraphs.
  const isSignature = (line: PasteLine | undefined): boolean =>
    line?.kind === 'text' && /^[—–-]/.test(contentOf(text, line)) && CLOSING.exec(contentOf(text, line).slice(0, 120))?.index === 0
  const areSigned = lines.filter(isSignature).length >= MIN_NAME_COUNT
  for (const [index, line] of lines.entries()) {
    const above = lines[index - 1]
    if (areSigned ? isSignature(above) || above?.kind === 'furniture' : opens(lines, index)) from = index
    if (areSigned ? !isSignature(line) : index + 1 < lines.length && !opens(lines, index + 1)) continue
    const first = lines[from]
    if (first === undefined) continue
    pieceCount += 1
    const isQuoted = QUOTE_SIGN.test(contentOf(text, first))
    if (isQuoted) quotedCount += 1
    const content = contentOf(text, line)
    const match = CLOSING.exec(content.slice(-120))
    const { handle, inner, called, name = null } = match?.groups ?? {}
    if (match === null || ((inner ?? called) === undefined && !isQuoted && !areSigned)) continue
    const end = areSigned ? (lines[index - 1]?.end ?? 0) : line.end - match[0].length
    const byline = { authorName: name?.replace(/,$/, '') ?? null, timeText: null, replyingTo: [] }
    const start = first.start
    if (end > start) pieces.push({ from, to: index + 1, author: handle ?? inner ?? called ?? '', start, end, byline })
  }
  const isColumn = areSpread(pieces.map(({ author }) => author ?? '')) && pieces.length >= NAMED_SHARE * (quotedCount || pieceCount)
  return isColumn
    ? { pieces, form: 'close with a handle, in brackets, behind quotation marks or on a line of its own; taken as their authors' }
    : null
}

/** Posts under bylines, as far as words that follow a thread on its page. */
function findBylined(text: string, lines: readonly PasteLine[], found: readonly Mark[], note: NoteAt): NamedPieces {
  const isQuote = ({ from }: Mark, at: number): boolean => at > 0 && lines[from - 1]?.label === 'quote'
  const marks = found.filter((mark, at) => !isQuote(mark, at))
  const quotes = found.filter(isQuote).map(({ from }) => from)
  const end = lines.findIndex(({ kind }, index) => kind === 'end' && index >= (marks[0]?.to ?? 0))
  // Where two blank lines part all posts, they part the last from what follows.
  const gap = Math.min(...marks.slice(1).map(({ from }) => lines[from]?.blankCountAbove ?? 0))
  const apart = gap < 2 ? -1 : lines.findIndex(({ blankCountAbove }, at) => at > (marks.at(-1)?.to ?? 0) && blankCountAbove >= gap)
  const stop = Math.min(...[end, apart, lines.length].filter((at) => at !== -1))
  const laterCount = marks.filter((mark) => mark.from > stop).length
  if (stop < lines.length)
    note(stop, `the thread is taken to end here; what follows (${laterCount} posts) is read as other parts of the page`)
  const inThread = marks.filter((mark) => mark.from < stop)
  const pieces = inThread.map((mark, position): NamedPiece => {
    const next = inThread[position + 1]?.from ?? stop
    const quote = quotes.find((from) => from >= mark.to && from < next)
    if (quote !== undefined) note(quote, 'the page shows this as quoted by the post above; left out')
    const to = quote ?? next
    const replyingTo: string[] = []
    let from = mark.to
    const isAddressee = (at: number): boolean =>
      lines[at]?.kind === 'replying' ||
      (at > mark.to && lines[at]?.blankCountAbove === 0 && (lines[at]?.kind === 'handle' || lines[at]?.kind === 'weak'))
    for (; from < to && isAddressee(from); from += 1) replyingTo.push(...(lines[from]?.handles ?? []))
    const isText = (at: number): boolean => at >= from && at < to && /^(?:text|handle|byline)$/.test(lines[at]?.kind ?? '')
    const slices: Slice[] = []
    let start: PasteLine | undefined
    for (const [offset, line] of lines.slice(from, to).entries()) {
      const at = from + offset
      // A lone count between two lines of text stays, one at the end is the page's.
      if (!isText(at) && !(line.kind === 'weak' && isText(at - 1) && isText(at + 1))) start = undefined
      else if (start === undefined) slices.push(sliceOf((start = line), line))
      else slices[slices.length - 1] = sliceOf(start, line)
    }
    if (slices.length === 0) note(mark.from, `no words under @${mark.handle}; kept as a post with empty text`)
    return {
      from: mark.from,
      to,
      author: mark.handle,
      start: slices[0]?.start ?? lines[mark.to - 1]?.end ?? 0,
      end: lines[to - 1]?.end ?? 0,
      slices,
      byline: { authorName: mark.name, timeText: mark.time ?? stampUnder(text, lines, mark, to), replyingTo },
    }
  })
  const last = pieces.at(-1)
  const [words, foot] = last?.slices ?? []
  const brokenCount = pieces.filter(({ slices }) => (slices?.length ?? 0) > 1).length
  if (pieces.length >= MIN_NAME_COUNT && last && words && foot && brokenCount - 1 <= FOOT_SHARE * (pieces.length - 1)) {
    const at = lines.findIndex(({ start }) => start >= foot.start)
    note(at, "stands below buttons or counts, as no words of other posts do; taken for the page's foot, not for words of the last post")
    pieces[pieces.length - 1] = { ...last, slices: [words], end: words.end }
  }
  const isBare = marks.every(({ isTimed, name }) => !isTimed && name === null)
  return isBare ? { pieces, form: 'stand under handles alone on their lines; taken as their authors, not as addressees' } : { pieces }
}

function findSeries(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  const starts: number[] = []
  let next = 0
  // The first of a series may have several paragraphs and no number.
  const isWords = (at: number): boolean =>
    lines[at]?.kind === 'text' && shapeOf(contentOf(text, lines[at] as PasteLine).slice(0, 300)) === 'x'
  for (const [index, line] of lines.entries()) {
    const number = Number(SERIAL.exec(text.slice(line.start, Math.min(line.end, line.start + 8)))?.groups?.['number'] ?? Number.NaN)
    if (Number.isNaN(number) || (next === 0 ? number > 2 : number !== next)) continue
    if (next === 0 && number === 2 && index > 0) {
      let first = index - 1
      while (isWords(first - 1)) first -= 1
      starts.push(first)
    }
    starts.push(index)
    next = number + 1
  }
  if (starts.length < MIN_NAME_COUNT) return null
  const author = lines.slice(0, starts[0]).findLast(({ kind }) => kind === 'handle' || kind === 'byline')?.handles[0] ?? null
  const pieces = starts.map((from, at): NamedPiece => {
    const limit = starts[at + 1] ?? lines.length
    let to = from + 1
    const isLast = at === starts.length - 1
    while (to < limit && lines[to]?.kind !== 'furniture' && !(isLast && opens(lines, to))) to += 1
    return { from, to, author, start: lines[from]?.start ?? 0, end: lines[to - 1]?.end ?? 0 }
  })
  const mentionCount = lines.filter(({ kind, handles }) => kind === 'text' && handles.length > 0).length
  return mentionCount > starts.length
    ? null
    : { pieces, form: 'are numbered "1/", "2/" …; taken as one account\'s, each an answer to the one above', isSeries: true }
}
