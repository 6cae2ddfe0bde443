import { PipelineError } from '../../base/errors.js'
import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { compactName } from '../../base/text/fold-text.js'
import { formatPart } from '../../base/text/format-count.js'
import { emptyLedger } from '../../base/thread/capture-ledger.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import { findingOf } from '../../count/breakdown/finding.js'
import type { Deal } from '../../judge/deals/deal.js'
import { isOpenedBy, namesDeal } from '../../judge/deals/deal-names.js'
import { findCompanies } from '../../judge/deals/find-companies.js'
import { joinedMoves } from '../../judge/deals/join-moves.js'
import { KNOWN_DEALS_BY_ID } from '../../judge/deals/known-deals.js'
import { findOtherCompany } from '../../judge/deals/other-company.js'
import { createSentimentClassifier } from '../../judge/stance/sentiment-classifier.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { createPipeline } from '../../pipeline/pipeline.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import { findingWords, otherCompanyWords, verb } from '../../say/facts/finding-words.js'
import { looksLike } from '../../say/next-step/outlook-lines.js'
import { bothMoves, namedWords } from './both-moves.js'
import type { MoveQuestion } from './page-messages.js'
import { actorIn, isNamedAgain, ownerIn, strangePartner, strangerIn } from './short-name.js'
import { movesOf, moveWords, whichFirst } from './thread-moves.js'

/** Names that are offered. */
const OFFERED_COUNT = 3

/** Below this share of posts a company may stand for comparison. Choice. */
const FEW_SHARE = 0.2

/**
 * Asks about the known moves of the posts, the most frequent first, and offers company names for
 * another move.
 */
export async function findMove(read: IngestResult): Promise<MoveQuestion> {
  const threads = buildThreads(read.posts, read.headers)
  const scored = await tieToKnown(threads)
  if (scored.every(({ text }) => text.trim().split(/\s+/).length < 3))
    throw new PipelineError('INGEST_EMPTY', 'No post has three words.', {
      context: { seen: 'No post here has three words' },
    })
  const moves = movesOf(scored, KNOWN_DEALS_BY_ID)
  const [first] = moves
  const known = KNOWN_DEALS_BY_ID.get(first?.dealId ?? '')
  const isMost = first !== undefined && first.postCount * 2 > scored.length
  const companies = findCompanies(threads, true).slice(0, OFFERED_COUNT)
  const asked = { companies, isUnnamed: false }
  if (known === undefined || !isMost) return { ...asked, question: null, moves: [] }
  return {
    ...asked,
    question: moves.length > 1 ? whichFirst(moves) : looksLike(known.move),
    moves: moves.map((move) => ({ dealId: move.dealId, words: moveWords(move) })),
    both: bothMoves(scored, moves, KNOWN_DEALS_BY_ID),
  }
}

/** The posts with the known moves that they are tied to; nobody sees the labels. */
export const tieToKnown = (threads: readonly Thread[]): Promise<ScoredPost[]> =>
  createPipeline({ model: createSentimentClassifier(STANCE_SCHEME) }).classify(threads)

/** All that was given, as one thread. */
export const wholeOf = ({ posts, headers }: IngestResult): Thread => ({
  id: '',
  posts,
  headers: [...headers.values()].flat(),
})

/**
 * Question about the words of the user: whether they contradict each other, or, unless the user is
 * sure, the posts. Null for none.
 */
export function findDoubtful(thread: Thread, deal: Deal, isSure = false): MoveQuestion | null {
  return findWrong(thread, deal) ?? (isSure ? null : findUnnamed(thread, deal))
}

/** "No post names Toyota, which the short name of the move names"; null for known names. */
export function findStranger({ posts, headers }: Thread, deal: Deal): string | null {
  const texts = [deal.mover, ...headers, ...posts.map(({ text }) => text)]
  const partner = strangePartner(deal.move, texts)
  if (partner !== '') return `No post names ${partner}, which the move names`
  const stranger = strangerIn(deal.title ?? '', [deal.move, ...texts])
  return stranger === ''
    ? null
    : `No post names ${stranger}, which the short name of the move names`
}

/**
 * Question if no post names the company: "None of 39 posts names Toyota. Other names in the posts:
 * Volta."; also if more posts name another one in its place. Null if its own account opens the
 * thread, or nothing is so.
 */
function findUnnamed(thread: Thread, deal: Deal): MoveQuestion | null {
  const { posts, headers } = thread
  const texts = [...headers, ...posts.map(({ text }) => text)]
  const stranger = findStranger(thread, deal)
  if (stranger !== null) return ask(`${stranger}.`, [])
  if (isOpenedBy(deal, posts)) return null
  if (namesDeal(deal, texts)) {
    const other = findOtherCompany(thread, deal)
    return other?.isLarger
      ? ask(`${otherCompanyWords({ ...other, mover: deal.mover })}.`, [other.name])
      : askOpened(thread, deal)
  }
  const names = findCompanies([thread]).slice(0, OFFERED_COUNT)
  const numbers = { mover: deal.mover, postCount: posts.length, names }
  return ask(findingWords(findingOf('mover-unnamed', numbers)), names)
}

/** Question if the words of the move, or its short name, are about another company. */
function findWrong(thread: Thread, { mover, move, title = '' }: Deal): MoveQuestion | null {
  const letters = compactName(mover)
  const isAnother = (name: string): boolean => {
    const others = compactName(name)
    return !letters.includes(others) && !others.includes(letters)
  }
  const wrong = (words: string, companies: readonly string[]): MoveQuestion => ({
    ...ask(words, companies),
    isWrong: true,
  })
  const actor = actorIn(move)
  const owner = ownerIn(title)
  if (isAnother(actor))
    return wrong(`The move that you wrote begins with ${actor}, not with ${mover}.`, [actor])
  if (isAnother(owner))
    return wrong(`The short name that you wrote begins with ${owner}, not with ${mover}.`, [])
  if (!isNamedAgain(mover, move)) return null
  const names = findCompanies([thread]).filter(isAnother).slice(0, OFFERED_COUNT)
  return wrong(
    `The move that you wrote names ${mover} again: whose move is it? If it is theirs, write it without the name.`,
    names,
  )
}

const ask = (question: string, companies: readonly string[]): MoveQuestion => ({
  question,
  companies,
  moves: [],
  isUnnamed: true,
})

/** Question if the opening post names another company, and few replies this one. */
function askOpened({ id, posts, headers }: Thread, deal: Deal): MoveQuestion | null {
  const opening = posts.filter(({ meta }) => meta.role === 'root').slice(0, 1)
  if (posts.every(({ meta }) => meta.role === 'root')) return null
  const texts = opening.map(({ text }) => text)
  const named = posts.filter(({ text }) => namesDeal(deal, [text]))
  if (namesDeal(deal, [...headers, ...texts]) || named.length >= FEW_SHARE * posts.length)
    return null
  const companies = findCompanies([{ id, posts, headers: [] }]).slice(0, OFFERED_COUNT)
  const part = `${formatPart(named.length, posts.length)} posts ${verb(named.length, 'does', 'do')}`
  const question = `The opening post does not name ${deal.mover}, and only ${part}.`
  return companies.length === 0 ? null : ask(question, companies)
}

/**
 * The posts with notes on names in the record of their capture, for every output, and as the known
 * moves are tied to them where two are one.
 */
export async function noteThread(whole: Thread, deal: Deal | null) {
  const parts = joinedMoves(deal?.move, KNOWN_DEALS_BY_ID)
  const ofBoth = parts.length > 0 ? await tieToKnown([whole]) : null
  const notes = [
    ofBoth === null ? null : namedWords(ofBoth, parts),
    deal && findStranger(whole, deal),
  ]
  const added = notes.flatMap((each) => each ?? [])
  return { posts: added.length === 0 ? whole.posts : withNotes(whole, added), ofBoth }
}

function withNotes({ posts }: Thread, added: readonly string[]): Thread['posts'] {
  const holder = posts.find(({ meta }) => meta.capture?.capturedCount !== undefined) ?? posts[0]
  return posts.map((post) => {
    if (post !== holder) return post
    const { capture } = post.meta
    const notes = [...added, ...(capture?.notes ?? [])]
    return {
      ...post,
      meta: { ...post.meta, capture: { ...emptyLedger('posts'), ...capture, notes } },
    }
  })
}
