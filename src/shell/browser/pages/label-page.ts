import type {
  LabelledUnit,
  SessionAnswer,
  SessionState,
} from '../../../count/audit/label/label-session.js'
import type { ShownPost, ShownUnit } from '../../../count/audit/label/show-unit.js'
import { possessive } from '../../../say/facts/wording.js'
import { formatTime } from '../../../say/format/format-value.js'
import { visible } from '../../../say/format/visible.js'
import { button, byId, make } from '../dom.js'

declare global {
  interface Window {
    /** Answers in place of a server, if the page is inside the scoring page. */
    answerLabel?(route: string, body: object): Promise<unknown>
  }
}

const ENDED =
  'The program has ended. Every label shown as done is on disk; start the same command to go on.'
const MAX_LISTED_LENGTH = 120
/** Fewest gaps between labels that show a coder's pace. */
const MIN_GAP_COUNT = 5
const MS_PER_MINUTE = 60_000

const element = (id: string): HTMLElement => byId(id, HTMLElement)
const note = byId('note', HTMLInputElement)
const doubt = byId('doubt', HTMLInputElement)
const reason = byId('reason', HTMLInputElement)
const authors = byId('authors', HTMLInputElement)
const progress = byId('progress', HTMLProgressElement)
const codebook = document.getElementById('codebook') as HTMLDetailsElement | null
const tools = byId('tools', HTMLDetailsElement)
const keys = byId('keys', HTMLInputElement)
/** Where this browser keeps that single keys are off (WCAG 2.1.4). */
const NO_KEYS = 'dealstance no single keys'
const labelButtons = [...document.querySelectorAll<HTMLButtonElement>('button[data-label]')]
const remarks = document.querySelectorAll<HTMLElement>('.remark')
const isInside = parent !== window

let state: SessionState | null = null
let isBusy = false
let isOver = false
/** The labelled unit that is on the page to be corrected. */
let corrected: LabelledUnit | null = null
let shownAt = Date.now()
const gaps: number[] = []

/** Time of a post, and its author on demand: the author may sway a coder. */
const byline = ({ author, createdAt }: ShownPost): string =>
  [authors.checked ? author : null, createdAt === null ? null : formatTime(createdAt)]
    .flatMap((part) => (part === null ? [] : `· ${part}`))
    .join(' ')

/**
 * A post above in the thread. The start of the branch is folded, so that the parent and the buttons
 * share one screen.
 */
function contextOf(title: string, post: ShownPost | null, isFolded: boolean): HTMLElement {
  const heading = make(isFolded ? 'summary' : 'h3', {}, `${title} `)
  const box = make(
    isFolded ? 'details' : 'section',
    { class: 'context', 'aria-label': title },
    heading,
  )
  if (post === null) return box
  heading.append(make('bdi', {}, visible(byline(post))))
  box.append(make('p', { class: 'text', dir: 'auto' }, visible(post.text)))
  return box
}

function moveOf({ move, mover, dealName }: ShownUnit): string {
  if (move !== null) return `“${dealName}”`
  return mover === null ? 'the move' : `${possessive(mover)} move`
}

function showLast({ last }: SessionState): void {
  const buttons = [...last].reverse().map(({ label, isInDoubt }, index) => {
    const name = label + (isInDoubt ? ' (unsure)' : '')
    const made = button(index === 0 ? `last: ${name}` : name, () => void undo(index + 1))
    const words =
      index === 0
        ? `take back the last label, ${name}`
        : `take back the last ${index + 1} labels, to ${name}`
    made.setAttribute('aria-label', words)
    return made
  })
  element('last').replaceChildren(...buttons)
}

function saidBy({
  coder,
  label,
  isInDoubt,
  note: words,
}: SessionState['givenLabels'][number]): string {
  const remarks = [isInDoubt ? 'unsure' : '', words === '' ? '' : `“${words}”`]
    .filter(Boolean)
    .join(', ')
  return `${coder}: ${label}${remarks === '' ? '' : ` (${visible(remarks)})`}`
}

/** Minutes left by the median gap between labels, which pauses hardly move. */
function pace(leftCount: number): string {
  if (gaps.length < MIN_GAP_COUNT || leftCount === 0) return ''
  const usual = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0
  return `, about ${Math.ceil((leftCount * usual) / MS_PER_MINUTE)} min`
}

function remark(isInDoubt: boolean, words: string): void {
  doubt.checked = isInDoubt
  note.value = words
}

function show(next: SessionState, said: string): void {
  state = next
  shownAt = Date.now()
  const unit = corrected === null ? next.unit : corrected.unit
  showLast(next)
  showProgress(next, unit)
  for (const control of [element('buttons'), element('skip'), element('unclear'), ...remarks])
    control.hidden = unit === null
  for (const control of [element('skip'), element('unclear'), ...remarks])
    control.hidden ||= corrected !== null
  for (const control of [...labelButtons, element('skip'), element('unclear')])
    control.setAttribute('aria-disabled', String(unit === null))
  element('undo').setAttribute('aria-disabled', String(next.last.length === 0))
  element('correction').hidden = corrected === null
  element('labelled').hidden = true
  element('end').hidden = unit !== null
  if (codebook) codebook.hidden = unit === null
  element('given').hidden = next.givenLabels.length === 0 || corrected !== null
  element('given').textContent = `Given so far: ${next.givenLabels.map(saidBy).join('; ')}`
  for (const id of ['post', 'question']) element(id).hidden = unit === null
  const context = unit === null ? [] : showUnit(unit)
  if (unit === null) showEnd(next)
  element('context').replaceChildren(...context)
  element('context').hidden = context.length === 0
  element('fault').textContent = ''
  element('status').textContent = said
  element('next').textContent = [
    element('heading'),
    unit === null ? element('conclusion') : element('post-text'),
  ]
    .map(({ textContent }) => textContent)
    .join(': ')
  for (const id of ['main', 'context', 'post']) element(id).scrollTop = 0
  element('main').focus({ preventScroll: true })
}

function showProgress(next: SessionState, unit: ShownUnit | null): void {
  const { doneCount, totalCount, skippedCount, plannedWidth } = next
  const leftCount = totalCount - doneCount
  const skipped = skippedCount > 0 ? `, ${skippedCount} skipped` : ''
  element('coder').textContent =
    (next.isAdjudication ? '· settle differences ' : '') + (isInside ? '' : `· coder ${next.coder}`)
  const done = make('span', { class: 'done' }, `${doneCount} of ${totalCount} done, `)
  element('counts').replaceChildren(done, `${leftCount} left${pace(leftCount)}${skipped}`)
  const isSampled = unit !== null && plannedWidth !== ''
  element('width').textContent = isSampled ? `Margin: ${plannedWidth}` : ''
  progress.max = Math.max(1, totalCount)
  progress.value = doneCount
  element('heading').textContent = headingOf(next, unit)
}

function headingOf({ doneCount, totalCount }: SessionState, unit: ShownUnit | null): string {
  if (corrected !== null) return `Correct a label: ${corrected.label}`
  if (unit !== null) return `Post ${doneCount + 1} of ${totalCount}`
  return 'All read'
}

/** Shows the post to label; returns the posts above it, the nearest first. */
function showUnit(unit: ShownUnit): HTMLElement[] {
  const { noDeal = '', question = '' } = document.body.dataset
  const deal = unit.dealId === null ? noDeal : (unit.move ?? `Deal: ${unit.dealName}`)
  element('deal').textContent = deal
  element('deal').hidden = ['', unit.dealName].includes(deal.replace(/(?<![.!?…])[.!?…]+$/, ''))
  element('question').textContent = question.replace('{move}', () => moveOf(unit))
  element('post-by').textContent = visible(byline(unit.post))
  element('post-text').textContent = visible(unit.post.text)
  const root = unit.root === null ? [] : [contextOf('Start of the thread', unit.root, true)]
  return [contextOf(unit.parentTitle, unit.parent, false), ...root]
}

function showEnd({ more, conclusion }: SessionState): void {
  element('post-text').textContent = ''
  element('deal').hidden = true
  element('more').hidden = more === null
  element('more-words').textContent = more ?? ''
  element('conclusion').replaceChildren(...conclusion.map((sentence) => make('li', {}, sentence)))
}

async function ask<Answer>(route: string, body?: object): Promise<Answer> {
  if (isInside) return (await parent.answerLabel?.(route, body ?? {})) as Answer
  const options =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }
  const response = await fetch(route, options)
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

const isReady = (): boolean => !isBusy && !isOver && state !== null

async function send(route: string, body: object, said: string): Promise<void> {
  if (!isReady() || state === null) return
  isBusy = true
  try {
    const next = await ask<SessionAnswer>(route, { revision: state.revision, ...body })
    // "More" answers only with a state.
    const notTaken = next.notTaken ?? null
    if (notTaken === null) {
      if (route === 'label') gaps.push(Date.now() - shownAt)
      // An undone label leaves its note and doubt in the fields.
      const back = route === 'undo' ? state.last.at(-1) : undefined
      remark(back?.isInDoubt ?? false, back?.note ?? '')
    }
    show(next, notTaken ?? said)
  } catch (error) {
    element('fault').textContent =
      error instanceof TypeError ? ENDED : `Not taken: ${(error as Error).message}`
  } finally {
    isBusy = false
  }
}

function label(name: string | null, isUnclear = false): void {
  if (corrected !== null) void correct(corrected, name)
  else if (state?.unit) {
    const status = name === null && !isUnclear ? 'Skipped.' : `Saved: ${name ?? 'unreadable'}.`
    void send(
      'label',
      { label: name, isInDoubt: doubt.checked, isUnclear, note: note.value.trim() },
      status,
    )
  }
}

async function undo(count = 1): Promise<void> {
  for (let step = 1; step <= count; step++) {
    if (state === null || state.last.length === 0) return
    await send(
      'undo',
      {},
      step === 1 ? 'The last label was taken back.' : `The last ${step} labels were taken back.`,
    )
  }
}

async function list(): Promise<readonly LabelledUnit[]> {
  if (!isReady()) return []
  const all = await ask<readonly LabelledUnit[]>('labelled').catch(() => null)
  if (all === null) {
    element('fault').textContent = ENDED
    return []
  }
  const items = all.map((one) => {
    const words = one.unit.post.text.replace(/\s+/g, ' ')
    const shortened =
      words.length > MAX_LISTED_LENGTH ? `${words.slice(0, MAX_LISTED_LENGTH)}…` : words
    return make(
      'li',
      {},
      button(`${one.label}: ${visible(shortened)}`, () => choose(one)),
    )
  })
  element('labelled-list').replaceChildren()
  for (const item of items) element('labelled-list').append(item)
  element('labelled').hidden = false
  element('status').textContent = all.length === 0 ? 'No label is here yet.' : ''
  element('labelled').scrollIntoView()
  items[0]?.querySelector('button')?.focus()
  return all
}

function choose(one: LabelledUnit): void {
  if (state === null) return
  corrected = one
  reason.value = ''
  show(state, 'Say why it changes, then give the other label.')
  reason.focus()
}

function keepLabel(): void {
  corrected = null
  if (state !== null) show(state, 'The label stays.')
}

async function correct({ place, label: before }: LabelledUnit, name: string | null): Promise<void> {
  const why = reason.value.trim()
  if (name === before || !/\p{L}/u.test(why)) {
    element('status').textContent =
      name === before ? 'That is its label already.' : 'Say first why the label changes.'
    reason.focus()
    return
  }
  corrected = null
  await send(
    'correct',
    { place, label: name, reason: why },
    `Corrected: ${name} in place of ${before}.`,
  )
}

async function finish(): Promise<void> {
  if (!isReady() || state?.unit !== null) return
  isOver = true
  await ask('finish', {}).catch(() => {})
  for (const id of ['end-note', 'more', 'finish']) element(id).hidden = true
  element('heading').textContent = 'All read. You can close this page.'
  element('undo').setAttribute('aria-disabled', 'true')
}

/** Actions of single keys; other keys are the browser's. */
const KEYS: Readonly<Record<string, () => void>> = {
  ',': () => void list(),
  '?': () => {
    if (codebook) codebook.open = !codebook.open
  },
  enter: () => void finish(),
}
const KEYS_OUTSIDE_CORRECTION: Readonly<Record<string, () => void>> = {
  ' ': () => label(null),
  x: () => label(null, true),
  u: () => void undo(),
  '.': () => {
    tools.open = true
    if (state?.unit) doubt.checked = !doubt.checked
  },
  '/': () => {
    tools.open = true
    if (state?.unit) note.focus()
  },
  m: () => {
    if (state?.unit === null && state.more !== null) element('more').click()
  },
}

function actOf(key: string): (() => void) | undefined {
  const button = labelButtons.find((one) =>
    one.getAttribute('aria-keyshortcuts')?.split(' ').includes(key),
  )
  if (button) return () => label(button.dataset['label'] ?? null)
  return KEYS[key] ?? (corrected === null ? KEYS_OUTSIDE_CORRECTION[key] : undefined)
}

/** A letter is text in a field; keys only leave it. */
function onFieldKey(key: string, isReason: boolean): void {
  if (key === 'Escape' && isReason) keepLabel()
  else if (key === 'Escape' || key === 'Enter') element('main').focus({ preventScroll: true })
}

function onKey(event: KeyboardEvent): void {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
  const { target, key } = event
  if (target === reason || target === note) {
    onFieldKey(key, target === reason)
    return
  }
  if (key === 'Escape' && corrected !== null) keepLabel()
  else if (key === 'Escape' && isInside) void ask('finish')
  const isControl = target instanceof Element && target.matches('button, input, summary')
  const isPress = isControl && (key === ' ' || key === 'Enter')
  const isIdleLetter = key.length === 1 && !keys.checked
  if (isPress || isIdleLetter) return
  const act = actOf(key.toLowerCase())
  if (act === undefined) return
  act()
  event.preventDefault()
}

for (const one of labelButtons)
  one.addEventListener('click', () => label(one.dataset['label'] ?? null))
const CLICKS: Readonly<Record<string, () => void>> = {
  skip: () => label(null),
  unclear: () => label(null, true),
  undo: () => void undo(),
  correct: () => void list(),
  'keep-label': keepLabel,
  finish: () => void finish(),
  more: () => void send('more', {}, ''),
}
for (const [id, act] of Object.entries(CLICKS)) element(id).addEventListener('click', act)
authors.addEventListener('change', () => {
  if (state !== null) show(state, element('status').textContent ?? '')
})
keys.addEventListener('change', () => {
  // A browser may refuse its storage: the choice then holds as long as the page.
  try {
    if (keys.checked) localStorage.removeItem(NO_KEYS)
    else localStorage.setItem(NO_KEYS, '')
  } catch {}
})
try {
  keys.checked = localStorage.getItem(NO_KEYS) === null
} catch {}
// Beside the post where there is room, folded below it on a narrow screen.
if (codebook) codebook.open = matchMedia('(min-width: 64rem)').matches
const low = matchMedia('(max-height: 34rem)')
const fold = (): void => {
  tools.open = !low.matches
}
low.addEventListener('change', fold)
fold()
document.addEventListener('keydown', onKey)

/** Opens the label that the address names, or the list of labels: "#correct=3", "#correct". */
async function start(): Promise<void> {
  show(await ask<SessionState>('state'), '')
  const [asked, place] = /^#correct(?:=(\d+))?/.exec(location.hash || window.name) ?? []
  if (asked === undefined) return
  const one = (await list()).find((each) => String(each.place) === place)
  if (one) choose(one)
}

start().catch(() => {
  element('fault').textContent = 'The program has ended. Start the command again.'
})
