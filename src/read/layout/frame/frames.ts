import { countEach } from '../../../base/statistics/group-by.js'
import { type Header, readHeaders } from './frame-headers.js'
import { type FrameLine, isAnswered, isLabelled, mayBeName } from './frame-lines.js'
import { nameAtUsualPlace, nameBefore } from './frame-names.js'
import { type FramedPost, lastEnd } from './framed-post.js'

/** Lines that recur: so many at least, of so large a share of the frames. */
const LEAST_COUNT = 3
const RECURRING_SHARE = 0.2
/** One that ends the words of posts stands in so large a share of them; what most frames have shows a post. */
const CLOSING_SHARE = 0.35
const USUAL_SHARE = 0.5
const TAIL_LIMIT = 30

/** In how many of so many frames a line must stand to recur. */
export const leastCount = (count: number): number => Math.max(LEAST_COUNT, count * RECURRING_SHARE)

const withoutRe = (words: string): string => words.replace(/^(?:re|aw): /i, '')
/** Shorter lines above all posts are no titles. */
const LEAST_TITLE = 20

/** "replied to Ann on", before a time. */
const ANSWER = /^(?:replied|replying|in reply) to (\S.*?)(?: on| at)?$/i
const BY = /^(?:posted|post|comment|written) by | (?:gold|silver|bronze) badge$/i

/** What lines between times are, for one choice of the times that head posts. */
export class Frames {
  readonly #lines: readonly FrameLine[]
  readonly #headers: readonly Header[]
  readonly #least: number
  readonly #tail = new Set<string>()
  readonly #foot = new Set<string>()
  readonly #next = new Map<string, string>()
  readonly #titles: ReadonlySet<string>

  constructor(lines: readonly FrameLine[], anchors: readonly number[]) {
    this.#lines = lines
    this.#headers = readHeaders(lines, anchors)
    this.#least = leastCount(this.#headers.length)
    this.#readTails()
    const head = lines.slice(0, this.#headers[0]?.first).map(({ words }) => words)
    this.#titles = new Set(head.filter(({ length }) => length >= LEAST_TITLE))
  }

  #isRecurring(at: number): boolean {
    const line = this.#lines[at]
    return line !== undefined && line.key !== '' && line.count >= this.#least
  }

  /** Which lines stand again and again between times and words, and what follows each. */
  #readTails(): void {
    let open = this.#headers.map(({ anchor }) => anchor)
    const follow = new Map<string, Map<string, number>>()
    for (let step = 1; step <= TAIL_LIMIT && open.length >= this.#least; step += 1) {
      const counts = countEach(open.map((anchor) => this.#lines[anchor + step]?.key ?? ''))
      for (const anchor of open) {
        const [key = '', above = ''] = [this.#lines[anchor + step]?.key, this.#lines[anchor + step - 1]?.key]
        const after = follow.get(above) ?? new Map<string, number>()
        follow.set(above, after.set(key, (after.get(key) ?? 0) + 1))
      }
      open = open.filter((anchor) => {
        const key = this.#lines[anchor + step]?.key ?? ''
        const isTail = key !== '' && (counts.get(key) ?? 0) >= this.#least
        if (isTail) this.#tail.add(key)
        return isTail
      })
    }
    for (const [above, after] of follow) {
      const total = [...after.values()].reduce((sum, count) => sum + count, 0)
      for (const [key, count] of after) if (this.#tail.has(key) && count >= USUAL_SHARE * total) this.#next.set(above, key)
    }
  }

  /** Which lines stand again and again right below the words. */
  #readFeet(ends: readonly { from: number; to: number }[]): void {
    let open = [...ends]
    for (let step = 1; step <= TAIL_LIMIT && open.length >= this.#least; step += 1) {
      const keyAt = (to: number): string => this.#lines[to - step]?.key ?? ''
      const counts = countEach(open.map(({ to }) => keyAt(to)))
      open = open.filter(({ from, to }) => {
        const isFoot = to - step > from && keyAt(to) !== '' && ((counts.get(keyAt(to)) ?? 0) >= this.#least || this.#isFurniture(to - step))
        if (isFoot) this.#foot.add(keyAt(to))
        return isFoot
      })
    }
  }

  /** The first line of words below a header. */
  #textFrom({ anchor, shown, end: below }: Header, end: number): number {
    let at = below ?? anchor + 1
    for (; at < end - 1; at += 1) {
      const { key = '', letter = null, words = '' } = this.#lines[at] ?? {}
      const usual = this.#next.get(this.#lines[at - 1]?.key ?? '')
      const isUsual = usual !== undefined && words.length <= 60 && words.split(' ')[0] === usual.split(' ')[0]
      const isNamed = shown !== undefined && words.startsWith(shown.name) && /^.{0,14}:$/.test(words.slice(shown.name.length))
      const isReply = isAnswered(this.#lines, at)
      if (!this.#tail.has(key) && !isUsual && !isNamed && !isReply && !/[gfqt]/.test(letter ?? '')) break
    }
    return at < end - 1 && this.#titles.has(withoutRe(this.#lines[at]?.words ?? '')) ? at + 1 : at
  }

  /** Lines that often stand below the words of posts, the first of them first. */
  #closings(bounds: readonly { from: number; to: number }[]): Set<string> {
    const seen = new Map<string, { count: number; distance: number }>()
    for (const { from, to } of bounds) {
      const known = new Set<string>()
      for (let at = from + 1; at < to; at += 1) {
        const key = this.#lines[at]?.key ?? ''
        if (!this.#isRecurring(at) || known.has(key) || this.#lines[at]?.time) continue
        known.add(key)
        const one = seen.get(key) ?? { count: 0, distance: 0 }
        seen.set(key, { count: one.count + 1, distance: one.distance + to - at })
      }
    }
    const usual = [...seen].filter(([, { count }]) => count >= CLOSING_SHARE * bounds.length)
    return new Set(usual.sort(([, one], [, other]) => other.distance - one.distance).map(([key]) => key))
  }

  /** The posts, and the times of those that lines which are no times set apart. */
  read(): { posts: FramedPost[]; anchors: number[]; isSigned: boolean[] } {
    const [lines, headers] = [this.#lines, this.#headers]
    const heights = headers.flatMap(({ shown, isSet, first, top }) =>
      (shown === undefined && !isSet) || top === null ? [] : [first - top],
    )
    const usual = heights.length < LEAST_COUNT ? null : (heights.sort((one, other) => one - other)[heights.length >> 1] ?? null)
    const tops = headers.map((header, index) => {
      const above = headers[index - 1]?.anchor ?? -1
      if (header.top !== null) return header.top
      return usual === null ? this.#openTop(header, above) : Math.max(above + 1, header.first - usual)
    })
    const bounds = headers.map((header, index) => {
      const to = tops[index + 1] ?? lines.length
      return { from: this.#textFrom(header, to), to }
    })
    const closings = this.#closings(bounds.slice(0, -1))
    const [closing = null] = closings
    const ends = bounds.map(({ from, to }, index) => {
      const isLast = index === bounds.length - 1
      let end = to
      while (end - 1 > from && closings.has(lines[end - 1]?.key ?? '')) end -= 1
      for (let at = from + 1; closing !== null && at < to; at += 1) {
        if (lines[at]?.key !== closing) continue
        end = at
        if (isLast) break
      }
      if (isLast && end === to) end = lastEnd(lines, from, bounds)
      return { from, to: end }
    })
    this.#readFeet(ends)
    const names = this.#names(tops)
    const texts = ends.map(({ from, to }, index) => {
      let end = to
      // The name of the post below belongs to its header.
      while (end > from + 1 && (this.#isFurniture(end - 1) || lines[end - 1]?.words === names[index + 1])) end -= 1
      return { from, to: end }
    })
    const known = new Set<string | null>()
    const posts = texts.map((text, index): FramedPost => {
      const { anchor, first } = headers[index] as Header
      const [author = null, above = ''] = [names[index], lines[first - 1]?.words]
      // Between the author's name and the time stands who is answered.
      const isNamed = first - 1 > (tops[index] ?? first) && above !== author && known.has(above)
      known.add(author)
      const said = lines
        .slice(anchor, text.from)
        .find(({ letter }, at) => isAnswered(lines, anchor + at) || (letter === 'q' && !this.#isSign(anchor + at)))
      return {
        ...text,
        top: tops[index] ?? anchor,
        author,
        timeText: lines[first]?.time?.time ?? lines[anchor]?.time?.time ?? null,
        replyTo: said?.words ?? (isNamed ? above : undefined) ?? ANSWER.exec(lines[first]?.time?.before ?? '')?.[1] ?? null,
      }
    })
    const hasName = (line?: FrameLine): boolean => line !== undefined && nameBefore(line) !== ''
    const isUsual = headers.filter(({ first }) => hasName(lines[first])).length >= USUAL_SHARE * headers.length
    const isInline = (line?: FrameLine): boolean => isUsual && hasName(line)
    const signed = headers.map(({ anchor, first, shown, isSet }, index) => {
      const [top = first, from = anchor + 1, to = from] = [tops[index], bounds[index]?.from, bounds[index]?.to]
      const isClosed = closing !== null && lines.slice(from + 1, to).some(({ key }) => key === closing)
      const places = [
        ...Array.from({ length: first - top }, (_, at) => top + at),
        ...Array.from({ length: from - anchor - 1 }, (_, at) => anchor + 1 + at),
      ]
      // Name and time stand in a paragraph of their own.
      const isApart = headers[index]?.top !== null && (lines[top]?.blankCountAbove ?? 0) > 0 && (lines[from]?.blankCountAbove ?? 0) > 0
      return shown !== undefined || isSet || isClosed || isApart || isInline(lines[first]) || places.some(this.#isSign)
    })
    return {
      posts,
      anchors: headers.flatMap(({ anchor, first }, index) => (signed[index] && posts[index]?.author ? [first, anchor] : [])),
      isSigned: signed,
    }
  }

  #isSign = (at: number): boolean => this.#isRecurring(at) && (this.#lines[at]?.count ?? 0) >= USUAL_SHARE * this.#headers.length

  /** A line that recurs and is no name: names may hold any number. */
  #isLabel(at: number): boolean {
    const { words = '', key = '' } = this.#lines[at] ?? {}
    return isLabelled(words) || (this.#isSign(at) && (key === words || !/^\p{L}/u.test(words)))
  }

  #isFurniture(at: number): boolean {
    const { letter = null, key = '' } = this.#lines[at] ?? {}
    return this.#foot.has(key) || /[mdafsetgb]/.test(letter ?? '') || (this.#isRecurring(at) && letter !== null)
  }

  /** Where a header begins that neither a name nor a blank line shows: below the buttons and counts of the post above. */
  #openTop({ first }: Header, above: number): number {
    let at = first
    while (at - 1 > above && first - at < 3) {
      const line = this.#lines[at - 1]
      if (line === undefined || /[brfm]/.test(line.letter ?? '') || (line.letter === null && !mayBeName(line)) || this.#isLabel(at - 1))
        break
      at -= 1
    }
    return at
  }

  /** Names that frames show twice, else those at the place in the frame where most others stand. */
  #names(tops: readonly number[]): (string | null)[] {
    const [lines, headers] = [this.#lines, this.#headers]
    const at = (header: Header, index: number): (string | null)[] => {
      const top = tops[index] ?? header.first
      const names = lines.slice(top, header.first).filter((line, step) => mayBeName(line) && !this.#isLabel(top + step))
      const before = [header.first, header.anchor].map((place) => nameBefore(lines[place] as FrameLine)).find((name) => name !== '')
      return [names[0]?.words ?? null, names.at(-1)?.words ?? null, before ?? null]
    }
    const all = headers.map(at)
    const scores = [0, 1, 2].map((rule) => all.filter((each) => each[rule] !== null).length)
    const best = scores.indexOf(Math.max(...scores))
    const found = headers.map(({ shown }, index) => shown?.name ?? all[index]?.[best] ?? null)
    const [name, ...others] = nameAtUsualPlace(lines, headers, found)
    // Above the first name stands the head of the page: who writes below, too, is known.
    const [header] = headers
    const known = new Set(others)
    const isHead = header !== undefined && header.shown === undefined && !header.isSet && !known.has(name ?? null)
    const above = isHead ? lines.slice(tops[0], header.first).findLast(({ words }) => known.has(words))?.words : undefined
    return [above ?? name, ...others].map((each) => each?.replace(BY, '') ?? null)
  }
}
