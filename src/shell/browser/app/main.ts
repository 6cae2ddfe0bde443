import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { ENCODER_FILES } from '../../../judge/stance/encoder/encoder-model.js'
import { button, byId, make, saveFile } from '../dom.js'
import type { About, PageRequest } from '../page-messages.js'
import { CheckPanel, showHeading } from './check-panel.js'
import { PageError, type Ready, Scorer, StoppedError } from './scorer.js'

/** Largest file that is read. A larger one would not fit into the page's memory beside its results. */
const MAX_BYTE_COUNT = 200_000_000
/** Bytes of a paste that its line shows. */
const GIVEN_LENGTH = 48
const ONE_POST_PER = ['line', 'paragraph'] as const
const ENCODER_NAMES: readonly string[] = ['model.json', ...ENCODER_FILES]

type Asked = Omit<Extract<PageRequest, { readonly kind: 'score' }>, 'kind'>

const pasted = byId('pasted', HTMLTextAreaElement)
const threadFile = byId('thread-file', HTMLInputElement)
const encoderFiles = byId('encoder-files', HTMLInputElement)
const modelChoice = byId('model', HTMLSelectElement)
const dealChoice = byId('deal', HTMLSelectElement)
const [moverField, moveField] = [byId('mover', HTMLInputElement), byId('move', HTMLInputElement)]
const [aboutDialog, aboutFault] = [byId('about-dialog', HTMLDialogElement), byId('about-fault', HTMLElement)]
const perChoice = byId('one-post-per', HTMLSelectElement)
const progress = byId('progress', HTMLProgressElement)
const [scoreButton, stopButton] = [byId('score', HTMLButtonElement), byId('stop', HTMLButtonElement)]
const [given, resultsBox] = [byId('given', HTMLDetailsElement), byId('results', HTMLElement)]
const [status, fault, advice] = [byId('status', HTMLElement), byId('fault', HTMLElement), byId('advice', HTMLElement)]

const scorer = new Scorer((key, text) => check.keep(key, text))
const check = new CheckPanel(scorer, attempt)
let ready: Ready | null = null
let starting: Promise<void> | null = null
/** The last file read; null after a paste. */
let chosen: { readonly bytes: Uint8Array; readonly fileName: string } | null = null
/** Markup of the pasted pieces; empty if the text holds anything else. */
let copies: readonly string[] = []
/** Value of `copies` after the paste in progress. */
let pasting: readonly string[] = []

/** Waits for the worker, which starts with the page and again after a stop. */
function whenReady(): Promise<void> {
  starting ??= scorer.start().then(takeReady, (error: unknown) => {
    starting = null
    throw error
  })
  return starting
}

function setBusy(isBusy: boolean): void {
  scoreButton.setAttribute('aria-disabled', String(isBusy))
  stopButton.hidden = !isBusy
  progress.hidden = !isBusy
  if (isBusy) progress.removeAttribute('value')
}

async function attempt(said: string, task: () => Promise<string>): Promise<void> {
  if (stopButton.hidden === false) return
  fault.textContent = ''
  advice.replaceChildren()
  status.textContent = said
  setBusy(true)
  try {
    status.textContent = await task()
  } catch (error) {
    if (error instanceof StoppedError) status.textContent = 'Stopped.'
    else {
      status.textContent = ''
      const known = error instanceof PageError ? ADVICE[error.code ?? ''] : undefined
      const own = error instanceof PageError ? known?.words?.(error.seen) : undefined
      fault.textContent = own ?? (error instanceof Error ? error.message : String(error))
      advise(known?.actions ?? [])
    }
  } finally {
    setBusy(false)
    if (resultsBox.hidden) given.open = true
  }
}

const SAVE = 'The saved page is read more surely than its text: save it (“Save page as”), and drop the file here.'

/** The page's own words on a refusal, if it has some, and the buttons for its advice. */
const ADVICE: Readonly<
  Record<string, { words?(seen: string): string | undefined; readonly actions: readonly (readonly [string, () => void])[] }>
> = {
  INGEST_LAYOUT_UNKNOWN: {
    words: (seen) =>
      seen === ''
        ? undefined
        : `This does not look like posts: ${seen}. Copy the thread again, from its first post to its last, or say what a post is. ${SAVE}`,
    actions: ONE_POST_PER.map((per) => [
      `Take each ${per} as a post`,
      () => {
        perChoice.value = per
        scoreGiven()
      },
    ]),
  },
  INGEST_EMPTY: { words: () => 'There is no post in it. Copy the thread again, with its posts.', actions: [['Try a sample', tryASample]] },
  INGEST_JSON_BROKEN: { actions: [['Choose another file', () => threadFile.click()]] },
  INGEST_COLUMN_MISSING: {
    words: () => 'No column holds the posts. Call it “text” in the first line, and choose the file again.',
    actions: [['Choose another file', () => threadFile.click()]],
  },
  INGEST_BINARY: { actions: [['Choose another file', () => threadFile.click()]] },
}

function advise(actions: readonly (readonly [string, () => void])[]): void {
  advice.replaceChildren(...actions.map(([words, act]) => button(words, act)))
}

function tryASample(): void {
  setAbout({})
  perChoice.value = ''
  pasted.value = JSON.parse(byId('sample-text', HTMLScriptElement).text) as string
  choose(null)
  scoreGiven()
}

function takeReady(next: Ready): void {
  if (ready === null) {
    dealChoice.append(...next.deals.map(({ id, title, move }) => make('option', { value: id, title: move }, title)))
  }
  const chosen = next.modelIds.length > (ready?.modelIds.length ?? 1) ? next.modelIds.at(-1) : modelChoice.value
  modelChoice.replaceChildren(...next.modelIds.map((id) => make('option', { value: id, selected: id === chosen }, id)))
  ready = next
}

function parseAbout(): About {
  const [mover, move, dealId] = [moverField.value.trim(), moveField.value.trim(), dealChoice.value]
  return dealId !== '' ? { dealIds: [dealId] } : mover === '' && move === '' ? {} : { mover, move }
}

function setAbout({ mover = '', move = '', dealIds: [dealId = ''] = [] }: About): void {
  moverField.value = mover
  moveField.value = move
  dealChoice.value = dealId
}

function score(file: Pick<Asked['given'], 'bytes' | 'fileName' | 'copies'>, asks: boolean): Promise<void> {
  return attempt('Scoring…', async () => {
    await whenReady()
    const onePostPer = ONE_POST_PER.find((per) => per === perChoice.value)
    return await scoreRequest({
      given: { ...file, ...(onePostPer && { onePostPer }) },
      modelId: modelChoice.value,
      about: parseAbout(),
      asks,
    })
  })
}

async function scoreRequest(request: Asked): Promise<string> {
  const startedAt = performance.now()
  resultsBox.hidden = true
  const answer = await scorer.ask({ kind: 'score', ...request }, 'scored', (doneCount, totalCount) => {
    progress.max = Math.max(1, totalCount)
    if (doneCount > 0) progress.value = doneCount
    status.textContent = `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')}`
  })
  const { scored } = answer
  if (scored === null) {
    setAbout(answer.suggested)
    aboutDialog.showModal()
    advise([['Say whose move it is', () => aboutDialog.showModal()]])
    return 'Nothing is scored yet: say whose move the thread is about.'
  }
  byId('read', HTMLElement).textContent = scored.summary
  const { readAs, firstPosts } = scored
  const isTold = firstPosts !== null || request.given.copies?.length
  byId('read-as', HTMLElement).textContent = isTold
    ? `${readAs}${firstPosts === null ? '' : ` Its first posts: ${firstPosts}. ${SAVE}`}`
    : ''
  byId('downloads', HTMLElement).replaceChildren(...scored.files.map((file) => button(`Save ${file.name}`, () => saveFile(file))))
  const subject = await check.open()
  resultsBox.hidden = false
  showGiven(request, subject)
  showHeading()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const { fileName } = request.given
  return `${fileName === undefined ? '' : `${fileName}: `}${formatCount(scored.postCount, 'post')} scored by ${request.modelId} in ${seconds} s. Nothing left this machine.`
}

/** Folds the input to one line, so that the finding is in view. */
function showGiven({ given: { fileName, bytes } }: Asked, subject: string | null): void {
  const start = new TextDecoder()
    .decode(bytes.subarray(0, GIVEN_LENGTH))
    .replace(/\s+|\ufffd/g, ' ')
    .trim()
  byId('given-words', HTMLElement).textContent = `Change: ${fileName ?? `“${start}…”`}${subject === null ? '' : ` · ${subject}`}`
  given.className = 'done'
  given.open = false
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MAX_BYTE_COUNT)
    throw new Error(
      `${file.name}: expected at most ${MAX_BYTE_COUNT / 1e6} MB, got ${Math.ceil(file.size / 1e6)} MB. Use the command line for larger files.`,
    )
  return new Uint8Array(await file.arrayBuffer())
}

async function takeFiles(files: readonly File[]): Promise<void> {
  if (files.some(({ name }) => ENCODER_NAMES.includes(name))) {
    return await attempt('Loading the encoder…', async () => {
      const read = await Promise.all(files.map(async (file) => [file.name, await bytesOf(file)] as const))
      await whenReady()
      takeReady(await scorer.loadEncoder(Object.fromEntries(read)))
      return `The encoder is loaded; ${modelChoice.value} is chosen.`
    })
  }
  const [file] = files
  if (!file) return
  if (file.name.endsWith('.audit.jsonl')) {
    return await attempt('Reading the labels…', async () => {
      if (resultsBox.hidden) throw new Error('These are labels of a thread: score the thread first, then load them again.')
      return await check.load(await file.text())
    })
  }
  pasted.value = ''
  chosen = null
  await attempt(`Reading ${file.name}…`, async () => {
    choose({ bytes: await bytesOf(file), fileName: file.name })
    return ''
  })
  if (chosen !== null) scoreGiven()
}

function choose(file: typeof chosen): void {
  chosen = file
  copies = []
  if (file === null) threadFile.value = ''
  byId('chosen', HTMLElement).textContent = file === null ? '' : `Chosen file: ${file.fileName}`
}

function scoreGiven(asks = true): void {
  if (pasted.value.trim() !== '') void score({ bytes: new TextEncoder().encode(pasted.value), copies }, asks)
  else if (chosen !== null) void score(chosen, asks)
  else {
    void attempt('', async () => {
      pasted.focus()
      throw new Error('Paste a thread first, or choose a file.')
    })
  }
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  scoreGiven()
})
byId('about', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  const { mover = '', move = '', dealIds } = parseAbout()
  const isWhole = dealIds !== undefined || (mover !== '' && move !== '')
  const example = `whose move it is, such as “${moverField.placeholder}”, and what it does, such as “${moveField.placeholder}”`
  aboutFault.textContent = isWhole ? '' : `Say both: ${example}.`
  if (!isWhole) return
  aboutDialog.close()
  scoreGiven()
})
byId('about-skip', HTMLElement).addEventListener('click', () => {
  setAbout({})
  aboutDialog.close()
  scoreGiven(false)
})
byId('about-open', HTMLElement).addEventListener('click', () => aboutDialog.showModal())
// Only one of the two names the deal of the thread.
for (const field of [moverField, moveField]) field.addEventListener('input', () => (dealChoice.value = ''))
dealChoice.addEventListener('change', () => setAbout({ dealIds: [dealChoice.value] }))
pasted.addEventListener('paste', ({ clipboardData }) => {
  const { selectionStart, selectionEnd, value } = pasted
  const markup = clipboardData?.getData('text/html') ?? ''
  const isAll = selectionEnd - selectionStart === value.length
  // The markup is stored as a text for the parser: nothing of it enters this page.
  pasting = markup === '' || !(isAll || copies.length > 0) ? [] : [...(isAll ? [] : copies), markup]
})
pasted.addEventListener('input', (event) => {
  choose(null)
  if (event instanceof InputEvent && event.inputType === 'insertFromPaste') copies = pasting
})
document.addEventListener('input', () => {
  if (!resultsBox.hidden) status.textContent = 'The result below is of the earlier input: score again to update it.'
})
pasted.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) scoreGiven()
})
byId('sample', HTMLButtonElement).addEventListener('click', tryASample)
stopButton.addEventListener('click', () => {
  scorer.stop()
  starting = null
})
for (const input of [threadFile, encoderFiles]) {
  // The same file may be chosen again.
  input.addEventListener('click', () => {
    input.value = ''
  })
  input.addEventListener('change', () => void takeFiles([...(input.files ?? [])]))
}
document.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
})
document.addEventListener('drop', (event) => {
  const files = [...(event.dataTransfer?.files ?? [])]
  if (files.length === 0) return
  event.preventDefault()
  // A dropped file must not replace the thread during labelling.
  if (document.querySelector('dialog[open]') === null) void takeFiles(files)
})

whenReady().catch((error: unknown) => {
  fault.textContent = `The page could not start: ${error instanceof Error ? error.message : String(error)}`
})
