import { countEach } from '../../base/statistics/group-by.js'
import { shapeOf } from '../layout/page-words.js'
import { type LineRange, linesIn, rangesOf } from '../page/page-line.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { type Mark, stampUnder } from './paste-bylines.js'
import { type Head, readHead } from './paste-head.js'
import { MENTION } from './paste-items.js'
import { contentOf, type PasteLayout, type PostPiece, pieceOf, type Slice, slicesOf, spanOf } from './paste-layout.js'
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
/** "-> @bo, @cy", ", replying to @bo and @cy" behind the author: whom the post answers. */
const ANSWERED =
  '(?<to>,? ?(?:[-–=]>|→|(?:in reply|replying|replied|answering) (?:to )?) ?[@＠][^\\s@＠:,]{1,60}(?:(?:,|,? and)? [@＠][^\\s@＠:,]{1,60}){0,8})?'
/** "@ann: ", "**@ann**: ", "[@ann](url) - ", "[@ann] ", "@ann<TAB>", "Ann Bo (@ann, 2h): ", "@ann -> @bo: " before the words of a post. */
const OPENING = new RegExp(
  `^(?:(?<name>[\\p{L}\\p{N}][^@:\\n]{0,40}?) )?(?:\\*\\*|__|[\`[<(])?${HANDLE}(?:[,·]? ?[\\p{L}\\d][\\p{L}\\d .]{0,15}(?=\\)))?(?:\\*\\*|__|[\`>)]|\\](?:\\([^)\\s]{0,200}\\))?)?${ANSWERED}(?<sign>(?: (?:wrote|writes|said|says|replied))?[ \\u00a0]?:(?!//)|\\t| [-–—|→](?= )|(?<=[\\]>])(?= ))(?:\\*\\*|__)?[ \\t\\u00a0]*(?=\\S|$)`,
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
/** What all such posts end with, at a glance. */
const HANDLE_AT_END = /[@＠][^\s@＠]{1,63}$/u
const QUOTE_SIGN = /^["“„«'‘]/u
/** "4/ " opens the fourth post of one account. */
const SERIAL = /^(?<number>\d{1,3})\/(?:\d{1,3})?(?=\s|$)/u

/** A post with its lines, and the stretch of its words without what names its author. */
interface NamedPiece extends LineRange, Slice, Omit<Partial<PostPiece>, 'author'> {
  readonly author: string | null
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
  const bylines: Slice[] = []
  const first = pieces[0]?.from ?? 0
  const isNested =
    new Set(lines.map(({ depth }) => depth)).size > 2 ||
    (form !== undefined && lines[first]?.depth === null && lines.some(({ depth }) => depth !== null))
  const above = readRootsAbove(text, lines, first)
  ambiguities.push(...(above?.ambiguities ?? []))
  const opener = pieces[0]?.author?.toLowerCase()
  let rootsGoOn = above === null
  const named = pieces.map(({ from, to, start, end, ...piece }, index): PostPiece => {
    const own = lines.slice(from, to)
    const [opening = 0, closing = 0] = [own[0]?.start, own.at(-1)?.end]
    if (start > opening) bylines.push({ start: opening, end: text.slice(0, start).trimEnd().length })
    if (end < closing) bylines.push({ start: end + (text.slice(end).length - text.slice(end).trimStart().length), end: closing })
    // Who posts again before anyone answers opens the thread with two posts.
    rootsGoOn &&=
      !MENTION.test(text.slice(start, start + 4)) &&
      (piece.replyingTo?.length ?? 0) === 0 &&
      (index === 0 || (!isSeries && !isNested && piece.author?.toLowerCase() === opener))
    if (rootsGoOn && index > 0)
      note(from, `@${piece.author} posts again before anyone answers; taken as a further root post, not as a reply`)
    return pieceOf(text, own, {
      role: rootsGoOn ? 'root' : 'reply',
      slices: slicesOf(text, own, start, end),
      depth: isSeries ? index : isNested ? (own[0]?.depth ?? -1) + 1 : null,
      ...(isGuess && { isAuthorGuessed: true }),
      ...piece,
    })
  })
  if (form !== undefined) note(first, `${pieces.length} posts ${form}`)
  const roots = above?.roots ?? []
  const taken = new Set(linesIn([...pieces, ...roots]))
  const outside = lines.flatMap((line, index) =>
    taken.has(index) || line.kind === 'furniture' || (line.kind === 'weak' && sectionOf(line) === null) ? [] : [index],
  )
  for (const index of outside) if (index > first) note(index, 'stands under no name among posts that have one; not read as posts')
  const headers = outside.flatMap((index) => spanOf(lines, { from: index, to: index + 1 }))
  const unnamed = roots.map(({ from, to }) => pieceOf(text, lines.slice(from, to), { role: 'root' }))
  return { headers, bylines, posts: [...unnamed, ...named], ambiguities, isRootShown: above === null || above.isRepeated }
}

/** Root posts without a name above posts that have one, where a label or a header that repeats one shows them; null where none do. */
function readRootsAbove(text: string, lines: readonly PasteLine[], end: number): Head | null {
  const sectionLines = lines.slice(0, end).flatMap((line, index) => (sectionOf(line) === 'posts' ? [index] : []))
  const places = lines.slice(0, end).flatMap(({ kind }, index) => (kind === 'text' ? [index] : []))
  const blocks = rangesOf(places, (index) => opens(lines, index))
  const head = readHead(text, lines, blocks, sectionLines, true)
  return head.roots.length > 0 && (head.isRepeated || sectionLines.length > 0) ? head : null
}

const opens = (lines: readonly PasteLine[], index: number): boolean => index === 0 || (lines[index]?.blankCountAbove ?? 0) > 0

function areSpread(names: readonly (string | null)[]): boolean {
  const counts = countEach(names.map((name) => name?.toLowerCase() ?? ''))
  return (
    names.length >= MIN_NAME_COUNT &&
    counts.size >= MIN_PERSON_COUNT &&
    [...counts.values()].every((count) => count <= MAX_PERSON_SHARE * names.length)
  )
}

/** What names the author of a post at its start: so many units, the words that follow them being the post's. */
interface Label {
  readonly author: string | null
  readonly authorName?: string
  readonly replyingTo?: readonly string[]
  readonly length: number
}

/** Whom "-> @bo @cy" names. */
function addressed(arrow: string): Pick<Label, 'replyingTo'> {
  const { handles } = parseLeadingMentions(arrow.replace(/^[^@＠]*/u, '').replaceAll(' and ', ' '))
  return handles.length === 0 ? {} : { replyingTo: handles }
}

/** Posts from label to label, each as far as its lines go on without a gap. */
function cutAt(
  text: string,
  lines: readonly PasteLine[],
  labels: ReadonlyMap<number, Label>,
  goesOn: (line: PasteLine, index: number, from: number) => boolean,
): NamedPiece[] {
  const pieces: (LineRange & Label & { to: number })[] = []
  for (const [index, line] of lines.entries()) {
    const label = labels.get(index)
    const open = pieces.at(-1)
    if (label !== undefined) pieces.push({ from: index, to: index + 1, ...label })
    else if (open?.to === index && goesOn(line, index, open.from)) open.to = index + 1
  }
  return pieces.flatMap(({ length, ...piece }) => {
    const own = { start: (lines[piece.from]?.start ?? 0) + length, end: lines[piece.to - 1]?.end ?? 0 }
    const words = contentOf(text, own)
    return words === '' ? [] : [{ ...piece, start: own.end - words.trimStart().length, end: own.end }]
  })
}

function findOpenings(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  const hasItems = lines.some(({ depth }) => depth !== null)
  const bySign = new Map<string, Map<number, Label>>()
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'furniture' || line.kind === 'byline') continue
    const head = contentOf(text, line, 300)
    const at = OPENING.exec(head) ?? MENTIONING_OPENING.exec(head)
    const bare = at === null && line.depth !== null ? BARE_OPENING.exec(head)?.groups : undefined
    const { handle: author = null, name, to = '', sign = bare && 'bare' } = at?.groups ?? bare ?? {}
    if (sign === undefined) continue
    const key = sign.trim() || (sign === '' ? ']' : '\t')
    bySign.set(
      key,
      (bySign.get(key) ?? new Map<number, Label>()).set(index, {
        author,
        ...(name && { authorName: name }),
        ...addressed(to),
        length: at?.[0].length ?? 0,
      }),
    )
  }
  const openingCount = lines.filter(({ kind, depth }, index) =>
    hasItems ? depth !== null : kind !== 'furniture' && opens(lines, index),
  ).length
  for (const [sign, labels] of bySign) {
    const authors = [...labels.values()].map(({ author }) => author)
    if (!areSpread(authors) || labels.size < NAMED_SHARE * openingCount) continue
    const first = [...labels.keys()][0] ?? 0
    if (!/^(?:\*\*|__|[`[<(])?[@＠]/.test(text.slice(lines[first]?.start)) && sign !== 'bare') {
      for (const [index, line] of lines.entries()) {
        const own = index > first && opens(lines, index) && !labels.has(index) ? NAMED_OPENING.exec(contentOf(text, line, 80)) : null
        if (own?.groups?.['sign']?.trim() === sign) labels.set(index, { author: own.groups['handle'] ?? '', length: own[0].length })
      }
    }
    const places = [...labels.keys()]
    const isApart = places.filter((index) => opens(lines, index)).length >= NAMED_SHARE * places.length
    // Below names without a quote sign, the lines that have one are the words; two signs quote another post.
    const signsOf = (line: PasteLine | undefined): number =>
      line === undefined ? 0 : (/^(?:> ?){1,4}/.exec(contentOf(text, line, 8))?.[0].replaceAll(' ', '').length ?? 0)
    const areQuoted = places.filter((index) => signsOf(lines[index + 1]) > 0).length >= ITEM_SHARE * places.length
    const pieces = cutAt(text, lines, labels, (line, index, from) => {
      if (areQuoted) return signsOf(line) > 0
      // A list within a post has no names.
      if ((line.depth ?? -1) > (lines[from]?.depth ?? -1)) return true
      if (/^(?:furniture|section|end)$/.test(line.kind) || (hasItems && line.blankCountAbove > 0)) return false
      return line.blankCountAbove === 0 || (isApart && !hasItems && index < (places.at(-1) ?? -1))
    })
    const wordsOf = ({ from, to }: LineRange): Slice[] =>
      lines
        .slice(from + 1, to)
        .flatMap((line) => (signsOf(line) === 1 ? [{ start: Math.min(line.end, line.start + 2), end: line.end }] : []))
    const said = sign === 'bare' ? 'a word and a colon' : `a handle and ${sign === '\t' ? 'a tab' : JSON.stringify(sign)}`
    const people = new Set([...labels.values()].map(({ author }) => author?.toLowerCase())).size
    return {
      pieces: areQuoted ? pieces.map((piece) => ({ ...piece, slices: wordsOf(piece) })) : pieces,
      form: `open with ${said}, of ${people} people; taken as their authors, not as addressees${areQuoted ? '; lines with one quote sign are their words, those with two are quoted' : ''}`,
      ...(sign === 'bare' && { isGuess: true }),
    }
  }
  return null
}

function findClosings(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  // Signatures on lines of their own close posts of several paragraphs.
  const isSignature = (line: PasteLine | undefined): boolean =>
    line?.kind === 'text' && /^[—–-]/.test(contentOf(text, line, 1)) && CLOSING.exec(contentOf(text, line, 120))?.index === 0
  const areSigned = lines.filter(isSignature).length >= MIN_NAME_COUNT
  const starts = (index: number): boolean =>
    areSigned ? isSignature(lines[index - 1]) || lines[index - 1]?.kind === 'furniture' : opens(lines, index)
  const closes = (index: number): boolean => (areSigned ? isSignature(lines[index]) : index === lines.length - 1 || opens(lines, index + 1))
  let from = 0
  const ranges = lines.flatMap((_, index): LineRange[] => {
    if (starts(index)) from = index
    return closes(index) ? [{ from, to: index + 1 }] : []
  })
  const isQuoted = ({ from }: LineRange): boolean => QUOTE_SIGN.test(text.slice(lines[from]?.start, lines[from]?.end))
  const pieces = ranges.flatMap((range): NamedPiece[] => {
    const last = lines[range.to - 1]
    const closing = last === undefined ? '' : contentOf(text, last).slice(-120)
    const match = HANDLE_AT_END.test(closing) ? CLOSING.exec(closing) : null
    const { handle, inner, called, name } = match?.groups ?? {}
    if (last === undefined || match === null || ((inner ?? called) === undefined && !areSigned && !isQuoted(range))) return []
    const start = lines[range.from]?.start ?? 0
    const end = areSigned ? (lines[range.to - 2]?.end ?? 0) : last.end - match[0].length
    const author = handle ?? inner ?? called ?? ''
    return end > start ? [{ ...range, start, end, author, authorName: name?.replace(/,$/, '') ?? null }] : []
  })
  const leastCount = NAMED_SHARE * (ranges.filter(isQuoted).length || ranges.length)
  return areSpread(pieces.map(({ author }) => author)) && pieces.length >= leastCount
    ? { pieces, form: 'close with a handle, in brackets, behind quotation marks or on a line of its own; taken as their authors' }
    : null
}

/** Posts under bylines, as far as words that follow a thread on its page. */
function findBylined(text: string, lines: readonly PasteLine[], found: readonly Mark[], note: NoteAt): NamedPieces {
  const isQuote = ({ from }: Mark, at: number): boolean => at > 0 && lines[from - 1]?.label === 'quote'
  const marks = found.filter((mark, at) => !isQuote(mark, at))
  const quotes = found.filter(isQuote)
  const end = lines.findIndex(({ kind }, index) => kind === 'end' && index >= (marks[0]?.to ?? 0))
  // Where two blank lines part all posts, they part the last from what follows.
  const gap = Math.min(...marks.slice(1).map(({ from }) => lines[from]?.blankCountAbove ?? 0))
  const apart = gap < 2 ? -1 : lines.findIndex(({ blankCountAbove }, at) => at > (marks.at(-1)?.to ?? 0) && blankCountAbove >= gap)
  const stop = Math.min(...[end, apart, lines.length].filter((at) => at !== -1))
  const laterCount = marks.filter((mark) => mark.from > stop).length
  if (stop < lines.length)
    note(stop, `the thread is taken to end here; what follows (${laterCount} posts) is read as other parts of the page`)
  const shown = marks.filter((mark) => mark.from < stop)
  const isWithin = createQuoteTest(text, lines, shown)
  const inThread = shown.filter((mark) => !isWithin(mark))
  for (const { from } of shown.filter(isWithin))
    note(from, 'a name below ":" without the "Replying to" that others have; taken for words of the post above, which may quote them')
  /** Stretches of text. A lone count between two lines of text stays, one at the end is the page's. */
  const wordsIn = (from: number, to: number): Slice[] => {
    const isText = (at: number): boolean => at >= from && at < to && /^(?:text|handle|byline)$/.test(lines[at]?.kind ?? '')
    const isWords = (at: number): boolean => isText(at) || (lines[at]?.kind === 'weak' && isText(at - 1) && isText(at + 1))
    const places = lines.slice(from, to).flatMap((_, offset) => (isWords(from + offset) ? [from + offset] : []))
    return rangesOf(places).flatMap(({ from, to }) => slicesOf(text, lines.slice(from, to)))
  }
  const pieces = inThread.map((mark, position): NamedPiece => {
    const next = inThread[position + 1]?.from ?? stop
    const quote = quotes.find(({ from }) => from >= mark.to && from < next)
    if (quote !== undefined) note(quote.from, 'the page shows this as quoted by the post above; kept beside its words (meta.quotedText)')
    const to = quote?.from ?? next
    const replyingTo: string[] = []
    let from = mark.to
    const isAddressee = (at: number): boolean =>
      lines[at]?.kind === 'replying' ||
      (at > mark.to && lines[at]?.blankCountAbove === 0 && (lines[at]?.kind === 'handle' || lines[at]?.kind === 'weak'))
    for (; from < to && isAddressee(from); from += 1) replyingTo.push(...(lines[from]?.handles ?? []))
    const slices = wordsIn(from, to)
    if (slices.length === 0) {
      note(mark.from, `no words under @${mark.handle}; kept as a post with empty text`)
      if (next < stop) note(next, 'stands right below a name without words; may be one of a list of names, not a byline')
    }
    return {
      from: mark.from,
      to: next,
      author: mark.handle,
      start: slices[0]?.start ?? lines[mark.to - 1]?.end ?? 0,
      end: lines[next - 1]?.end ?? 0,
      slices,
      authorName: mark.name,
      timeText: mark.time ?? stampUnder(text, lines, mark, to),
      replyingTo,
      ...(quote !== undefined && { quoted: { handle: quote.handle, slices: wordsIn(quote.to, next) } }),
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

/** Whether a name stands within a post: the words above end with ":", and it neither answers a post, as nearly all do, nor is it answered. */
function createQuoteTest(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): (mark: Mark) => boolean {
  const repliesTo = ({ to }: Mark): readonly string[] => (lines[to]?.kind === 'replying' ? (lines[to]?.handles ?? []) : [])
  const others = marks.filter(({ handle }) => handle !== marks[0]?.handle)
  const areReplies =
    others.length >= MIN_NAME_COUNT && others.filter((mark) => repliesTo(mark).length > 0).length >= ITEM_SHARE * others.length
  const counts = countEach(marks.flatMap((mark) => [mark.handle, ...repliesTo(mark)]))
  return (mark) =>
    areReplies && repliesTo(mark).length === 0 && counts.get(mark.handle) === 1 && text[(lines[mark.from - 1]?.end ?? 0) - 1] === ':'
}

function findSeries(text: string, lines: readonly PasteLine[]): NamedPieces | null {
  const starts: number[] = []
  let next = 0
  // The first of a series may have several paragraphs and no number.
  const isWords = (line: PasteLine | undefined): boolean => line?.kind === 'text' && shapeOf(contentOf(text, line, 300)) === 'x'
  for (const [index, line] of lines.entries()) {
    const number = Number(SERIAL.exec(contentOf(text, line, 8))?.groups?.['number'] ?? Number.NaN)
    if (Number.isNaN(number) || (next === 0 ? number > 2 : number !== next)) continue
    if (next === 0 && number === 2 && index > 0) starts.push(lines.findLastIndex((_, at) => at < index && !isWords(lines[at - 1])))
    starts.push(index)
    next = number + 1
  }
  const mentionCount = lines.filter(({ kind, handles }) => kind === 'text' && handles.length > 0).length
  if (starts.length < MIN_NAME_COUNT || mentionCount > starts.length) return null
  const author = lines.slice(0, starts[0]).findLast(({ kind }) => kind === 'handle' || kind === 'byline')?.handles[0] ?? null
  const labels = new Map(starts.map((start) => [start, { author, length: 0 }]))
  const pieces = cutAt(
    text,
    lines,
    labels,
    ({ kind }, index) => kind !== 'furniture' && (index < (starts.at(-1) ?? 0) || !opens(lines, index)),
  )
  return { pieces, form: 'are numbered "1/", "2/" …; taken as one account\'s, each an answer to the one above', isSeries: true }
}
