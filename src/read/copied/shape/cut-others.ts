import { commonKind } from '../line-kinds.js'
import type { LineRange } from '../lines/page-line.js'
import { belowBlank } from './below-blank.js'
import { wordsBeforeMoment } from './features.js'
import { holdsName, nameIn } from './heads.js'
import { type Page, placesIn, runsIn, stretchesOf } from './page.js'
import { postOf, type ShapePost, trimEnd } from './post.js'

const NO_TAILS: ReadonlySet<string> = new Set()
/** Lines of a run in which the name is looked for. */
const NAME_LINE_LIMIT = 3

/**
 * Cuts a page whose names stand below the moments.
 *
 *     Nov 7, 2025 at 10:21 AM     anchor
 *     noobtuber
 *     They broke the product.
 */
export function cutFirst(page: Page): ShapePost[] {
  const posts = stretchesOf(page)
    .slice(1)
    .map((stretch, index) => {
      const anchor = page.anchors[index] ?? -1
      const [run] = runsIn(page, stretch.from, stretch.to)
      return postOfRun(page, stretch, { run, anchor, from: anchor, isBelow: false })
    })
  return belowBlank(page, posts)
}

/**
 * Cuts a page whose moments stand below the words.
 *
 *     Inés Robledo
 *     Os entiendo.
 *     11 h                anchor
 *     Responder
 */
export function cutBelow(page: Page): ShapePost[] {
  const posts: ShapePost[] = []
  for (const [index, stretch] of stretchesOf(page).slice(0, -1).entries()) {
    const anchor = page.anchors[index] ?? -1
    const runs = runsIn(page, stretch.from, stretch.to)
    const [opening] = posts
    const [words] = runs
    // Words of the opening post may stand below its moment, those of the others above.
    const isRootAbove = index === 1 && opening?.body.length === 0 && runs.length > 1
    if (isRootAbove && words !== undefined) {
      const end = trimEnd(page, words.from, words.to, stretch.to)
      posts[0] = { ...opening, to: words.to, body: placesIn(words.from, end) }
    }
    const left = isRootAbove ? runs.slice(-1) : runs
    const run = index <= 1 ? runOfName(page, left, index === 0) : left[0]
    const from = run?.from ?? stretch.from
    posts.push(postOfRun(page, stretch, { run, anchor, from, isBelow: true }))
  }
  return posts
}

interface RunPlace {
  readonly run: LineRange | undefined
  readonly anchor: number
  readonly from: number
  readonly isBelow: boolean
}

/** Post of a run that opens with a name. */
function postOfRun(page: Page, stretch: LineRange, place: RunPlace): ShapePost {
  const { run, anchor, from, isBelow } = place
  const isLast = !isBelow && anchor === page.anchors.at(-1)
  const base = { from, timeAt: anchor, to: stretch.to, isLast, tails: NO_TAILS }
  if (run === undefined)
    return postOf(page, { ...base, nameAt: -1, handle: null, bodyFrom: stretch.from })
  const headName = nameIn(page, {
    from: run.from,
    to: Math.min(run.to, run.from + NAME_LINE_LIMIT),
  })
  const nameAt = headName?.nameAt ?? run.from
  const handle = headName?.handle ?? null
  const isHandleBelow = handle !== null && page.lines[nameAt + 1]?.isHandle === true
  return postOf(page, { ...base, nameAt, handle, bodyFrom: nameAt + (isHandleBelow ? 2 : 1) })
}

/** Run with the first post's name: one known from elsewhere, else the last above the moment. */
function runOfName(
  { lines, counts }: Page,
  runs: readonly LineRange[],
  isFirst: boolean,
): LineRange | undefined {
  const isKnown = (at: number): boolean => {
    const { words = '', isNamelike = false } = lines[at] ?? {}
    const above = lines[at - 1]?.words ?? ''
    const isCaptioned = above !== words && holdsName(above, words)
    return isNamelike && ((counts.get(words) ?? 0) > 1 || isCaptioned)
  }
  for (const run of runs.toReversed()) {
    const at = placesIn(run.from, isFirst ? run.to : run.to - 1).findLast(isKnown)
    if (at !== undefined) return { from: at, to: run.to }
  }
  const last = runs.at(-1)
  if (last === undefined || isFirst) return last
  const at = placesIn(last.from, last.to).findLast((each) => lines[each]?.isNamelike) ?? last.from
  // Short words look like a name: the name stands above them.
  const isWords = at === last.to - 1 && at > last.from
  return { from: isWords ? at - 1 : at, to: last.to }
}

/**
 * Cuts a page whose lines hold name and moment.
 *
 *     f_stop_fran · 8h       anchor
 *     The lenses were the only reason.
 */
export function cutInline(page: Page): ShapePost[] {
  const { lines, anchors } = page
  const before = anchors.map((at) => wordsBeforeMoment(lines[at]))
  const [verb = ''] = before.map((words) => words.split(' ').at(-1) ?? '')
  const isVerb =
    before.every((words) => words.split(' ').at(-1) === verb) &&
    before.some((words) => words.includes(' '))
  const cut = isVerb ? verb.length + 1 : 0
  return anchors.map((anchor, index) => {
    const post = postOf(page, {
      from: anchor,
      nameAt: -1,
      handle: null,
      timeAt: anchor,
      bodyFrom: anchor + 1,
      to: anchors[index + 1] ?? lines.length,
      isLast: index === anchors.length - 1,
      tails: NO_TAILS,
    })
    const words = before[index] ?? ''
    const name = lines[anchor]?.signer ?? nameBefore(words.slice(0, words.length - cut))
    return { ...post, name: name === '' ? null : name, nameAt: anchor }
  })
}

/** Name without the place behind it and the badge: "Renate W. · Altstadt", "shutter_sal OP". */
function nameBefore(words: string): string {
  const name = words.split(/ [·•|] /)[0] ?? ''
  const badge = /(?<=\S) (\S{1,12})$/u.exec(name)?.[1] ?? ''
  return badge !== '' && commonKind(badge) === 'badge' ? name.slice(0, -badge.length - 1) : name
}
