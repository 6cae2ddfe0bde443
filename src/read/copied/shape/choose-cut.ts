import { countEach } from '../../../base/statistics/group-by.js'
import { cutAbove } from './cut-above.js'
import { cutBelow, cutFirst, cutInline } from './cut-others.js'
import { isWordy, type ShapeLine, wordsBeforeMoment } from './features.js'
import { findAnchors } from './find-anchors.js'
import { settleNames } from './names.js'
import { pageOf } from './page.js'
import { withoutFoot, withoutHeader } from './page-edges.js'
import type { ShapePost } from './post.js'
import { scoreCut } from './score-cut.js'

/** Posts of a page, and how alike they are. */
export interface Cut {
  readonly posts: readonly ShapePost[]
  readonly score: number
}

/** Weight of more posts among cuts that are equally alike. */
const COUNT_WEIGHT = 0.3
const rankOf = ({ posts, score }: Cut): number => score + COUNT_WEIGHT * Math.log(posts.length)

/** Share of anchors with words before the moment from which on those are names. */
const INLINE_SHARE = 0.8

/** Cuts a page in every way that its recurring lines allow, the most alike posts first. */
export function findCuts(lines: readonly ShapeLine[]): Cut[] {
  const cuts = findAnchors(lines).flatMap(({ places: all, bonus }) => {
    const places = withoutStrangers(lines, all)
    const page = pageOf(lines, places)
    const isWorded = (at: number): boolean => wordsBeforeMoment(lines[at]) !== ''
    const isInline = places.filter(isWorded).length > INLINE_SHARE * places.length
    const cutOf = (posts: readonly ShapePost[], isOneLine = false): Cut => {
      const named = withoutFoot(lines, withoutHeader(lines, settleNames(lines, posts)))
      return { posts: named, score: scoreCut(lines, named, isOneLine) + bonus }
    }
    return [
      cutOf(cutAbove(page, 'first')),
      cutOf(cutAbove(page, 'last')),
      cutOf(cutFirst(page)),
      cutOf(cutBelow(page)),
      ...(isInline ? [cutOf(cutInline(page), true)] : []),
    ]
  })
  return cuts
    .filter(({ posts }) => !isList(lines, posts))
    .sort((left, right) => rankOf(right) - rankOf(left))
}

const STRANGER_SHARE = 0.15

/**
 * Anchors without a few of another form that stand apart: moments among the words of a post.
 *
 *     Feb 9, 2026      below a name, as all others
 *     I must know by
 *
 *     2026-06-30       <- this one
 */
function withoutStrangers(lines: readonly ShapeLine[], places: readonly number[]): number[] {
  const shapeOf = (at: number): string =>
    lines[at]?.form.replace(/\p{L}{1,40}/gu, 'a').replace(/\d{1,9}/g, '0') ?? ''
  const counts = countEach(places.map(shapeOf))
  const isStranger = (at: number): boolean => {
    const isRare = (counts.get(shapeOf(at)) ?? 0) <= STRANGER_SHARE * places.length
    const isAlone = lines[at]?.isApart === true && wordsBeforeMoment(lines[at]) === ''
    const above = lines[at - 1]
    return isRare && isAlone && above !== undefined && isWordy(above)
  }
  return places.filter((at) => !isStranger(at))
}

/** Share of posts that show more than a name and a moment: a button, a count, a blank line. */
const APART_SHARE = 0.5
/** Reading time of an article: the page lists articles. */
const READING_TIME = /\d[ -]?min(?:ute)?s?\.? read$/i

/**
 * True for a list: nothing parts its items but names and moments, or they show how long they take
 * to read.
 *
 *     Glass maker closes plant
 *     Mara Quill
 *     2 hours ago
 */
function isList(lines: readonly ShapeLine[], posts: readonly ShapePost[]): boolean {
  const isApart = ({ from, to, body, nameAt, timeAt }: ShapePost, index: number): boolean => {
    const taken = new Set([...body, nameAt, timeAt])
    const end = Math.max(to, posts[index + 1]?.from ?? lines.length)
    return (
      lines[from]?.isApart === true ||
      lines[body[0] ?? -1]?.isApart === true ||
      lines.slice(from, end).some(({ at, words }) => !taken.has(at) && words !== '')
    )
  }
  const apartCount = posts.filter(isApart).length
  const listedCount = lines.filter(({ words }) => READING_TIME.test(words)).length
  return apartCount < APART_SHARE * posts.length || listedCount * 2 > posts.length
}
