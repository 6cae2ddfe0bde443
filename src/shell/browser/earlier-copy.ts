import { PipelineError } from '../../base/errors.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { compactName } from '../../base/text/fold-text.js'
import { formatCount, formatNumber, nameSome } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { type AuditedMove, listMoves, titleOf } from '../../base/thread/deal-record.js'
import type { Post } from '../../base/thread/post.js'
import { hashWords, postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditDesign } from '../../count/audit/audit.js'
import { type AuditEvent, type LabelEvent, standingEvents } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { acceptEvent } from '../../count/audit/label/corrections.js'
import { settleLabels, unlabelledOf } from '../../count/audit/settle-labels.js'
import { nameDeal } from '../../judge/deals/choose-deals.js'
import type { Deal } from '../../judge/deals/deal.js'
import { joinedMoves } from '../../judge/deals/join-moves.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { verb } from '../../say/facts/finding-words.js'
import { straight } from '../../say/facts/wording.js'
import { formatDay, type KeptThread, listKeptThreads } from './kept-threads.js'
import { SECOND_CODER } from './label-answers.js'
import { refuse, refuseLoss } from './merge-labels.js'
import type { About, CheckView, Kept, Whose } from './page-messages.js'
import { readLabels } from './parse-labels.js'
import type { ThreadMove } from './thread-moves.js'
import { FROM_EARLIER, FROM_OTHER_WORDS } from './tool-notes.js'

/** A kept thread of the same posts, and the labels that it holds for posts here. */
export interface EarlierCopy {
  readonly key: string
  readonly thread: KeptThread
  readonly kind: CopyKind
  /** Corrections stand behind the labels that they replace. */
  readonly labels: readonly LabelEvent[]
}

/** Fewer posts in common may be greetings that many threads have. Choice. */
const LEAST_COMMON_COUNT = 3

const MARK_DIGITS = 16

/** Hash of a post's author and words, 16 hex digits: ids and likes change between copies. */
export const markOf = ({ author, text }: Pick<Post, 'author' | 'text'>): string =>
  sha256OfText(JSON.stringify([author, text]), MARK_DIGITS)

/**
 * Makes the record of a thread that a browser keeps beside its labels.
 *
 * @param moves with their names for readers
 */
export function recordThread(
  posts: readonly ScoredPost[],
  file: AuditFile,
  known: Pick<KeptThread, 'about' | 'earlier' | 'copied' | 'at' | 'sentence'>,
  moves: readonly ThreadMove[],
): KeptThread {
  const drawn = new Set(file.design.units.map(postKeyOfUnit))
  const marks = posts.flatMap((post) => {
    const key = postKeyOf(post)
    return drawn.has(key) ? [[key, markOf(post)] as const] : []
  })
  const progress = [...groupBy(settleLabels(file), ({ unit }) => unit.dealId)].map(
    ([dealId, units]) => {
      const done = units.filter(({ outcome }) => outcome !== 'open').length
      const words = `${formatNumber(done)} of ${formatCount(units.length, 'post')} labelled`
      const name = moves.find((move) => move.dealId === dealId)?.name
      return [name, words].filter(Boolean).join(': ')
    },
  )
  return {
    opener: posts.find(({ meta }) => meta.role === 'root')?.author ?? null,
    ...known,
    progress: progress.join('; '),
    marks: Object.fromEntries(marks),
  }
}

const areOneThread = (commonCount: number, drawnCount: number): boolean =>
  commonCount >= LEAST_COMMON_COUNT && commonCount * 2 >= drawnCount

/** The kept threads that share half of their drawn posts with these; first the one with most. */
export function listEarlierThreads(posts: readonly Post[], kept: Kept) {
  const marks = new Set(posts.map(markOf))
  const candidates = listKeptThreads(kept).map((each) => {
    const drawn = Object.values(each.thread.marks)
    const common = drawn.filter((mark) => marks.has(mark)).length
    return { ...each, common, isCopy: areOneThread(common, drawn.length) }
  })
  const copies = candidates.filter(({ isCopy }) => isCopy)
  return copies.sort(
    (one, other) => other.common - one.common || (one.thread.at < other.thread.at ? 1 : -1),
  )
}

/**
 * Those of {@link listEarlierThreads} with labels about the same moves, about both of them together
 * where one is read here or the other way round, or about a move of the same company that the user
 * wrote in other words, or spelled otherwise; the labels of the last as those of this move.
 *
 * @param about the moves that are read here
 * @param deals the known ones
 * @param dealId of the move that the user wrote
 */
export function findEarlierCopies(
  posts: readonly Post[],
  kept: Kept,
  about: About,
  deals: ReadonlyMap<string, Deal>,
  dealId: string | null,
): EarlierCopy[] {
  const moves = listMoves(posts)
  return listEarlierThreads(posts, kept).flatMap(({ key, thread }): EarlierCopy[] => {
    const { design, events } = readLabels(kept[key]) ?? { events: [] }
    const labels = placeLabels(events, thread.marks, posts, markOf)
    if (labels.length === 0) return []
    if (isOnMoves(design, moves)) return [{ key, thread, kind: 'same', labels }]
    const [joined, ...others] = [thread.about.move, about.move].flatMap((move) => move ?? [])
    if (others.length === 0 && joinedMoves(joined, deals).length > 0)
      return [{ key, thread, kind: 'joined', labels }]
    if (!areSpelledAlike(thread.about, about)) return []
    const here = labels.map((label) => ({ ...label, dealId }))
    return [{ key, thread, kind: 'reworded', labels: here }]
  })
}

/** How the moves of a copy are those that are read here; `file` has the same moves. */
type CopyKind = 'same' | 'joined' | 'reworded' | 'file'

/** True for a sample of the same moves in the same words. */
const isOnMoves = (
  design: Pick<AuditDesign, 'deals'> | undefined,
  moves: readonly AuditedMove[],
): boolean => straight(JSON.stringify(design?.deals ?? [])) === straight(JSON.stringify(moves))

/**
 * Labels of a file of another copy, for posts with words that no other post of their copy has.
 *
 * @param ours the labels that are here
 * @param whose absent if not yet said
 * @throws {PipelineError} `AUDIT_MISMATCH` for other posts, another move or a second reader, and
 *   where labels are here; `AUDIT_CODER_INVALID` to ask whose labels these are
 */
export function copyOfFile(
  { design, events, labels }: AuditFile,
  posts: readonly ScoredPost[],
  ours: AuditFile | null,
  whose?: Whose,
): EarlierCopy {
  const wordsOf = ({ text }: Post): string => hashWords(text)
  const drawn = new Map(design.units.map((unit) => [postKeyOfUnit(unit), unit.textHash]))
  const marks = unrepeated([...drawn], ([, mark]) => mark)
  const here = unrepeated(posts, wordsOf)
  const known = new Set(here.map(wordsOf))
  const commonCount = marks.filter(([, mark]) => known.has(mark)).length
  const placed = placeLabels(events, Object.fromEntries(marks), here, wordsOf)
  if (!areOneThread(commonCount, drawn.size) || placed.length === 0)
    refuse('These labels are of other posts: find those first.')
  if (!isOnMoves(design, listMoves(posts))) {
    const moves = nameSome((design.deals ?? []).map(({ move }) => `“${move}”`))
    refuse(`These labels are about ${moves || 'another move'}: find the posts under these words.`)
  }
  if (whose === 'second' || labels.every(({ coder }) => coder === SECOND_CODER))
    refuse('A second reader labelled another copy of these posts: find that copy first.')
  if (ours !== null && ours.labels.length > 0) refuseLoss()
  if (whose === undefined) throw new PipelineError('AUDIT_CODER_INVALID', 'Whose labels are these?')
  const at = labels.at(-1)?.at ?? ''
  const thread = { opener: null, about: {}, at, earlier: null, marks: {} }
  return { key: '', thread, kind: 'file', labels: placed }
}

/** Those with a mark that no other has. */
const unrepeated = <T>(all: readonly T[], markOf: (one: T) => string): T[] =>
  [...groupBy(all, markOf).values()].flatMap((group) => (group.length === 1 ? group : []))

/** True for the same company, or one whose name begins with the other: "Hartnell’s", "Hartnell". */
function areSpelledAlike(one: About, other: About): boolean {
  const [name, otherName] = [one, other].map(({ mover = '' }) => compactName(mover)) as [
    string,
    string,
  ]
  const isNamed = name !== '' && otherName !== ''
  return isNamed && (name.startsWith(otherName) || otherName.startsWith(name))
}

/** True while a file holds labels of the copy alone: nobody read on. */
export function holdsAlone(copy: EarlierCopy | null, file: AuditFile | null): boolean {
  const labels = file?.labels ?? []
  const times = new Map(copy?.labels.map((each) => [postKeyOfUnit(each), each.at]))
  return labels.length > 0 && labels.every((each) => times.get(postKeyOfUnit(each)) === each.at)
}

/** Labels of kept posts as those of posts here with the same mark; no skips. */
function placeLabels(
  events: readonly AuditEvent[],
  marks: KeptThread['marks'],
  posts: readonly Post[],
  markOf: (post: Post) => string,
): LabelEvent[] {
  const waiting = groupBy(Object.entries(marks), ([, mark]) => mark)
  const postOf = new Map<string, Post>()
  for (const post of posts) {
    const [key] = waiting.get(markOf(post))?.shift() ?? []
    if (key !== undefined) postOf.set(key, post)
  }
  return standingEvents(events).flatMap((label) => {
    const post = postOf.get(postKeyOfUnit(label))
    if (post === undefined || label.label === null || label.isCarried) return []
    return { ...label, threadId: post.threadId, postId: post.id }
  })
}

/** Labels of a copy for drawn posts without one, each with a note that says where it is from. */
export function labelsOfEarlier(
  { labels, kind }: EarlierCopy,
  file: Pick<AuditFile, 'design' | 'labels'>,
): LabelEvent[] {
  const note = kind === 'reworded' ? FROM_OTHER_WORDS : FROM_EARLIER
  return unlabelledOf(
    labels.map((label) => ({ note, ...label })),
    file,
  )
}

/** On labels of an earlier copy, and its sentence; empty without any. */
export function earlierWords(earlier: KeptThread['earlier']): string[] {
  if (earlier === null) return []
  const { postCount, sentence, move } = earlier
  const day = formatDay(earlier)
  const read = `${formatCount(postCount, 'post')} ${verb(postCount, 'was', 'were')} read`
  return [
    move === undefined
      ? `${read} in your copy of ${day}. Their words are the same, so the labels hold here too.`
      : `${read} on ${day} about ${move}: the labels are those of this move, as you said.`,
    ...(sentence ? [`Its sentence on ${day}: “${sentence}”`] : []),
  ]
}

/** What a thread keeps of the reading whose labels it took. */
export function earlierReading(
  earlier: EarlierCopy,
  events: readonly LabelEvent[],
): KeptThread['earlier'] {
  const postCount = new Set(events.map(({ postId }) => postId)).size
  const { at, sentence } = earlier.thread
  const move = firstMoveOf(earlier)
  return { at, postCount, ...(sentence && { sentence }), ...(move && { move }) }
}

/** Says in the audit under which words of the move a copy was read first; none of the same. */
export function wordingOf(copy: EarlierCopy): AuditEvent[] {
  const words = firstMoveOf(copy)?.replace(/^“|”$/gu, '')
  return words === undefined ? [] : [acceptEvent(words, new Date().toISOString(), 'wording')]
}

/** The words of the move under which a person read; undefined for those of this copy. */
const firstMoveOf = (copy: EarlierCopy): string | undefined =>
  copy.thread.earlier?.move ?? (copy.kind === 'reworded' ? moveOf(copy.thread) : undefined)

/** On kept labels of these posts about a move in other words; empty once reading began. */
export function rewordedWords(reworded: EarlierCopy | null, file: AuditFile | null): string {
  if (reworded === null || file !== null) return ''
  const { thread, labels } = reworded
  return `On ${formatDay(thread)} you read ${formatCount(labels.length, 'post')} of this thread about ${moveOf(reworded.thread)}.`
}

/** The button that takes labels of the same move in other words, or drops them again. */
export function sameMoveButton(
  reworded: EarlierCopy | null,
  file: AuditFile | null,
): CheckView['sameMove'] {
  if (reworded === null) return null
  const labels = formatCount(reworded.labels.length, 'label')
  const move = moveOf(reworded.thread)
  if (file === null) return { isSame: true, words: `The same move as ${move}: take its ${labels}` }
  if (!holdsAlone(reworded, file)) return null
  return { isSame: false, words: `Not the same move as ${move}: drop its ${labels}` }
}

/** "“Sonos drops Cast”" */
export function moveOf({ about: { mover, move = '' } }: Pick<KeptThread, 'about'>): string {
  return `“${titleOf(nameDeal({ mover, move }, []) ?? { move })}”`
}
