import type {
  LabelledUnit,
  SessionAnswer,
  SessionState,
} from '../../../count/audit/label/label-session.js'
import { visible } from '../../../say/format/show-controls.js'
import { button, make } from '../dom.js'
import {
  authors,
  codebook,
  doubt,
  element,
  labelButtons,
  note,
  reason,
  tools,
} from './label-elements.js'
import { listenToKeys } from './label-keys.js'
import { ask } from './label-server.js'
import { showLabelView } from './label-view.js'

const ENDED =
  'The program has ended. Every label shown as done is on disk; start the same command to go on.'
const MAX_LISTED_LENGTH = 120

let state: SessionState | null = null
let isBusy = false
let isOver = false
/** The labelled unit that is on the page to be corrected. */
let corrected: LabelledUnit | null = null

function show(next: SessionState, statusText: string): void {
  state = next
  showLabelView({ state, corrected, statusText, undo: (count) => void undo(count) })
}

function remark(isInDoubt: boolean, words: string): void {
  doubt.checked = isInDoubt
  note.value = words
}

const isReady = (): boolean => !isBusy && !isOver && state !== null

async function send(route: string, body: object, statusText: string): Promise<void> {
  if (!isReady() || state === null) return
  isBusy = true
  try {
    const next = await ask<SessionAnswer>(route, { revision: state.revision, ...body })
    // "More" answers only with a state.
    const notTaken = next.notTaken ?? null
    if (notTaken === null) {
      // An undone label leaves its note and doubt in the fields.
      const back = route === 'undo' ? state.last.at(-1) : undefined
      remark(back?.isInDoubt ?? false, back?.note ?? '')
    }
    show(next, notTaken ?? statusText)
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
  element('fault').textContent = 'The program has ended. Start the command again.'
})
