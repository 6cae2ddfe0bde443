import { countEach } from '../../../base/statistics/group-by.js'
import { isBotName } from '../../record/deleted-or-bot.js'
import { holds, isOf, type KindLine, kindsOf } from '../lines/kinds.js'
import { type LineRange, linesIn, rangesOf } from '../lines/page-line.js'
import { LEAST_COUNT, USUAL_SHARE } from '../lines/thresholds.js'
import { PICTURED } from '../page-words-in-posts.js'
import { withoutQuotations } from '../quotations.js'
import { formOf, startOfTail } from '../recurrence.js'
import type { SplitPost } from '../split-post.js'
import { areNamesAlike } from './are-names-alike.js'
import { sharesOf, TAGS, type Tag, type TagShares } from './tag-lines.js'
import { findTaggedPosts, type TaggedPage } from './tagged-page.js'
import type { TaggedPost } from './tagged-posts.js'
import { splitPostOf } from './unknown-layout.js'

/**
 * How a cut has a line: as the first line of a post's words, the first below others of the page, a
 * later one, or none of the words.
 */
type Role = 'opens' | 'resumes' | 'continues' | 'none'

/** Roles of the tags of words. */
const ROLES: Readonly<Partial<Record<Tag, readonly Role[]>>> = {
  opens: ['opens', 'resumes'],
  continues: ['continues', 'resumes'],
  signed: ['opens', 'resumes', 'continues'],
}

/** A cut of a page: its lines, posts, how many open the thread, and how far it is trusted. */
interface Cut {
  readonly lines: readonly KindLine[]
  readonly posts: readonly SplitPost[]
  readonly quotations: ReadonlyMap<number, unknown>
  readonly rootCount: number
  /** First line of the page's other parts. */
  readonly end: number
  /** Logarithms of the odds that the cut is right on a line of words, and on any other. */
  readonly weights: { readonly words: number; readonly page: number }
}

/** Weight of lines that the cut knows by more than their place. */
const KNOWN_WEIGHT = 20

/** Share of a tag from which on no other is likelier. */
const EVEN_SHARE = 0.5

/** Kinds of lines whose words only the page prints. */
const PAGE_KINDS = kindsOf('furniture', 'button', 'reply', 'more', 'notice', 'advert', 'end')

const WORD_KINDS = kindsOf('Name', 'short', 'long')
/** Lines below which a post begins. */
const POST_END = kindsOf('count', 'reply', 'button', 'more', 'notice')

/** "Ann said:", "Click to expand..." */
const QUOTE_EDGE = kindsOf('answered', 'more')

/**
 * Least share of the posts that are named as the tags name them, of those that both name, in a
 * layout of the page's site. Choice.
 */
const NAMED_ALIKE_SHARE = 0.5

/**
 * Posts of a cut whose words are the lines that the cut and the tags of the page together have as
 * words. What the cut lacks below its first post comes from the tags; a post without such lines
 * goes, if it opens no thread. A cut whose names are not those of the page's lines stays: its
 * layout is of another site.
 *
 *     Ann
 *     They sold it.
 *     Harbour Ledger, 4 March      <- words by the layout, surely the page's by the tags: left out
 */
export function recutPosts(page: TaggedPage, cut: Cut): SplitPost[] {
  const { posts, quotations, rootCount } = cut
  const roles = rolesOf(withoutQuotations(posts, quotations))
  const isKnown = knownLines(cut)
  const betweenQuotes = new Set(posts.flatMap((post) => placesBetweenQuotes(cut.lines, post)))
  const missed = missedLines(page, cut)
  const shares = page.shares.map((each, at) => {
    if (missed.has(at)) return each
    const role = roles.get(at) ?? 'none'
    // Words below a quotation, which the tags may have for more of it.
    const isBelowQuoted = quotations.has(at - 1) || betweenQuotes.has(at)
    const isAnswer = role !== 'none' && isBelowQuoted && each.page < EVEN_SHARE
    const weight = role === 'none' ? cut.weights.page : cut.weights.words
    return weigh(each, role, Math.exp(isAnswer || isKnown(at, role) ? KNOWN_WEIGHT : weight))
  })
  const postAt = new Map(posts.flatMap((post) => linesIn(post.parts).map((at) => [at, post])))
  const tagged = joinWithinPosts(findTaggedPosts(page, shares), postAt)
  const names = new Set(tagged.flatMap(({ name }) => name ?? []))
  const owners = findOwners(
    tagged.map(({ body }) => body),
    postAt,
  )
  const namedAlike = tagged.flatMap((each, index) => isNamedAlike(each, owners[index]) ?? [])
  const alikeCount = namedAlike.filter(Boolean).length
  if (alikeCount < NAMED_ALIKE_SHARE * namedAlike.length) return [...posts]
  const roots = new Set(posts.slice(0, rootCount))
  const worded = tagged.flatMap((each, index) => {
    const owner = owners[index]
    if (owner === undefined) {
      const head = cut.lines.slice(each.nameAt, each.body[0])
      const isAdvert = head.some(({ kind }) => kind === 'advert')
      return each.name === null || isAdvert ? [] : splitPostOf(each, names)
    }
    return withBody(owner, each, roots.has(owner))
  })
  const owning = new Set(owners)
  const kept = posts.filter(
    (post) =>
      !owning.has(post) &&
      (roots.has(post) || post.parts.length === 0 || isBotName(post.handle ?? post.name)),
  )
  const timed = withTimesBelow(cut.lines, worded, missed)
  const all = [...timed, ...kept].toSorted((one, other) => startOf(one) - startOf(other))
  const first = startOf(posts[0])
  return endedAbove(all.filter((post) => startOf(post) >= first))
}

/**
 * First line of a post's words where it stands between two quotations. Above the end of one it may
 * be more of this.
 *
 *     Click to expand...
 *     This belongs in the article.      <-
 *     Bo said:
 */
function placesBetweenQuotes(
  lines: readonly KindLine[],
  { byline, parts }: SplitPost,
): readonly number[] {
  const isBelowQuoted = lines[byline.to - 1]?.kind === 'more'
  const edge = linesIn(parts).find((at) => isOf(lines[at], QUOTE_EDGE)) ?? -1
  return isBelowQuoted && lines[edge]?.kind === 'answered' ? [byline.to] : []
}

/**
 * Lines of the words of posts that the tags have and a cut has not, below a name and above a line
 * as it stands below most posts.
 *
 *     2 days ago     <- a name, whatever it says
 *     no             <-
 *     3-10           <- so below every other post
 */
function missedLines(page: TaggedPage, { lines, posts }: Cut): ReadonlySet<number> {
  const formAt = (at: number): string =>
    lines[at]?.kind === 'time' ? 'time' : formOf(lines[at]?.words ?? '')
  const worded = posts.filter(({ parts }) => parts.length > 0)
  const forms = countEach(worded.map((post) => formAt(startOfTail(lines, post))))
  const taken = new Set(linesIn(posts.flatMap(({ byline, parts }) => [byline, ...parts])))
  const areWords = (places: readonly number[]): boolean =>
    places.every((at) => isOf(lines[at], WORD_KINDS) && !PICTURED.test(lines[at]?.words ?? ''))
  const isApart = ({ nameAt, body }: TaggedPost): boolean =>
    isOf(lines[nameAt - 1], POST_END) &&
    !lines.slice(nameAt, body[0]).some(({ kind }) => kind === 'notice') &&
    ![nameAt, ...body].some((at) => taken.has(at))
  const isMissed = (post: TaggedPost): boolean => {
    const count = forms.get(formAt((post.body.at(-1) ?? -1) + 1)) ?? 0
    const isTailed = count >= LEAST_COUNT && count > USUAL_SHARE * worded.length
    return post.name !== null && isTailed && isApart(post) && areWords(post.body)
  }
  return new Set(findTaggedPosts(page).flatMap((post) => (isMissed(post) ? post.body : [])))
}

function rolesOf(posts: readonly SplitPost[]): Map<number, Role> {
  const roles = new Map<number, Role>()
  for (const { parts } of posts) {
    for (const at of linesIn(parts)) roles.set(at, 'continues')
    for (const { from } of parts) roles.set(from, 'resumes')
    const [first] = linesIn(parts)
    if (first !== undefined) roles.set(first, 'opens')
  }
  return roles
}

/**
 * Tells the lines that a cut knows: words of an opening post, which may be a title; one alone
 * between lines of the page; bylines, quoted or translated words; what only the page prints, and
 * its other parts.
 */
function knownLines({ lines, posts, rootCount, end }: Cut): (at: number, role: Role) => boolean {
  const isAlone = ({ from, to }: LineRange): boolean => to - from === 1
  const isCount = (at: number): boolean => holds(lines, at, at + 2, 'count count')
  const known = new Set(
    linesIn([
      ...posts.slice(0, rootCount).flatMap(({ parts: [first, second] }) => {
        // A label may stand between a title and the words.
        const end = first && second && isAlone(first) ? second : first
        return first && end ? { from: first.from, to: end.to } : []
      }),
      ...posts.flatMap(({ parts }) => parts.filter(isAlone)),
      ...posts.map(({ byline }) => byline),
      ...posts.flatMap(({ parts }) => rangesOf(linesIn(parts).filter(isCount))),
      ...posts.flatMap(({ translation, signature, quoted }) =>
        [translation, signature, quoted?.parts].flatMap((ranges) => ranges ?? []),
      ),
    ]),
  )
  const isPage = (at: number): boolean => at >= end || isOf(lines[at], PAGE_KINDS)
  return (at, role) => known.has(at) || (role === 'none' && isPage(at))
}

/** Shares of a line where a cut has it in a role; they add up to 1. */
function weigh(shares: TagShares, role: Role, factor: number): TagShares {
  const weighed = TAGS.map((tag) => {
    const isFit = ROLES[tag]?.includes(role) ?? role === 'none'
    return shares[tag] * (isFit ? factor : 1)
  })
  const sum = weighed.reduce((total, each) => total + each, 0)
  return sharesOf(weighed.map((each) => each / sum))
}

/** Posts of the tags, of which one with no other name goes on within the post of the cut above. */
function joinWithinPosts(
  tagged: readonly TaggedPost[],
  postAt: ReadonlyMap<number, SplitPost>,
): TaggedPost[] {
  const joined: TaggedPost[] = []
  for (const post of tagged) {
    const above = joined.at(-1)
    const owner = postAt.get(post.body[0] ?? -1)
    const isWithin = owner !== undefined && above?.body.some((at) => postAt.get(at) === owner)
    const isOfOwner = post.nameAt < (owner?.byline.to ?? 0)
    if (above !== undefined && isOfOwner && isWithin)
      joined[joined.length - 1] = { ...above, body: [...above.body, ...post.body], to: post.to }
    else joined.push(post)
  }
  return joined
}

/** For each body the first post that has one of its lines, and owns no body above. */
function findOwners(
  bodies: readonly (readonly number[])[],
  postAt: ReadonlyMap<number, SplitPost>,
): (SplitPost | undefined)[] {
  const taken = new Set<SplitPost>()
  return bodies.map((body) => {
    const owner = body.flatMap((at) => postAt.get(at) ?? []).find((post) => !taken.has(post))
    if (owner !== undefined) taken.add(owner)
    return owner
  })
}

/** True if two cuts give a post one name or account; null where one gives none. */
function isNamedAlike(tagged: TaggedPost, owner: SplitPost | undefined): boolean | null {
  const names = [tagged.name, tagged.handle]
  const others = [owner?.name ?? null, owner?.handle ?? null]
  const areTold = [names, others].every((each) => each.some((name) => name !== null))
  return areTold ? areNamesAlike(names, others) : null
}

/** A post with other lines as its words, and a reply with the time that they were parted from. */
function withBody(post: SplitPost, tagged: TaggedPost, isRoot: boolean): SplitPost {
  const { byline, below, timeText } = post
  const { body, timeAt } = tagged
  const [first = byline.to] = body
  const isWithin = timeAt >= byline.from && timeAt < below.to
  const moment = isWithin && !isRoot ? tagged.moment : null
  return {
    ...post,
    timeText: timeText ?? moment,
    byline: { from: Math.min(byline.from, first), to: Math.min(byline.to, first) },
    parts: rangesOf(body),
    below: { from: (body.at(-1) ?? first) + 1, to: below.to },
  }
}

/** Posts with the time right below their words, where the cut has one of two neighbours alone. */
const withTimesBelow = (
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  missed: ReadonlySet<number>,
): SplitPost[] =>
  posts.map((post, index) => {
    const { kind, words = null } = lines[post.below.from] ?? {}
    const isMissed = [post, posts[index + 1]].some((each) => missed.has(each?.parts[0]?.from ?? -1))
    return kind === 'time' && isMissed ? { ...post, timeText: words } : post
  })

const startOf = (post: SplitPost | undefined): number =>
  Math.min(post?.byline.from ?? 0, post?.parts[0]?.from ?? Number.POSITIVE_INFINITY)

/** Posts that end where the next begins. */
const endedAbove = (posts: readonly SplitPost[]): SplitPost[] =>
  posts.map((post, index) => {
    const next = posts[index + 1]
    const to = next === undefined ? post.below.to : Math.min(post.below.to, startOf(next))
    return { ...post, below: { from: Math.min(post.below.from, to), to } }
  })
