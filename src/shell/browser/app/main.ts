import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { button, byId, saveFile } from '../dom.js'
import type { About, PageReply, PageRequest } from '../page-messages.js'
import { CheckPanel, showHeading } from './check-panel.js'
import { ADDRESS, PageError, type Ready, Scorer, StoppedError } from './scorer.js'

/**
 * Largest file that is read. A larger one would not fit into the page's memory beside its results.
 */
const MAX_BYTE_COUNT = 200_000_000
const ONE_POST_PER = ['line', 'paragraph'] as const

type Question = Pick<
  Extract<PageReply, { readonly kind: 'scored'; readonly scored: null }>,
  'question' | 'moves' | 'companies'
>
type Asked = Omit<Extract<PageRequest, { readonly kind: 'score' }>, 'kind'>

const pasted = byId('pasted', HTMLTextAreaElement)
const threadFile = byId('thread-file', HTMLInputElement)
const moverField = byId('mover', HTMLInputElement)
const moveField = byId('move', HTMLInputElement)
const aboutDialog = byId('about-dialog', HTMLDialogElement)
const aboutFault = byId('about-fault', HTMLElement)
const progress = byId('progress', HTMLProgressElement)
const countButton = byId('count', HTMLButtonElement)
const stopButton = byId('stop', HTMLButtonElement)
const given = byId('given', HTMLDetailsElement)
const resultsBox = byId('results', HTMLElement)
const status = byId('status', HTMLElement)
const fault = byId('fault', HTMLElement)
const advice = byId('advice', HTMLElement)

const scorer = new Scorer((key, text) => check.keep(key, text))
const check = new CheckPanel(scorer, attempt)
let starting: Promise<Ready> | null = null
/** The last file read; null after a paste. */
let chosen: { readonly bytes: Uint8Array; readonly fileName: string } | null = null
/** Markup of the pasted pieces; empty if the text holds anything else. */
let copies: readonly string[] = []
/** Value of `copies` after the paste in progress. */
let pasting: readonly string[] = []
/** The known move that is read first, where the user chose one of several. */
let firstDealId: string | null = null
/** The unit of a post, where the user said what it is. */
let onePostPer: (typeof ONE_POST_PER)[number] | null = null

/** Waits for the worker, which starts with the page and again after a stop. */
function whenReady(): Promise<Ready> {
  starting ??= scorer.start().catch((error: unknown) => {
    starting = null
    throw error
  })
  return starting
}

function setBusy(isBusy: boolean): void {
  countButton.setAttribute('aria-disabled', String(isBusy))
  stopButton.hidden = !isBusy
  progress.hidden = !isBusy
  if (isBusy) progress.removeAttribute('value')
}

async function attempt(said: string, task: () => Promise<string>): Promise<void> {
  if (stopButton.hidden === false) return
  fault.textContent = ''
  pasted.removeAttribute('aria-invalid')
  advice.replaceChildren()
  status.textContent = said
  setBusy(true)
  try {
    status.textContent = await task()
  } catch (error) {
    if (error instanceof StoppedError) status.textContent = 'Stopped.'
    else showFault(error)
  } finally {
    setBusy(false)
    if (resultsBox.hidden) given.open = true
    if (fault.textContent !== '') fault.scrollIntoView({ block: 'nearest' })
  }
}

function showFault(error: unknown): void {
  status.textContent = ''
  if (resultsBox.hidden) pasted.setAttribute('aria-invalid', 'true')
  fault.textContent = error instanceof Error ? error.message : String(error)
  if (!(error instanceof PageError)) return
  const { words, actions = [] } = ADVICE[error.code ?? ''] ?? {}
  fault.textContent = words?.(error.seen) ?? error.message
  advise(actions)
}

const SAVE =
  'The saved page is read more surely than its text: save it (“Save page as”), and drop the file here.'

/** The page's own words on a refusal, if it has some, and the buttons for its advice. */
const ADVICE: Readonly<
  Record<
    string,
    {
      words?(seen: string): string | undefined
      readonly actions: readonly (readonly [string, () => void])[]
    }
  >
> = {
  INGEST_LAYOUT_UNKNOWN: {
    words: (seen) =>
      seen === ''
        ? undefined
        : `This does not look like posts: ${seen}. Copy the thread again, from its first post to its last, or say what a post is. ${SAVE}`,
    actions: ONE_POST_PER.map((per) => [
      `Take each ${per} as a post`,
      () => {
        onePostPer = per
        countGiven()
      },
    ]),
  },
  INGEST_EMPTY: {
    words: (seen) =>
      `${seen || 'There is no post in it'}. Copy the whole thread again, with its posts.`,
    actions: [],
  },
  INGEST_JSON_BROKEN: { actions: [['Choose another file', () => threadFile.click()]] },
  INGEST_COLUMN_MISSING: {
    words: () =>
      'No column holds the posts. Call it “text” in the first line, and choose the file again.',
    actions: [['Choose another file', () => threadFile.click()]],
  },
  INGEST_BINARY: { actions: [['Choose another file', () => threadFile.click()]] },
}

function advise(actions: readonly (readonly [string, () => void])[]): void {
  advice.replaceChildren(...actions.map(([words, act]) => button(words, act)))
}

function tryASample(): void {
  forget()
  pasted.value = JSON.parse(byId('sample-text', HTMLScriptElement).text) as string
  choose(null)
  countGiven()
}

const aboutNow = (): About => {
  const mover = moverField.value.trim()
  const move = moveField.value.trim()
  if (mover !== '') return { mover, move }
  return firstDealId === null ? {} : { dealId: firstDealId }
}

/**
 * Key of the move that was given for a text: the labels of the same text are those of the same
 * move.
 */
async function moveKeyOf(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(
    await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>),
  )
  return `${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')} move`
}

/** Fills in what was said of the same text before. */
function recall(kept: string | undefined): void {
  const { mover = '', move = '', dealId } = (kept === undefined ? {} : JSON.parse(kept)) as About
  firstDealId = dealId ?? null
  ;[moverField.value, moveField.value] = [mover, move]
}

/** Forgets what was said of another thread. */
function forget(): void {
  moverField.value = ''
  moveField.value = ''
  firstDealId = null
  onePostPer = null
}

function count(
  file: Pick<Asked['given'], 'bytes' | 'fileName' | 'copies'>,
  asks: boolean,
): Promise<void> {
  return attempt('Reading…', async () => {
    await whenReady()
    const key = await moveKeyOf(file.bytes)
    if (asks && moverField.value === '') recall(check.kept()[key])
    const about = aboutNow()
    const said = await score({ given: { ...file, ...(onePostPer && { onePostPer }) }, about, asks })
    if (about.mover !== undefined || !asks) check.keep(key, JSON.stringify(about))
    return said
  })
}

async function score(request: Asked): Promise<string> {
  resultsBox.hidden = true
  const answer = await scorer.ask(
    { kind: 'score', ...request },
    'scored',
    (doneCount, totalCount) => {
      progress.max = Math.max(1, totalCount)
      if (doneCount > 0) progress.value = doneCount
      status.textContent = `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')}`
    },
  )
  const { scored } = answer
  if (scored === null) {
    askMove(answer)
    advise([['Say whose move it is', () => aboutDialog.showModal()]])
    return 'Nothing is counted yet: say whose move the thread is about.'
  }
  byId('read', HTMLElement).textContent = scored.summary
  const { readAs, firstPosts } = scored
  const isTold = firstPosts !== null || request.given.copies?.length
  byId('read-as', HTMLElement).textContent = isTold
    ? `${readAs}${firstPosts === null ? '' : ` Its first posts: ${firstPosts}. ${SAVE}`}`
    : ''
  byId('downloads', HTMLElement).replaceChildren(
    ...scored.files.map((file) => button(`Save ${file.name}`, () => saveFile(file))),
  )
  const subject = await check.open()
  resultsBox.hidden = false
  // Folds the input to one line, so that the finding is in view.
  const { fileName } = request.given
  const whose =
    fileName ??
    (scored.opener === null
      ? formatCount(scored.postCount, 'post')
      : `the thread of ${scored.opener}`)
  byId('given-words', HTMLElement).textContent =
    `Change: ${whose}${subject === null ? '' : ` · ${subject}`}`
  byId('about-open', HTMLElement).hidden = false
  given.className = 'done'
  given.open = false
  showHeading()
  return `${fileName === undefined ? '' : `${fileName}: `}${formatCount(scored.postCount, 'post')} found. Nothing left this machine.`
}

/** Asks whose move a thread is about, or which of the moves that were found is read first. */
function askMove({ question, moves, companies }: Question): void {
  byId('about-title', HTMLElement).textContent = question ?? 'Whose move is this thread about?'
  showOwn(question === null)
  byId('found-yes', HTMLElement).hidden = moves.length > 1
  const choices = moves.map(({ dealId, name }) => button(name, () => countKnown(dealId)))
  byId('found-moves', HTMLElement).replaceChildren(...(moves.length > 1 ? choices : []))
  const offer = companies.map((name) =>
    button(name, () => {
      moverField.value = name
      moveField.focus()
    }),
  )
  byId('companies', HTMLElement).replaceChildren(
    ...(offer.length === 0 ? [] : ['Named in the thread: ', ...offer]),
  )
  aboutDialog.showModal()
}

function showOwn(isOwn: boolean): void {
  byId('own', HTMLElement).hidden = !isOwn
  byId('found', HTMLElement).hidden = isOwn
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MAX_BYTE_COUNT)
    throw new Error(
      `${file.name}: expected at most ${MAX_BYTE_COUNT / 1e6} MB, got ${Math.ceil(file.size / 1e6)} MB. Give a part of it.`,
    )
  return new Uint8Array(await file.arrayBuffer())
}

async function takeFile(file: File | undefined): Promise<void> {
  if (!file) return
  if (file.name.endsWith('.audit.jsonl')) {
    return await attempt('Reading the labels…', async () => {
      if (resultsBox.hidden)
        throw new Error(
          'These are labels of a thread: count the thread first, then load them again.',
        )
      return await check.load(await file.text())
    })
  }
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
  copies = []
  if (file === null) threadFile.value = ''
  byId('chosen', HTMLElement).textContent = file === null ? '' : `Chosen file: ${file.fileName}`
}

function countGiven(asks = true): void {
  const text = pasted.value.trim()
  const refuse = (words: string): void =>
    void attempt('', async () => {
      pasted.focus()
      throw new Error(words)
    })
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(text))
    refuse(
      'This is a link, and dealstance fetches no pages. Open it, show all replies, select all, copy, and paste here.',
    )
  else if (text !== '') void count({ bytes: new TextEncoder().encode(pasted.value), copies }, asks)
  else if (chosen !== null) void count(chosen, asks)
  else refuse('Paste a thread first, or choose a file.')
}

/** Counts by the moves that are known by name. @param dealId the one that is read first */
function countKnown(dealId: string | null): void {
  forget()
  firstDealId = dealId
  aboutDialog.close()
  countGiven(false)
}

byId('model-note', HTMLElement).hidden = ADDRESS !== ''
byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  countGiven()
})
byId('about', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  const mover = moverField.value.trim()
  const move = moveField.value.trim()
  const isWhole = mover !== '' && move !== ''
  aboutFault.textContent = isWhole
    ? ''
    : `Say both: the company, such as “${moverField.placeholder}”, and its move, such as “${moveField.placeholder}”.`
  if (!isWhole) return (mover === '' ? moverField : moveField).focus()
  aboutDialog.close()
  countGiven()
})
byId('found-yes', HTMLElement).addEventListener('click', () => countKnown(null))
byId('found-no', HTMLElement).addEventListener('click', () => {
  showOwn(true)
  moverField.focus()
})
byId('about-back', HTMLElement).addEventListener('click', () => aboutDialog.close())
byId('about-open', HTMLElement).addEventListener('click', () =>
  askMove({ question: null, moves: [], companies: [] }),
)
pasted.addEventListener('paste', ({ clipboardData }) => {
  const { selectionStart, selectionEnd, value } = pasted
  const markup = clipboardData?.getData('text/html') ?? ''
  const isAll = selectionEnd - selectionStart === value.length
  if (isAll) forget()
  // The markup is stored as a text for the parser: nothing of it enters this page.
  pasting = markup === '' || !(isAll || copies.length > 0) ? [] : [...(isAll ? [] : copies), markup]
})
pasted.addEventListener('input', (event) => {
  choose(null)
  if (event instanceof InputEvent && event.inputType === 'insertFromPaste') copies = pasting
})
given.addEventListener('input', () => {
  if (!resultsBox.hidden)
    status.textContent = 'The result below is of the earlier input: count again to update it.'
})
pasted.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) countGiven()
})
byId('sample', HTMLButtonElement).addEventListener('click', tryASample)
stopButton.addEventListener('click', () => {
  scorer.stop()
  starting = null
})
// The same file may be chosen again.
threadFile.addEventListener('click', () => {
  threadFile.value = ''
})
threadFile.addEventListener('change', () => void takeFile(threadFile.files?.[0]))
document.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
})
document.addEventListener('drop', (event) => {
  const [file] = event.dataTransfer?.files ?? []
  if (!file) return
  event.preventDefault()
  // A dropped file must not replace the thread during labelling.
  if (document.querySelector('dialog[open]') === null) void takeFile(file)
})

whenReady().catch((error: unknown) => {
  fault.textContent = `The page could not start: ${error instanceof Error ? error.message : String(error)}`
})
