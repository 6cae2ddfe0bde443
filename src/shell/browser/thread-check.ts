import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves, withRecordedDeals } from '../../base/thread/deal-record.js'
import { type AuditUnit, auditPathBeside } from '../../count/audit/audit.js'
import {
  type AuditEvent,
  isSampleComplete,
  type LabelEvent,
} from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines } from '../../count/audit/audit-file.js'
import { drawWhole } from '../../count/audit/draw/draw-deal.js'
import type { LabelLog } from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import { hashUnits, nameUnit, sortPopulation } from '../../count/audit/population.js'
import { kindOfCoder, rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { mainDealOf } from '../../count/breakdown/main-deal.js'
import { joinedMoves } from '../../judge/deals/join-moves.js'
import type { DisclosureFacts } from '../../say/facts/parse-facts-file.js'
import { type NextStep, nextStep } from '../../say/next-step/conclude-audit.js'
import { resultCard } from '../../say/table/result-card.js'
import { AuditDesk, countThread, type DeskTask } from '../desk/audit-desk.js'
import { otherWays } from './both-moves.js'
import {
  copyOfFile,
  type EarlierCopy,
  earlierReading,
  earlierWords,
  findEarlierCopies,
  holdsAlone,
  labelsOfEarlier,
  recordThread,
  rewordedWords,
  sameMoveButton,
  wordingOf,
} from './earlier-copy.js'
import { type KeptThread, listKeptThreads, threadKeyOf, withCopy } from './kept-threads.js'
import {
  answerSession,
  BOTH_CODERS,
  FIRST_CODER,
  type LabelAnswer,
  withReaders,
} from './label-answers.js'
import { describeLoaded, mergeLabels } from './merge-labels.js'
import type { About, CheckView, Kept, PageFile, PageRequest, Whose } from './page-messages.js'
import {
  formerText,
  jsonLinesFile,
  parseLabels,
  readLabels,
  withoutCarried,
} from './parse-labels.js'
import { renderReading } from './second-reading.js'
import { answersKeyOf, parseAnswers, withAnswers } from './thread-answers.js'
import {
  type CheckedThread,
  claimOf,
  completePart,
  countChecked,
  reportedOf,
  reportFile,
  sentenceOf,
} from './thread-count.js'
import {
  isReadByOne,
  labelCarrier,
  listPlaces,
  movesOf,
  otherMoves,
  partOf,
  withRemarks,
} from './thread-moves.js'
import {
  acceptanceOf,
  adviceOn,
  correctionOf,
  factsAsked,
  guessWords,
  headingOf,
  leftOutOf,
  pictureOf,
  quotesOf,
  sourceHint,
  waitingWords,
  wholeWords,
} from './thread-words.js'

/**
 * The check of a thread by hand: sample, labels and result, by the functions of `audit`, `cite` and
 * `report`.
 */
export class ThreadCheck implements LabelLog {
  #thread: CheckedThread
  readonly #keep: (key: string, text: string) => void
  #key: string
  readonly #units: readonly AuditUnit[]
  readonly #moves: ReturnType<typeof movesOf>
  readonly #about: About
  readonly #carry: ReturnType<typeof labelCarrier>
  /** The labels that count; null before the draw. */
  #file: AuditFile | null = null
  /** The audit file that the browser keeps: the labels that were given here. */
  #text = ''
  /** Lines of the labels that hold for a move although they were given for another one. */
  #carried = ''
  /** Labels that other readings of the thread gave its posts. */
  #elsewhere: readonly LabelEvent[] = []
  #desk: AuditDesk | null = null
  #facts: DisclosureFacts = {}
  /** A shorter copy of the thread, whose labels may hold here. */
  #earlier: EarlierCopy | null = null
  #record: Pick<KeptThread, 'earlier' | 'copied'> = { earlier: null }
  /** Labels of the same posts about a move in other words: the user says whether they hold. */
  #reworded: EarlierCopy | null = null

  /** @param about names the move that is read first; else most posts are tied to it */
  constructor(
    thread: Omit<CheckedThread, 'dealId'>,
    keep: (key: string, text: string) => void,
    about: About,
  ) {
    this.#moves = movesOf(thread.posts, withRecordedDeals(thread.deals, thread.posts))
    const first = mainDealOf(countThread(thread, null))?.dealId ?? null
    this.#thread = { ...thread, dealId: about.dealId ?? first }
    this.#about = about
    this.#keep = keep
    this.#units = sortPopulation(thread.posts).units.map(nameUnit)
    const read = this.#units.flatMap(({ dealId }) => thread.deals.get(dealId ?? '') ?? [])
    const parts = [...new Set(read), ...joinedMoves(about.move, thread.deals)]
    this.#carry = labelCarrier(thread.posts, parts)
    this.#key = sha256OfText(JSON.stringify([hashUnits(this.#units), listMoves(thread.posts)]), 32)
  }

  /** Continues with the stored labels and answers, and with those of other readings. */
  resume(kept: Kept): void {
    const { posts, deals } = this.#thread
    ;[this.#file, this.#desk] = [null, null]
    this.#facts = parseAnswers(kept[answersKeyOf(this.#key)])
    let text = kept[this.#key]
    // Labels that another version kept stay there.
    for (; text && !readLabels(text); text = kept[this.#key]) this.#key += '-2'
    const record = listKeptThreads(kept).find(({ key }) => key === this.#key)
    this.#record = record?.thread ?? { earlier: null }
    const { [threadKeyOf(this.#key)]: _, ...others } = kept
    const copies = findEarlierCopies(posts, others, this.#about, deals, this.#thread.dealId)
    const copyOf = (wanted: string) => copies.find(({ kind }) => kind === wanted) ?? null
    this.#elsewhere = copies.flatMap(({ kind, labels }) => (kind === 'joined' ? labels : []))
    if (text) this.#hold(text)
    const { url } = parseAnswers(kept[answersKeyOf(copies[0]?.key ?? '')])
    if (url !== undefined && this.#facts.url === undefined) this.tell({ facts: { url } })
    this.#takeEarlier(copyOf('same'))
    this.#reworded = copyOf('reworded')
  }

  /** Takes the labels of a shorter copy, and shows those that hold for this move. */
  #takeEarlier(earlier: EarlierCopy | null): void {
    this.#earlier = earlier
    const { design } = this.#file ?? this.#next() ?? {}
    if (design === undefined) return
    const text = this.#file === null ? auditLines([design]) : this.#text
    const drawn = this.#file ?? { design, labels: [] }
    const events = earlier && labelsOfEarlier(earlier, drawn)
    if (earlier === null || !events?.length) {
      // These are kept as soon as somebody reads on.
      if (this.#carriedTo(design.units).length > 0) this.#hold(text)
      return
    }
    this.#record = { earlier: earlierReading(earlier, events) }
    this.#write(text + auditLines([...events, ...wordingOf(earlier)]))
    // The list of threads keeps the longer copy alone.
    if (earlier.kind === 'same') this.#keep(threadKeyOf(earlier.key), '')
  }

  /** Takes the labels that the user says are about the same move in other words, or drops them. */
  takeReworded({ isSame }: Extract<PageRequest, { readonly kind: 'same' }>): void {
    if (isSame) this.#takeEarlier(this.#reworded)
    else if (holdsAlone(this.#reworded, this.#file)) {
      for (const key of [this.#key, threadKeyOf(this.#key)]) this.#keep(key, '')
      ;[this.#file, this.#desk, this.#earlier] = [null, null, null]
      this.#record = { earlier: null }
    }
  }

  /** Takes the labels of a file, losing none that are here. @param whose absent if not yet said */
  take(text: string, whose?: Whose) {
    const file = parseLabels(text, 'the labels')
    const ours = this.#file && { text: this.#text, file: this.#file }
    const isThis = file.design.populationSha256 === hashUnits(this.#units)
    const copy = isThis ? null : copyOfFile(file, this.#thread.posts, this.#file, whose)
    if (copy === null) {
      const merged = mergeLabels(ours, { text, file }, whose)
      if (!merged.startsWith(this.#text)) this.#record = { ...this.#record, copied: {} }
      this.#write(merged)
    } else this.#takeEarlier(copy)
    return describeLoaded((copy ?? file).labels, this.#drawn, this.#moves, ours?.file)
  }

  /** The posts of the move that is read now, for a second reader. */
  give(): PageFile {
    const { posts, deals, name, dealId } = this.#thread
    const path = name.replace(/(?<=.)\.[^.]*$/, `.${dealId ?? 'all'}`)
    return renderReading(path, this.#partOf(this.#drawn).design, unitViewer(posts, deals))
  }

  #partOf(file: AuditFile): AuditFile {
    return partOf(file, this.#thread.dealId)
  }

  /** Opens the next posts: `isAlone` settles without the second reader, `isWhole` draws all. */
  async begin({ isAlone = false, isWhole = false }): Promise<void> {
    const next = this.#next()
    const drawn = this.#file
    const design = isWhole ? drawWhole(this.#thread, drawn?.design) : next?.design
    if (design === undefined) return
    if (drawn === null) this.#write(auditLines([design]))
    const coder = next?.again === 'disputed' && !isAlone ? BOTH_CODERS : FIRST_CODER
    const kind = kindOfCoder(drawn?.labels ?? [], FIRST_CODER)
    const desk = this.#open({ coder, coderKind: kind === 'unknown' ? 'person' : kind })
    if (drawn !== null && design !== drawn.design) await desk.take(design)
    if (this.#earlier !== null) await this.append(labelsOfEarlier(this.#earlier, this.#drawn))
    desk.open(next?.again)
  }

  /** Turns to another move of the thread; its labels and its sentence are shown. */
  turnTo(dealId: string): void {
    this.#thread = { ...this.#thread, dealId }
    this.#desk = null
  }

  /** Labels that hold for these units although they were given for another move. */
  #carriedTo(units: readonly AuditUnit[]): LabelEvent[] {
    const ownLabels = this.#file?.labels.filter(({ isCarried }) => !isCarried) ?? []
    return this.#carry([...ownLabels, ...this.#elsewhere], units)
  }

  /** Takes what only people know: facts of the study, and why labels hold that look suspect. */
  tell({ why, facts = {} }: Extract<PageRequest, { readonly kind: 'tell' }>['told']): void {
    if (why !== undefined)
      this.#write(this.#text + auditLines([acceptanceOf(this.#count(this.#complete()), why)]))
    this.#facts = withAnswers(this.#facts, facts)
    this.#keep(answersKeyOf(this.#key), JSON.stringify({ facts: this.#facts }))
  }

  /** Opens the labels that are there, to correct them under their coder's name. */
  reopen(): void {
    const labels = this.#file?.labels ?? []
    const [[coder] = [FIRST_CODER]] = rankCoders(labels)
    this.#open({ coder, coderKind: kindOfCoder(labels, coder) }).open()
  }

  #open(coder: Pick<DeskTask, 'coder' | 'coderKind'>): AuditDesk {
    const task = { ...coder, doubleCodeShare: 0, isAdjudication: false, isReopened: false }
    this.#desk = new AuditDesk(this.#thread, this, task)
    return this.#desk
  }

  // A desk is opened on a sample that was drawn.
  get #drawn(): AuditFile {
    return this.#file as AuditFile
  }

  get design() {
    return this.#drawn.design
  }

  get events(): readonly AuditEvent[] {
    return this.#file?.events ?? []
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    if (events.length > 0) this.#write(this.#text + auditLines(events))
  }

  /** Answers the label page as the server of `audit` does. */
  async answer(request: LabelAnswer) {
    if (this.#desk === null)
      throw new PipelineError('INTERNAL', 'expected a sample that is open, got none.')
    const { session } = this.#desk
    if (request.route === 'more')
      return { ...withReaders((await this.#desk.more()).state()), notTaken: null }
    if (request.route !== 'labelled') return await answerSession(session, request)
    return withRemarks(session.labelled(), listPlaces(this.#file, this.#thread.dealId))
  }

  view(): CheckView {
    const { name, figures, posts, tied, deals, dealId } = this.#thread
    const file = this.#file
    const soFar = this.#count(file)
    const shown = this.#complete()
    const breakdown = shown === file ? soFar : this.#count(shown)
    const card = resultCard(breakdown, figures)
    const isReady = card.light === 'ready'
    const read = { posts, dealId, file }
    const group = mainDealOf(breakdown) ?? breakdown.overall
    const quotes = quotesOf(read, this.#facts, group.verdict)
    const next = this.#next(soFar)
    const isRead = shown !== null && next?.again === undefined
    const isQuoted = quotes.length > 0
    const counted = { breakdown, group, card, facts: this.#facts, isQuoted }
    const drawn = (each: Breakdown) =>
      pictureOf(reportedOf(this.#thread, each, this.#facts), card.dealId)
    return {
      heading: headingOf(read, next, counted),
      quotes,
      leftOut: leftOutOf(read, counted),
      subject: card.subject,
      missing: [
        ...earlierWords(this.#record.earlier),
        rewordedWords(this.#reworded, this.#file),
        isReady || isQuoted ? sourceHint(posts, this.#facts) : '',
        // The footnote says the rest of a sentence.
        ...(isReady ? [] : waitingWords(breakdown, group, posts)),
      ].filter((line) => line !== ''),
      picture: isReady ? drawn(breakdown) : null,
      guess: isRead
        ? { words: guessWords(breakdown, card.dealId, figures), picture: drawn(this.#count(null)) }
        : null,
      needsReason: adviceOn(group.verdict) !== null,
      canGive: shown !== null && isReadByOne(this.#partOf(shown)),
      moves: otherMoves(this.#moves, read, this.#units, (units) => this.#carriedTo(units)),
      ways: otherWays(tied, movesOf(tied, deals), this.#about, deals),
      sameMove: sameMoveButton(this.#reworded, this.#file),
      isDisputed: next?.again === 'disputed',
      next: isReady ? null : (next?.words ?? null),
      whole: wholeWords(file, next, isReady),
      lists: listPlaces(file, dealId),
      claim: isReady ? claimOf(breakdown, card, this.#facts) : null,
      correction: isReady ? this.#correction(breakdown, shown) : null,
      asked: factsAsked(breakdown, card.dealId, figures),
      facts: this.#facts,
      labels: file && jsonLinesFile(auditPathBeside(name), this.#text + this.#carried),
    }
  }

  /** The report, with the labels as soon as the whole sample has them. */
  report(): PageFile {
    return reportFile(this.#thread, this.#complete(), this.#facts)
  }

  #complete(): AuditFile | null {
    return completePart(this.#file, this.#thread.dealId)
  }

  #hold(text: string): AuditFile {
    this.#text = withoutCarried(text)
    const { carried, file } = this.#parse(this.#text)
    this.#carried = carried
    this.#file = file
    return file
  }

  #parse(text: string) {
    const kept = parseLabels(text)
    const carried = auditLines(this.#carry([...kept.labels, ...this.#elsewhere], kept.design.units))
    return { carried, file: carried === '' ? kept : parseLabels(text + carried) }
  }

  /** Notes that the sentence left the page: what it says now is what a correction corrects. */
  copied(): void {
    this.#record = withCopy(this.#record, this.#thread.dealId, this.#text.length)
    this.#write(this.#text)
  }

  /** Corrects the sentence that was copied last; else what was counted when all was read. */
  #correction(breakdown: Breakdown, audit: AuditFile | null): string | null {
    const { dealId } = this.#thread
    const text = formerText(this.#text, dealId, this.#record.copied?.[dealId ?? ''])
    if (text === this.#text) return null
    const { file } = this.#parse(text)
    const former = { breakdown: this.#count(file), audit: file }
    return correctionOf(former, { breakdown, audit }, dealId ?? undefined)
  }

  #write(text: string): void {
    const file = this.#hold(text)
    const sentence = sentenceOf(this.#thread, this.#complete(), this.#facts)
    const at = new Date().toISOString()
    const { earlier, copied = {} } = this.#record
    const known = { about: this.#about, earlier, copied, at, ...(sentence && { sentence }) }
    const record = recordThread(this.#thread.posts, file, known, this.#moves)
    this.#keep(this.#key, this.#text)
    this.#keep(threadKeyOf(this.#key), JSON.stringify(record))
  }

  #count(file: AuditFile | null): Breakdown {
    return countChecked(this.#thread, file)
  }

  /** The next labelling step; null if more labels would not help. */
  #next(breakdown = this.#count(this.#file)): NextStep | null {
    const audit = this.#file
    const part = audit && this.#partOf(audit)
    if (audit === null || part === null || isSampleComplete(part))
      return nextStep({ ...this.#thread, audit, coder: FIRST_CODER, breakdown })
    const openCount = settleLabels(part).filter(({ outcome }) => outcome === 'open').length
    return { words: `Go on: ${formatCount(openCount, 'post')} left`, design: audit.design }
  }
}
