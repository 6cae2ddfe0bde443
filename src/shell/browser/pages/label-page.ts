import type {
  LabelledUnit,
  SessionAnswer,
  SessionState,
} from '../../../count/audit/label/label-session.js'
import { visible } from '../../../say/format/escape-controls.js'
import { button, element, hide, make, onClick, setText } from '../dom.js'
import { ownWordsIn } from '../tool-notes.js'
import { authors, codebook, doubt, labelButtons, note, reason, tools } from './label-elements.js'
import { listenToKeys } from './label-keys.js'
import { ask, isInside } from './label-server.js'
import { showLabelView } from './label-view.js'

const ENDED =
  'The program has ended. Every label shown as done is on disk; start the same command to go on.'

let state: SessionState | null = null
let isBusy = false
let isOver = false
/** The unit whose label is to be corrected. */
let corrected: LabelledUnit | null = null
/** Label that lacks a reason. */
let wanted: string | null = null
/** True once the reader was told that this label lacks a reason. */
let isWarned = false
/** Label that neither of two readers gave: it is taken when it is given again. */
let doubted: string | null = null
/** Places of the labels to list: "#correct 3,5"; null for all. */
const PLACES = window.name.match(/\d+/g)

function show(next: SessionState, statusText: string): void {
  state = next
  doubted = null
  showLabelView({ state, corrected, statusText, undo: (count) => void undo(count) })
}

function remark(isInDoubt: boolean, words: string): void {
  doubt.checked = isInDoubt
  note.value = ownWordsIn(words)
}

const isReady = (): boolean => !isBusy && !isOver && state !== null

async function send(route: string, body: object, statusText: string): Promise<void> {
  if (!isReady() || state === null) return
  isBusy = true
  try {
    const next = await ask<SessionAnswer>(route, { revision: state.revision, ...body })
    const notTaken = next.notTaken ?? null
    if (notTaken === null) {
      // An undone label leaves its note and doubt in the fields.
      const back = route === 'undo' ? state.last.at(-1) : undefined
      remark(back?.isInDoubt ?? false, back?.note ?? '')
    }
    show(next, notTaken ?? statusText)
  } catch (error) {
    setText('fault', error instanceof TypeError ? ENDED : `Not taken: ${(error as Error).message}`)
  } finally {
    isBusy = false
  }
}

function label(name: string | null, isUnclear = false): void {
  const isListed = !element('labelled').hidden
  if (corrected !== null) void correct(corrected, name)
  else if (isListed && !state?.unit) setText('status', 'Choose a post of the list first.')
  else if (isListed && state !== null) show(state, 'Here is the post again: give its label.')
  else if (state?.unit && isUnheardOf(state, name)) {
    doubted = name
    setText('status', `No reader chose “${name}”: give it again, or another.`)
  } else if (state?.unit) {
    const status = name === null && !isUnclear ? 'Skipped.' : `Saved: ${name ?? 'unreadable'}.`
    const remarks = { isInDoubt: doubt.checked, isUnclear, note: note.value.trim() }
    void send('label', { label: name, ...remarks }, status).then(leaveAtEnd)
  }
}

/** True for a label that settles a difference with what nobody said, at its first press. */
const isUnheardOf = ({ givenLabels }: SessionState, name: string | null): boolean =>
  name !== null &&
  name !== doubted &&
  givenLabels.length > 0 &&
  givenLabels.every(({ label: other }) => other !== name)

/** The page around this one shows the result as soon as no step is left. */
function leaveAtEnd(): void {
  if (isInside && state?.more === null) void finish()
}

async function undo(count = 1): Promise<void> {
  for (let step = 1; step <= count; step++) {
    if (state === null || state.last.length === 0) return
    const words = step === 1 ? (state.last.at(-1)?.label ?? '') : `the last ${step}`
    await send('undo', {}, `Taken back: ${words}.`)
  }
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ')

async function list() {
  if (isOver) return []
  const labelled = await ask<readonly LabelledUnit[]>('labelled').catch(() => null)
  if (labelled === null) {
    setText('fault', ENDED)
    return []
  }
  const all = labelled.filter(({ place }) => PLACES?.includes(String(place)) ?? true)
  const items = all.map((one) => {
    const { post, parent, parentTitle } = one.unit
    const words = (one.remarks ?? []).map((remark) => `(${remark})`)
    if (parent !== null) words.push(`${parentTitle}: ${parent.text}`)
    return make(
      'li',
      {},
      button(`${one.label}: ${visible(onOneLine(post.text))}`, () => choose(one)),
      make('p', { class: 'beside', dir: 'auto' }, visible(onOneLine(words.join(' ')))),
    )
  })
  element('labelled-list').replaceChildren()
  for (const item of items) element('labelled-list').append(item)
  hide('labelled', false)
  setText('status', all.length === 0 ? 'No label is here yet.' : '')
  element('labelled').scrollIntoView()
  items[0]?.querySelector('button')?.focus()
  return all
}

function choose(one: LabelledUnit): void {
  if (state === null) return
  corrected = one
  wanted = null
  isWarned = false
  reason.value = ''
  setText('reason-for', 'Why the label changes')
  show(state, 'Give the other label, then say why.')
}

function keepLabel(): void {
  corrected = null
  if (state !== null) show(state, 'The label stays.')
}

async function correct({ place, label: before }: LabelledUnit, name: string | null): Promise<void> {
  const why = reason.value.trim()
  if (name === null || name === before)
    return setText('status', `Its label is ${before}: give another.`)
  const isAgain = wanted === name
  wanted = name
  if (!/\p{L}/u.test(why)) {
    setText('status', isAgain ? 'Write why: a word or more.' : '')
    setText('reason-for', `Why does it become ${name}? Say it, then press Enter`)
    return reason.focus()
  }
  corrected = null
  await send(
    'correct',
    { place, label: name, reason: why },
    `Corrected: ${name} in place of ${before}.`,
  )
}

/** Held back once: a label whose reason is not given is not saved. */
function mayLeave(): boolean {
  if (corrected === null || wanted === null || isWarned) return true
  isWarned = true
  setText(
    'status',
    `Not saved: ${wanted}. Say why and press Enter, or go back to keep ${corrected.label}.`,
  )
  reason.focus()
  return false
}
Object.assign(window, { mayLeave })

async function finish(): Promise<void> {
  if (!isReady() || state?.unit !== null || corrected !== null) return
  isOver = true
  await ask('finish', {}).catch(() => {})
  for (const id of ['end-note', 'more', 'finish']) hide(id, true)
  setText('heading', 'All read. You can close this page.')
  element('undo').setAttribute('aria-disabled', 'true')
}

/** Actions of single keys; other keys are the browser's. */
const KEYS: Readonly<Record<string, () => void>> = {
  ',': () => void list(),
  '?': () => {
    if (codebook) codebook.open = !codebook.open
  },
  enter: () => void (corrected === null ? finish() : correct(corrected, wanted)),
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

onClick('button[data-label]', (one) => label(one.dataset['label'] ?? null))
const CLICKS: Readonly<Record<string, () => void>> = {
  skip: () => label(null),
  unclear: () => label(null, true),
  undo: () => void undo(),
  correct: () => void list(),
  'keep-label': keepLabel,
  finish: () => void finish(),
  more: () => void send('more', {}, ''),
}
for (const [id, act] of Object.entries(CLICKS)) onClick(`#${id}`, act)
authors.addEventListener('change', () => {
  if (state !== null) show(state, element('status').textContent ?? '')
})
// Beside the post where there is room, folded below it on a narrow screen.
if (codebook) codebook.open = matchMedia('(min-width: 64rem)').matches
const low = matchMedia('(max-height: 34rem)')
const fold = (): void => {
  tools.open = !low.matches
}
low.addEventListener('change', fold)
fold()
listenToKeys({
  actOf,
  isCorrecting: () => corrected !== null,
  keepLabel,
  leave: () => void ask('finish'),
})

/** Opens the label that the address names, or the list of labels: "#correct=3", "#correct". */
async function start(): Promise<void> {
  show(await ask<SessionState>('state'), '')
  const [asked, place] = /^#correct(?:=(\d+))?/.exec(location.hash || window.name) ?? []
  if (asked === undefined) return
  const one = (await list()).find((each) => String(each.place) === place)
  if (one) choose(one)
}

start().catch(() => {
  setText('fault', ENDED)
})
