import { foldSpace } from '../../text/fold-text.js'
import { type PageLine, readPageLines } from '../page/page-line.js'
import type { LineRange } from '../page/page-thread.js'
import type { Layout } from './layout.js'
import { createLetterer, readTime } from './page-words.js'

/** A post of a page taken apart. */
export interface SplitPost {
  readonly byline: LineRange
  readonly parts: readonly LineRange[]
  readonly name: string | null
  readonly handle: string | null
  readonly timeText: string | null
  /** Who is answered, as the page says above the words. */
  readonly to: string | null
  /** Answers that the page counts below it and shows, as far as it says. */
  readonly shownReplyCount: number
}

/** A page taken apart by one layout. */
export interface SplitPage {
  readonly lines: readonly PageLine[]
  /** One letter a line. */
  readonly letters: string
  readonly root: SplitPost | null
  readonly comments: readonly SplitPost[]
  /** The first line of the first post. */
  readonly headEnd: number
}

/** Between `n` for any short words and `w` for any words, a pattern over letters becomes a regular expression. */
const compile = (pattern: string, flags = 'dgv'): RegExp =>
  new RegExp(
    pattern.replace(/\(\?<?\w*[>=!]|[nw]/g, (part) => (part === 'n' ? '[Nn]' : part === 'w' ? '[Nnxh]' : part)),
    flags,
  )

/** Letters of furniture that may stand between the end of a post and the next byline. */
const BETWEEN = '[brcfgmdset]'
const LINE_HEAD_LIMIT = 300
const FOLLOW = /^(?:[+·•] ?)?(?:follow|following|subscribe)$/i

interface Mark {
  readonly from: number
  /** Leaves the post out, and the lines below it: a quoted post, a card of the page. */
  readonly isOdd?: true
  readonly to: number
  readonly name: number | null
  readonly full: number | null
  readonly handle: number | null
  readonly time: number | null
  readonly answers: number | null
  readonly dot: number | null
  readonly chip: number | null
}

function findMarks(letters: string, pattern: RegExp, from: number): Mark[] {
  pattern.lastIndex = from
  const marks: Mark[] = []
  for (let match = pattern.exec(letters); match !== null; match = pattern.exec(letters)) {
    if (match[0] === '') {
      pattern.lastIndex += 1
      continue
    }
    const at = (group: string): number | null => match?.indices?.groups?.[group]?.[0] ?? null
    marks.push({
      from: match.index,
      to: match.index + match[0].length,
      name: at('name'),
      full: at('full'),
      handle: at('handle'),
      time: at('time'),
      answers: at('first') ?? at('to'),
      dot: at('dot'),
      chip: at('chip'),
    })
  }
  return marks
}

/** Where a name and a full name stand above each other, the first may be the last words of the post above. */
function shiftNames(marks: readonly Mark[], lines: readonly PageLine[], letters: string): Mark[] {
  let end = 0
  return marks.map((mark) => {
    const hasWords = /[Nnxh]/.test(letters.slice(end, mark.from))
    const hasSpace = (index: number | null): boolean => lines[index ?? -1]?.words.includes(' ') === true
    const isShifted = mark.full !== null && ((end > 0 && !hasWords) || (hasSpace(mark.name) && !hasSpace(mark.full)))
    end = mark.to
    return isShifted ? { ...mark, from: mark.full ?? mark.from, name: mark.full, full: null } : mark
  })
}

/** Share of bylines whose form makes the others, without their dot or handle, quotes or parts of the page. */
const USUAL_SHARE = 0.7

function leaveOutOdd(marks: readonly Mark[], lines: readonly PageLine[]): Mark[] {
  const usual = (['dot', 'handle'] as const).filter(
    (group) => marks.length > 3 && marks.filter((mark) => mark[group] !== null).length >= USUAL_SHARE * marks.length,
  )
  const isQuoted = ({ from }: Mark): boolean => /^quote$/i.test(lines[from - 1]?.words ?? '')
  return marks.map((mark) => (isQuoted(mark) || usual.some((group) => mark[group] === null) ? { ...mark, isOdd: true } : mark))
}

/** Takes a page apart by the bylines of a layout. Linear in the text. */
export function splitPage(text: string, layout: Layout): SplitPage {
  const isCut = layout.line?.source.includes('(?<text>') === true
  const lines: readonly CutLine[] = isCut && layout.line ? cutLines(text, readPageLines(text), layout.line) : readPageLines(text)
  const letterOf = createLetterer(layout, !isCut)
  const letters = lines
    .map(({ words, start, end, whole }, index) => {
      if (whole !== undefined) return 'l'
      // A picture's caption above the name that it repeats.
      if (words !== '' && words === lines[index + 1]?.words && lines[index + 1]?.blankCountAbove === 0) return 'g'
      if (words === '') return end - start < LINE_HEAD_LIMIT ? 'f' : 'x'
      // WhatsApp puts a mark of direction before what it says itself.
      if (layout.isMessages === true && text[start] === '\u200e') return 'd'
      return letterOf(words, text.slice(start, end))
    })
    .join('')
  const start = letters.indexOf('s')
  const after = layout.ends === undefined ? '' : `(?:(?<=^|[${layout.ends}s]${BETWEEN}{0,16})|(?<=a${BETWEEN}{0,3}w{1,3})(?=N))`
  const byline = compile(`${after}(?:${layout.byline})`)
  const above = findRoot(letters, layout, byline, start)
  const root = above === undefined ? undefined : shiftNames([above], lines, letters)[0]
  const found = findMarks(letters, byline, root === undefined ? 0 : endOfRoot(letters, root.to, layout))
  const below =
    layout.head === 'page' || (layout.ends !== undefined && root === undefined) ? found.filter(({ from }) => from > start) : found
  const known = below.length > 0 ? below : found
  const end = endOfThread(letters, (root ?? known[0])?.to ?? 0)
  const comments = leaveOutOdd(
    shiftNames(
      resolveChips(
        known.filter(({ from }) => from < end),
        lines,
      ),
      lines,
      letters,
    ),
    lines,
  )
  const marks = root === undefined ? comments : [root, ...comments]
  const posts = marks.flatMap((mark, index) => {
    if (mark.isOdd) return []
    const next = marks[index + 1]?.from ?? end
    return (
      readPost(text, lines, letters, mark, next, {
        layout,
        isRoot: root !== undefined && index === 0,
        isLast: index === marks.length - 1,
      }) ?? []
    )
  })
  const isRootRead = root !== undefined || (layout.head === 'post' && layout.root === undefined)
  return {
    lines,
    letters,
    root: isRootRead ? (posts[0] ?? null) : null,
    comments: isRootRead ? posts.slice(1) : posts,
    headEnd: marks[0]?.from ?? letters.length,
  }
}

const EDITED = /(?<=\S)\s\u200e?<[^<>]{5,60}>$/

/** Leaves out what programs put behind the words of a message that was edited. */
function withoutMark(text: string, line: PageLine): PageLine {
  const tail = text.slice(Math.max(line.start, line.end - 80), line.end)
  const mark = EDITED.exec(tail)
  if (mark === null) return line
  const end = line.end - mark[0].length
  return { ...line, end, words: line.words.slice(0, Math.max(0, line.words.length - foldSpace(mark[0]).length)).trim() }
}

/** A line of a page, or the part of it that is a byline. */
interface CutLine extends PageLine {
  /** The line as it was, where the words of the post go on behind its byline. */
  readonly whole?: PageLine
}

/** Cuts lines that hold a byline and the first words of its post in two. */
function cutLines(text: string, lines: readonly PageLine[], byline: RegExp): CutLine[] {
  const pattern = new RegExp(byline.source, `${byline.flags}d`)
  const wordsIn = (start: number, end: number): string => (end - start <= LINE_HEAD_LIMIT ? foldSpace(text.slice(start, end)) : '')
  return lines.flatMap((line): CutLine[] => {
    const whole = withoutMark(text, line)
    const at = pattern.exec(text.slice(whole.start, Math.min(whole.end, whole.start + LINE_HEAD_LIMIT)))?.indices?.groups?.['text']?.[0]
    if (at === undefined) return [whole]
    const start = whole.start + at
    const end = whole.start + text.slice(whole.start, start).trimEnd().length
    const head = { ...whole, end, words: wordsIn(whole.start, end), whole }
    return start < whole.end ? [head, { ...whole, start, words: wordsIn(start, whole.end), blankCountAbove: 0 }] : [head]
  })
}

/** Finds the byline of the post that the page is about: the last above the first comment that may be one, else the first of all. */
function findRoot(letters: string, { root, ends }: Layout, byline: RegExp, start: number): Mark | undefined {
  if (root === undefined) return undefined
  const marks = findMarks(letters, compile(root), 0)
  if (ends !== undefined) return marks.find(({ from }) => start === -1 || from < start)
  const first = findMarks(letters, byline, 0)[0]?.from ?? letters.length
  return marks.findLast(({ from }) => from < first) ?? marks[0]
}

/** Where comments may begin below the root post: where times stand below, at what heads the comments or at three lines of furniture. */
function endOfRoot(letters: string, from: number, { ends }: Layout): number {
  if (ends === undefined) return from
  const heading = letters.indexOf('s', from)
  if (heading !== -1) return heading
  const run = /[brcfgmt]{3}/g
  run.lastIndex = from
  return run.exec(letters)?.index ?? from
}

/** Where other parts of the page begin: at words that follow a thread, below furniture. Within a post they are its own. */
function endOfThread(letters: string, from: number): number {
  for (let at = letters.indexOf('e', from); at !== -1; at = letters.indexOf('e', at + 1)) {
    if (/[brcfmds]/.test(letters[at - 1] ?? '')) return at
  }
  return letters.length
}

/** A name below a byline says who is answered only where somebody of that name writes here. */
function resolveChips(marks: readonly Mark[], lines: readonly PageLine[]): Mark[] {
  const namesAt = (index: number | null): string => lines[index ?? -1]?.words ?? ''
  const names = new Set(marks.map(({ name }) => namesAt(name)))
  return marks.map((mark) => {
    if (mark.chip === null) return mark
    return names.has(namesAt(mark.chip)) ? { ...mark, answers: mark.chip } : { ...mark, to: mark.chip }
  })
}

interface Place {
  readonly layout: Layout
  readonly isRoot: boolean
  readonly isLast: boolean
}

/** Reads the post under a byline; null for an advert, a notice, and where no post ends as the layout says that posts end. */
function readPost(text: string, lines: readonly CutLine[], letters: string, mark: Mark, next: number, place: Place): SplitPost | null {
  const { layout, isRoot } = place
  const wordsAt = (index: number | null): string | null => (index === null ? null : (lines[index]?.words ?? null))
  let from = mark.to
  while (isRoot && from < next && /[fp]/.test(letters[from] ?? '')) from += 1
  while (from + 1 < next && isRoot && FOLLOW.test(wordsAt(from) ?? '')) from += 1
  const bodyEnd = endOfWords(lines, letters, from, next, place)
  if (bodyEnd === null) return null
  // A badge or a count alone may be all that was written.
  if (bodyEnd <= from && letters[from - 1] === 'g' && layout.ends !== undefined && mark.time === null) from -= 1
  const below = letters.slice(bodyEnd, next)
  const timeAt = mark.time ?? (below.includes('t') ? bodyEnd + below.indexOf('t') : null)
  const oneAt = letters.slice(mark.from, mark.to).indexOf('l')
  const oneLine = lines[mark.from + oneAt]?.whole ?? lines[mark.from + oneAt]
  const one =
    oneAt === -1 || oneLine === undefined
      ? undefined
      : layout.line?.exec(text.slice(oneLine.start, Math.min(oneLine.end, oneLine.start + LINE_HEAD_LIMIT)))?.groups
  const answered = mark.answers === null ? undefined : wordsAt(mark.answers)
  const counted = /[\d.,]+/.exec(letters.slice(bodyEnd, next).includes('m') ? (wordsAt(bodyEnd + below.indexOf('m')) ?? '') : '')?.[0]
  const parts = partsOf(letters, from, bodyEnd, layout.isMessages === true)
  const isNotice = parts.length === 0 && (layout.isMessages === true || letters.slice(from, next).includes('d'))
  if (isNotice || (!isRoot && letters.slice(mark.from, mark.to).includes('a'))) return null
  return {
    byline: { from: mark.from, to: from },
    parts,
    name: (one?.['name'] ?? one?.['name2'])?.trim() ?? wordsAt(mark.name),
    handle: (one?.['handle'] ?? wordsAt(mark.handle))?.replace(/^@/, '') ?? null,
    timeText: (one?.['time'] ?? one?.['time2'])?.trim() ?? (timeAt === null ? null : readTime(wordsAt(timeAt) ?? '')),
    to:
      one?.['to']?.trim() ??
      answered?.replace(/^\[?(?:(?:replying|reply|replied|in reply) to|[↪→>]) ?|\]$/giu, '').replace(/^@([^\s@]+).*$/su, '$1') ??
      null,
    shownReplyCount: counted === undefined || !/[mf]/.test(letters[next - 1] ?? '') ? 0 : Number(counted.replaceAll(',', '')) || 0,
  }
}

/** Where the words of a post end: above its buttons and counts; null where it has no end that the layout asks for. */
function endOfWords(lines: readonly PageLine[], letters: string, from: number, next: number, place: Place): number | null {
  const { layout, isRoot, isLast } = place
  let to = next
  const whole = letters.slice(from, next)
  const closing = layout.ends ?? 'r'
  const firstEnd = isRoot ? -1 : whole.search(new RegExp(`[${closing}]`))
  const close = isRoot ? whole.search(/[se]/) : whole.indexOf('e', Math.max(0, firstEnd))
  if (close !== -1) to = from + close
  const notice = whole.search(/(?<=^|[brcfmp])[da]/)
  if (notice !== -1 && from + notice < to) to = from + notice
  const body = letters.slice(from, to)
  if (layout.ends !== undefined && !isRoot) {
    const last = Math.max(...[...layout.ends].map((letter) => body.lastIndexOf(letter)))
    if (last === -1) return null
    return last === 0 ? from : withoutPreview(lines, letters, from, from + last)
  }
  const button = body.lastIndexOf('r')
  const run = /[brcfgmt]{3}|[cm][cfm]/.exec(body)
  if (isRoot) {
    const first = /[brcfgmt]{3}/.exec(body)
    if (first !== null && first.index > 0) to = from + first.index
  } else if (
    button !== -1 &&
    !(button + 1 < body.length && /[Nnxh]/.test(body[button + 1] ?? '') && /[Nnxh]/.test(body[button - 1] ?? ''))
  ) {
    to = from + button + 1
  } else if (isLast && run !== null && run.index > 0) to = from + run.index
  return withoutPreview(lines, letters, from, withoutFurniture(lines, letters, from, to, layout.countLimit ?? 2))
}

/** Steps back over furniture. A button word counts as one only once: a second one is a word of the post. */
function withoutFurniture(lines: readonly PageLine[], letters: string, from: number, end: number, countLimit: number): number {
  const seen = new Set<string>()
  let countCount = 0
  let to = end
  for (; to > from; to -= 1) {
    const letter = letters[to - 1] ?? ''
    const words = lines[to - 1]?.words ?? ''
    if (/[fgmdaseqp]/.test(letter)) continue
    if (letter === 'c' && countCount < countLimit) countCount += 1
    else if (/[brt]/.test(letter) && !seen.has(words)) seen.add(words)
    else break
  }
  return to
}

/** A site's name alone on a line, and what the page shows of the link below. */
const SITE = /^(?:www\.)?[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,30}){1,3}$/i
const PREVIEW_LINE_LIMIT = 4

/** Leaves out the preview of a link that ends a post, and gives back a line of furniture where nothing else was written. */
function withoutPreview(lines: readonly PageLine[], letters: string, from: number, to: number): number {
  for (let at = Math.max(from + 1, to - PREVIEW_LINE_LIMIT); at < to; at += 1) {
    if (SITE.test(lines[at]?.words ?? '')) return at
  }
  return to === from && /[cbrtg]/.test(letters[from] ?? '') ? from + 1 : to
}

/** Ranges of words between lines that are nothing but furniture. */
function partsOf(letters: string, from: number, to: number, isMessage: boolean): LineRange[] {
  const parts: LineRange[] = []
  for (let at = from; at < to; at += 1) {
    if (/[fmd]/.test(letters[at] ?? '') && (isMessage || to - from > 1)) continue
    const open = parts.at(-1)
    if (open?.to === at) parts[parts.length - 1] = { from: open.from, to: at + 1 }
    else parts.push({ from: at, to: at + 1 })
  }
  return parts
}
