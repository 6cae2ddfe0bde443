import type { LabelledUnit, SessionState } from '../../../count/audit/label/label-session.js'
import type { ShownPost, ShownUnit } from '../../../count/audit/label/show-unit.js'
import { possessive } from '../../../say/facts/wording.js'
import { visible } from '../../../say/format/escape-controls.js'
import { formatTime } from '../../../say/format/format-value.js'
import { button, byId, element, fillList, hide, make, setText } from '../dom.js'
import { ownWordsIn } from '../tool-notes.js'
import { authors, codebook, labelButtons } from './label-elements.js'
import { isInside } from './label-server.js'

const progress = byId('progress', HTMLProgressElement)
const remarks = document.querySelectorAll<HTMLElement>('.remark')

/** The content of the label page. */
interface LabelView {
  readonly state: SessionState
  /** The labelled unit that is on the page to be corrected. */
  readonly corrected: LabelledUnit | null
  /** The result of the last step in words; empty at the start. */
  readonly statusText: string
  /** Takes back the last labels, `count` of them. */
  undo(count: number): void
}

/** Draws the post to label or to correct, or the end. */
export function showLabelView({ state, corrected, statusText, undo }: LabelView): void {
  const unit = corrected === null ? state.unit : corrected.unit
  showLast(state, undo)
  showProgress(state, unit)
  setText('heading', headingOf(state, corrected))
  showControls(state, unit, corrected !== null)
  hide('given', state.givenLabels.length === 0 || corrected !== null)
  setText('given', `Given so far: ${state.givenLabels.map(saidBy).join('; ')}`)
  const context = unit === null ? [] : showUnit(unit)
  if (unit === null) showEnd(state)
  element('context').replaceChildren(...context)
  hide('context', context.length === 0)
  setText('fault', '')
  setText('status', statusText)
  const words = unit === null ? element('conclusion') : element('post-text')
  setText('next', `${element('heading').textContent}: ${words.textContent}`)
  for (const id of ['main', 'context', 'post']) element(id).scrollTop = 0
  element('main').focus({ preventScroll: true })
}

/** Hides what does not apply: a corrected label keeps its remarks, and is not skipped. */
function showControls(state: SessionState, unit: ShownUnit | null, isCorrecting: boolean): void {
  const others = [element('skip'), element('unclear'), ...remarks]
  for (const id of ['buttons', 'question', 'post']) hide(id, unit === null)
  for (const control of others) control.hidden = unit === null || isCorrecting
  for (const control of [...labelButtons, element('skip'), element('unclear')])
    control.setAttribute('aria-disabled', String(unit === null))
  element('undo').setAttribute('aria-disabled', String(state.last.length === 0))
  hide('correction', !isCorrecting)
  hide('labelled', true)
  hide('end', unit !== null)
  if (codebook) codebook.hidden = unit === null
}

/** Time of a post, and its author on demand: the author may sway a coder. */
const byline = ({ author, createdAt }: ShownPost): string =>
  [authors.checked ? author : null, createdAt === null ? null : formatTime(createdAt)]
    .flatMap((part) => (part === null ? [] : `· ${part}`))
    .join(' ')

/** From this length on, opening posts are folded: the parent and the buttons share a screen. */
const LONG_OPENING_LENGTH = 400

/** Posts above in the thread, with the time of the first. */
function contextOf(title: string, posts: readonly ShownPost[], isFolded = false): HTMLElement {
  const heading = make(isFolded ? 'summary' : 'h3', {}, `${title} `)
  const attributes = { class: 'context', 'aria-label': title }
  const box = make(isFolded ? 'details' : 'section', attributes, heading)
  if (posts[0]) heading.append(make('bdi', {}, visible(byline(posts[0]))))
  for (const { text } of posts) box.append(make('p', { class: 'text', dir: 'auto' }, visible(text)))
  return box
}

function moveOf({ move, mover, dealName }: ShownUnit): string {
  if (move !== null) return `“${dealName}”`
  return mover === null ? 'the move' : `${possessive(mover)} move`
}

function showLast({ last }: SessionState, undo: LabelView['undo']): void {
  const buttons = [...last].reverse().map(({ label, isInDoubt }, index) => {
    const name = label + (isInDoubt ? ' (unsure)' : '')
    const shown = index === 0 ? `last: ${name}` : name
    const made = button(shown, () => undo(index + 1))
    const words = index === 0 ? 'take it back' : `take back the last ${index + 1} labels, to this`
    made.setAttribute('aria-label', `${shown}: ${words}`)
    return made
  })
  element('last').replaceChildren(...buttons)
}

function saidBy({ coder, label, isInDoubt, note }: SessionState['givenLabels'][number]): string {
  const words = ownWordsIn(note)
  const remarks = [isInDoubt ? 'unsure' : '', words === '' ? '' : `“${words}”`]
    .filter(Boolean)
    .join(', ')
  return `${coder}: ${label}${remarks === '' ? '' : ` (${visible(remarks)})`}`
}

function showProgress(next: SessionState, unit: ShownUnit | null): void {
  const { doneCount, totalCount, skippedCount, unclearCount, plannedWidth } = next
  const labelledCount = doneCount - skippedCount - unclearCount
  const leftCount = totalCount - doneCount
  const skipped = skippedCount > 0 ? `, ${skippedCount} skipped` : ''
  const unreadable = unclearCount > 0 ? `, ${unclearCount} unreadable` : ''
  setText(
    'coder',
    (next.isAdjudication ? '· settle differences ' : '') +
      (isInside ? '' : `· coder ${next.coder}`),
  )
  const labelled = `${labelledCount} of ${totalCount} labelled, `
  const done = make('span', { class: 'done' }, labelled)
  element('counts').replaceChildren(done, `${leftCount} left${skipped}${unreadable}`)
  const isSampled = unit !== null && plannedWidth !== ''
  setText('width', isSampled ? `Margin: ${plannedWidth}` : '')
  progress.max = Math.max(1, totalCount)
  progress.value = doneCount
}

function headingOf(
  { doneCount, totalCount, unit }: SessionState,
  corrected: LabelledUnit | null,
): string {
  if (corrected !== null) return `Label to correct: ${corrected.label}`
  if (unit !== null) return `Post ${doneCount + 1} of ${totalCount}`
  return 'All read'
}

/** Shows the post to label; returns the posts above it, the nearest first. */
function showUnit(unit: ShownUnit): HTMLElement[] {
  const { noDeal = '', question = '' } = document.body.dataset
  const deal = unit.dealId === null ? noDeal : `The move: ${unit.move ?? unit.dealName}`
  setText('deal', deal)
  hide('deal', ['', unit.dealName].includes(deal.replace(/(?<![.!?…])[.!?…]+$/, '')))
  setText(
    'question',
    question.replace('{move}', () => moveOf(unit)),
  )
  setText('post-by', visible(byline(unit.post)))
  setText('post-text', visible(unit.post.text))
  const { opening, parent, parentTitle } = unit
  const answered = contextOf(parentTitle, parent === null ? [] : [parent])
  const isLong = opening.map(({ text }) => text).join('').length > LONG_OPENING_LENGTH
  return opening.length === 0
    ? [answered]
    : [answered, contextOf('Start of the thread', opening, isLong)]
}

function showEnd({ more, conclusion }: SessionState): void {
  setText('post-text', '')
  hide('deal', true)
  hide('more', more === null)
  setText('more-words', more ?? '')
  fillList('conclusion', conclusion)
}
