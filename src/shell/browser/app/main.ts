import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { button, byId, element, fillList, hide, onClick, saveFile, setText } from '../dom.js'
import { type PageRequest, READING_SCHEMA, type Whose } from '../page-messages.js'
import { SAMPLE_URL } from '../tool-notes.js'
import { addressField, addressIn, checkAddress } from './address-field.js'
import { CheckPanel, showHeading } from './check-panel.js'
import { faultWords, SAVE } from './fault-words.js'
import { LabelDialog } from './label-dialog.js'
import { MoveDialog } from './move-dialog.js'
import { ADDRESS, PageError, type Ready, Scorer, StoppedError } from './scorer.js'
import { SecondPanel } from './second-panel.js'

/**
 * Largest file that is read. A larger one would not fit into the page's memory beside its results.
 */
const MAX_BYTE_COUNT = 200_000_000
/** A longer paste is held apart: its many lines would freeze the page. */
const MAX_FIELD_LENGTH = 100_000
const ONE_POST_PER = ['line', 'paragraph'] as const

type OnePostPer = (typeof ONE_POST_PER)[number]

type Asked = Omit<Extract<PageRequest, { readonly kind: 'score' }>, 'kind' | 'kept'>

const pasted = byId('pasted', HTMLTextAreaElement)
const threadFile = byId('thread-file', HTMLInputElement)
const progress = byId('progress', HTMLProgressElement)
const stopButton = element('stop')
const inputBox = byId('given', HTMLDetailsElement)
const resultsBox = element('results')
const status = element('status')
const fault = element('fault')

const scorer = new Scorer((key, text) => check.kept.keep(key, text))
const labelDialog = new LabelDialog(scorer)
const check = new CheckPanel(scorer, labelDialog, (task) => attempt('One moment…', task), {
  showErased,
  countBy: (about) => moveDialog.countBy(about),
})
const second = new SecondPanel(scorer, labelDialog)
const moveDialog = new MoveDialog((asks) => countGiven(asks))
let starting: Promise<Ready> | null = null
/** The last file read, or a long paste; null after a short one. */
let chosen: Pick<Asked['given'], 'bytes' | 'fileName'> | null = null
/** Markup of the pasted pieces; empty if the text holds anything else. */
let copies: readonly string[] = []
/** The file of labels that was given last. */
let labelFile: File | null = null
/** The words of a paste that is too long for the field; empty without one. */
let held = ''
/** Value of `copies` after the paste in progress. */
let pasting: readonly string[] = []
/** What the user said of the posts: the unit of one, and that all are here. */
let saidOfPosts: Pick<Asked['given'], 'onePostPer' | 'isWhole'> = {}

/** Waits for the worker, which starts with the page and again after a stop. */
function whenReady(): Promise<Ready> {
  starting ??= scorer.start().catch((error: unknown) => {
    starting = null
    throw error
  })
  return starting
}

/** Shows the thread that was counted last, or the start. */
async function showThread(): Promise<void> {
  hide('second', true)
  resultsBox.hidden = inputBox.className !== 'done'
  if (resultsBox.hidden) return pasted.focus()
  await check.open()
  showHeading()
}

async function showErased(): Promise<void> {
  await showThread()
  status.textContent = 'Erased: nothing is kept here.'
}

function setBusy(isBusy: boolean): void {
  element('count').setAttribute('aria-disabled', String(isBusy))
  stopButton.hidden = !isBusy
  progress.hidden = !isBusy
  if (isBusy) progress.removeAttribute('value')
}

async function attempt(statusText: string, task: () => Promise<string>): Promise<void> {
  if (stopButton.hidden === false) return
  fault.textContent = ''
  pasted.removeAttribute('aria-invalid')
  advise([])
  status.textContent = statusText
  setBusy(true)
  try {
    status.textContent = await task()
  } catch (error) {
    if (error instanceof StoppedError) status.textContent = 'Stopped.'
    else showFault(error)
  } finally {
    setBusy(false)
    if (resultsBox.hidden) inputBox.open = true
    if (fault.textContent !== '') fault.scrollIntoView({ block: 'nearest' })
  }
}

function showFault(error: unknown): void {
  status.textContent = ''
  if (resultsBox.hidden) pasted.setAttribute('aria-invalid', 'true')
  fault.textContent = error instanceof Error ? error.message : String(error)
  if (!(error instanceof PageError)) return
  const { code, seen, message } = error
  fault.textContent = faultWords(code ?? '', seen) ?? message
  advise(ACTIONS[code ?? '']?.(seen) ?? [])
}

/** Button that says what a post of this text is. */
const takeEach = (per: OnePostPer, words: string) =>
  [
    words,
    () => {
      saidOfPosts = { onePostPer: per }
      countGiven()
    },
  ] as const

/** Buttons for the advice on a refusal. */
const ACTIONS: Readonly<
  Record<string, (seen: string) => readonly (readonly [string, () => void])[]>
> = {
  INGEST_LAYOUT_UNKNOWN: () =>
    ONE_POST_PER.map((per) => takeEach(per, `Take each ${per} as a post`)),
  CITE_NO_POSTS: (seen) => [takeEach(seen as OnePostPer, `Each ${seen} is one reply`)],
  AUDIT_CODER_INVALID: () =>
    WHOSE.map(([words, whose]) => [words, () => labelFile && takeLabels(labelFile, whose)]),
}

const WHOSE = [
  ['Mine', 'first'],
  ['A second reader’s', 'second'],
] as const

function advise(actions: readonly (readonly [string, () => void])[]): void {
  element('advice').replaceChildren(...actions.map(([words, act]) => button(words, act)))
}

function tryASample(): void {
  forget()
  pasted.value = JSON.parse(byId('sample-text', HTMLScriptElement).text) as string
  addressField.value = SAMPLE_URL
  choose(null)
  countGiven()
}

/** Forgets the messages about another thread. */
function forget(): void {
  moveDialog.fill()
  addressField.value = ''
}

function count(
  file: Pick<Asked['given'], 'bytes' | 'fileName' | 'copies'>,
  asks: boolean,
): Promise<void> {
  return attempt(`Reading ${sizeOf(file.bytes.length)}…`, async () => {
    await whenReady()
    const about = moveDialog.about()
    const url = addressIn(addressField.value)
    const known = { ...saidOfPosts, ...(url && { url }) }
    return await score({ given: { ...file, ...known }, about, asks })
  })
}

async function score(request: Asked): Promise<string> {
  resultsBox.hidden = true
  const answer = await scorer.ask(
    { kind: 'score', ...request, kept: check.kept.all() },
    'scored',
    (doneCount, totalCount) => {
      progress.max = Math.max(1, totalCount)
      if (doneCount > 0) progress.value = doneCount
      status.textContent = `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')}`
    },
  )
  const { scored } = answer
  if (scored === null) {
    moveDialog.ask(answer)
    advise([['Say whose move it is', () => moveDialog.show()]])
    return 'To find the posts, say whose move the thread is about.'
  }
  moveDialog.fill(answer.about)
  hide('second', true)
  setText('read', scored.summary)
  const { firstPosts } = scored
  setText(
    'read-as',
    firstPosts &&
      `It is a guess where posts begin here. Compare with the page: its first posts are ${firstPosts}. ${SAVE}`,
  )
  setText('doubts', scored.doubts)
  hide('lost', scored.lost.length === 0)
  fillList('lost-lines', scored.lost)
  element('downloads').replaceChildren(
    ...scored.files.map((file) => button(`Save ${file.name}`, () => saveFile(file))),
  )
  const { facts } = await check.open(addressIn(addressField.value) ?? '')
  addressField.value = facts.url ?? addressField.value
  resultsBox.hidden = false
  const { fileName } = request.given
  setText('given-whose', `Change: ${fileName ?? scored.whose}`)
  hide('about-open', false)
  inputBox.className = 'done'
  inputBox.open = false
  showHeading()
  return `${fileName === undefined ? '' : `${fileName}: `}${scored.found} found. Nothing left this machine.`
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MAX_BYTE_COUNT)
    throw new Error(
      `${file.name}: expected at most ${MAX_BYTE_COUNT / 1e6} MB, got ${Math.ceil(file.size / 1e6)} MB. Give a part of it.`,
    )
  return new Uint8Array(await file.arrayBuffer())
}

/** Characters that hold the schema of our own files. */
const HEAD_LENGTH = 100

/** Our own files are known by their first words: browsers rename files. */
async function kindOf(file: File): Promise<'labels' | 'reading' | 'thread'> {
  const head = await file.slice(0, HEAD_LENGTH).text()
  if (head.startsWith('{"schema":"dealstance/audit@')) return 'labels'
  return head.startsWith(`{"schema":"${READING_SCHEMA}"`) ? 'reading' : 'thread'
}

function takeLabels(file: File, whose?: Whose): Promise<void> {
  return attempt('Reading the labels…', async () => {
    if (resultsBox.hidden)
      throw new Error('Find the posts first. Then drop this file anywhere on the page.')
    labelFile = file
    return await check.load(await file.text(), whose)
  })
}

/** Takes the file that a second reader sent back, and no other, which would replace the thread. */
async function takeLabelFile(file: File | undefined): Promise<void> {
  if (!file) return
  if ((await kindOf(file)) === 'labels') return await takeLabels(file)
  await attempt('', async () => {
    throw new Error('This file holds no labels. Choose the one that your second reader sent back.')
  })
}

async function takeReading(file: File): Promise<string> {
  if (!resultsBox.hidden)
    throw new Error('This file is for your second reader: send it. To read it here, reload.')
  await whenReady()
  await second.open(await file.text(), check.kept.all())
  resultsBox.hidden = true
  return ''
}

async function takeFile(file: File | undefined): Promise<void> {
  if (!file) return
  const kind = await kindOf(file)
  if (kind === 'labels') return await takeLabels(file)
  if (kind === 'reading') return await attempt('Reading the posts…', () => takeReading(file))
  pasted.value = ''
  chosen = null
  await attempt(`Reading ${file.name}…`, async () => {
    choose({ bytes: await bytesOf(file), fileName: file.name })
    return ''
  })
  forget()
  if (chosen !== null) countGiven()
}

function choose(file: typeof chosen): void {
  chosen = file
  saidOfPosts = {}
  copies = []
  held = ''
  if (file === null) threadFile.value = ''
  setText('chosen', file?.fileName === undefined ? '' : `Chosen file: ${file.fileName}`)
}

/** Holds a long paste apart from the field. */
function hold(words: string): void {
  pasted.value = ''
  choose({ bytes: new TextEncoder().encode(words) })
  held = words
  copies = pasting
  const lineCount = words.split('\n').length
  const size = `${formatCount(lineCount, 'line')}, ${sizeOf(new Blob([words]).size)}`
  setText('chosen', `Pasted: ${size}, too long for the field`)
  status.textContent = 'The whole paste is kept, though the field is empty. Press “Find the posts”.'
}

/** "0.4 MB", "12 kB" */
const sizeOf = (byteCount: number): string =>
  byteCount < 1e5 ? `${Math.ceil(byteCount / 1e3)} kB` : `${(byteCount / 1e6).toFixed(1)} MB`

async function countGiven(asks = true): Promise<void> {
  const text = pasted.value.trim()
  if (!checkAddress()) return
  const refuse = (words: string): Promise<void> =>
    attempt('', async () => {
      pasted.focus()
      throw new Error(words)
    })
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(text)) {
    if (addressField.value === '' && addressIn(text) !== null) addressField.value = text
    await refuse('This is a link. Open it, show all replies, select all, copy, and paste here.')
  } else if (text !== '')
    await count({ bytes: new TextEncoder().encode(pasted.value), copies }, asks)
  else if (chosen !== null) await count({ ...chosen, copies }, asks)
  else await refuse('Paste a thread first, or choose a file.')
}

hide('model-note', ADDRESS !== '')
byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  countGiven()
})
pasted.addEventListener('paste', (event) => {
  const { selectionStart, selectionEnd, value } = pasted
  const markup = event.clipboardData?.getData('text/html') ?? ''
  const words = event.clipboardData?.getData('text/plain') ?? ''
  const isAll = held === '' && selectionEnd - selectionStart === value.length
  if (isAll) forget()
  // The markup is stored as a text for the parser: nothing of it enters this page.
  pasting = markup === '' || !(isAll || copies.length > 0) ? [] : [...(isAll ? [] : copies), markup]
  const before = isAll ? '' : held || value
  if (before.length + words.length <= MAX_FIELD_LENGTH) return
  event.preventDefault()
  hold(before === '' ? words : `${before}\n\n${words}`)
})
pasted.addEventListener('input', (event) => {
  choose(null)
  if (event instanceof InputEvent && event.inputType === 'insertFromPaste') copies = pasting
})
inputBox.addEventListener('input', () => {
  if (!resultsBox.hidden)
    status.textContent = 'The result is of the earlier input: find the posts again.'
})
pasted.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) countGiven()
})
onClick('#sample', tryASample)
onClick('#second-back', showThread)
onClick('#all-here', () => {
  saidOfPosts = { isWhole: true }
  countGiven(false)
})
stopButton.addEventListener('click', () => {
  scorer.stop()
  starting = null
})
const labelField = byId('label-file', HTMLInputElement)
// The same file may be chosen again.
for (const field of [threadFile, labelField])
  field.addEventListener('click', () => {
    field.value = ''
  })
threadFile.addEventListener('change', () => void takeFile(threadFile.files?.[0]))
labelField.addEventListener('change', () => void takeLabelFile(labelField.files?.[0]))
document.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
})
document.addEventListener('drop', (event) => {
  const [file] = event.dataTransfer?.files ?? []
  if (!file) return
  event.preventDefault()
  // A dropped file must not replace the thread during labelling.
  if (document.querySelector('dialog[open]') === null) void takeFile(file)
  else hide('about-dropped', false)
})

whenReady().catch(showFault)
