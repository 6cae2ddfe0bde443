import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { ENCODER_FILES } from '../../../judge/stance/encoder/encoder-model.js'
import type { ModelFiles, PageReply, PageRequest, ScoredText } from '../page-messages.js'
import { byId, make } from './dom.js'
import { showCard, showPosts } from './show-card.js'

export type Ready = Extract<PageReply, { readonly kind: 'ready' }>

/** Said where a run ended because the person stopped it. */
export class StoppedError extends Error {}

/** The worker as the page sees it: one question at a time, started anew after a stop. */
export class Scorer {
  #worker: Promise<Worker> | null = null
  #waiting: { take(reply: PageReply): void; stop(): void } | null = null
  #encoder: ModelFiles | null = null

  /** Starts the worker, with the encoder where one was loaded before. */
  async start(): Promise<Ready> {
    const ready = await this.#ask(null, () => {})
    if (ready.kind !== 'ready') throw new Error('expected the worker to be ready')
    return this.#encoder ? await this.loadEncoder(this.#encoder) : ready
  }

  /** @param files kept for the next start */
  async loadEncoder(files: ModelFiles): Promise<Ready> {
    const reply = await this.#ask({ kind: 'load-encoder', files, runtime: await unpack('runtime') }, () => {})
    if (reply.kind !== 'ready') throw new Error('expected the worker to be ready')
    this.#encoder = files
    return reply
  }

  async score(
    request: Omit<Extract<PageRequest, { readonly kind: 'score' }>, 'kind'>,
    onProgress: (doneCount: number, totalCount: number) => void,
  ): Promise<ScoredText> {
    const reply = await this.#ask({ kind: 'score', ...request }, onProgress)
    if (reply.kind !== 'scored') throw new Error('expected scored posts')
    return reply.scored
  }

  /** Ends what runs; the next question needs a `start` before it. */
  stop(): void {
    this.#worker?.then((worker) => worker.terminate())
    this.#worker = null
    this.#waiting?.stop()
  }

  async #ask(request: PageRequest | null, onProgress: (doneCount: number, totalCount: number) => void): Promise<PageReply> {
    return await new Promise<PageReply>((resolve, reject) => {
      const end = (): void => {
        this.#waiting = null
      }
      this.#waiting = {
        take: (reply) => {
          if (reply.kind === 'progress') return onProgress(reply.doneCount, reply.totalCount)
          end()
          if (reply.kind === 'fault') reject(new Error(reply.message))
          else resolve(reply)
        },
        stop: () => {
          end()
          reject(new StoppedError())
        },
      }
      this.#worker ??= this.#open()
      this.#worker.then((worker) => request && worker.postMessage(request), reject)
    })
  }

  async #open(): Promise<Worker> {
    const worker = await startWorker()
    worker.onmessage = ({ data }: MessageEvent<PageReply>) => this.#waiting?.take(data)
    worker.onerror = (event) => this.#waiting?.take({ kind: 'fault', message: event.message || 'the worker could not start' })
    return worker
  }
}

/** Bytes that the page carries in a block of its own, gzipped, in base64. */
export async function unpack(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const binary = atob(byId(id, HTMLScriptElement).text)
  const packed = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) packed[index] = binary.charCodeAt(index)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** The one policy that the page's content policy allows: it makes the address of the worker. */
const POLICY_NAME = 'dealstance-worker'

/** Starts the worker out of the page's own bytes. */
export async function startWorker(): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([await unpack('worker')], { type: 'text/javascript' }))
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  workerPolicy ??= trustedTypes?.createPolicy(POLICY_NAME, { createScriptURL: (one) => one }) ?? { createScriptURL: (one) => one }
  return new Worker(workerPolicy.createScriptURL(url))
}

let workerPolicy: { createScriptURL(url: string): string } | undefined

/** Largest file read: more would not fit into the page's memory beside its results. */
const MAX_BYTE_COUNT = 200_000_000
const ONE_POST_PER = ['line', 'paragraph'] as const
const ENCODER_NAMES: readonly string[] = ['model.json', ...ENCODER_FILES]

type Asked = Omit<Extract<PageRequest, { readonly kind: 'score' }>, 'kind'>

const pasted = byId('pasted', HTMLTextAreaElement)
const threadFile = byId('thread-file', HTMLInputElement)
const encoderFiles = byId('encoder-files', HTMLInputElement)
const modelChoice = byId('model', HTMLSelectElement)
const dealChoice = byId('deal', HTMLSelectElement)
const [moverField, moveField] = [byId('mover', HTMLInputElement), byId('move', HTMLInputElement)]
const perChoice = byId('one-post-per', HTMLSelectElement)
const filter = byId('filter', HTMLSelectElement)
const marks = byId('marks', HTMLInputElement)
const progress = byId('progress', HTMLProgressElement)
const [scoreButton, stopButton] = [byId('score', HTMLButtonElement), byId('stop', HTMLButtonElement)]
const [status, fault] = [byId('status', HTMLElement), byId('fault', HTMLElement)]

const scorer = new Scorer()
let ready: Ready | null = null
let starting: Promise<void> | null = null
let results: ScoredText | null = null
/** The file that was read last; null once something is pasted. */
let chosen: { readonly bytes: Uint8Array; readonly fileName: string } | null = null

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
  status.textContent = said
  setBusy(true)
  try {
    status.textContent = await task()
  } catch (error) {
    if (error instanceof StoppedError) status.textContent = 'Stopped.'
    else {
      status.textContent = ''
      fault.textContent = error instanceof Error ? error.message : String(error)
    }
  } finally {
    setBusy(false)
  }
}

function takeReady(next: Ready): void {
  if (ready === null) {
    dealChoice.append(...next.deals.map(({ id, title, move }) => make('option', { value: id, title: move }, title)))
    filter.append(...next.labels.map((label) => make('option', { value: label }, label)), make('option', { value: 'none' }, 'no label'))
  }
  const chosen = next.modelIds.length > (ready?.modelIds.length ?? 1) ? next.modelIds.at(-1) : modelChoice.value
  modelChoice.replaceChildren(...next.modelIds.map((id) => make('option', { value: id, selected: id === chosen }, id)))
  ready = next
}

function showResults(scored: ScoredText): void {
  results = scored
  byId('read', HTMLElement).textContent = scored.summary
  const heading = byId('results-heading', HTMLElement)
  heading.textContent = scored.card.headline
  byId('card', HTMLElement).replaceChildren(...showCard(scored.card, ready?.sides ?? []))
  byId('downloads', HTMLElement).replaceChildren(
    ...scored.files.map((file) => {
      const button = make('button', { type: 'button' }, `Save ${file.name}`)
      button.addEventListener('click', () => {
        const url = URL.createObjectURL(new Blob([file.content], { type: `${file.type};charset=utf-8` }))
        make('a', { href: url, download: file.name }).click()
        setTimeout(() => URL.revokeObjectURL(url), 60_000)
      })
      return button
    }),
  )
  filter.value = 'all'
  drawPosts()
  byId('results', HTMLElement).hidden = false
  heading.focus({ preventScroll: true })
  heading.scrollIntoView()
}

function drawPosts(): void {
  if (results === null) return
  showPosts(results.posts, filter.value, {
    sides: ready?.sides ?? [],
    isMarked: marks.checked,
    into: byId('posts', HTMLElement),
    said: (text) => {
      byId('shown', HTMLElement).textContent = text
    },
  })
}

/** The deal that is known, or the user's own. */
function readAbout(): Asked['about'] {
  const [mover, move, dealId] = [moverField.value.trim(), moveField.value.trim(), dealChoice.value]
  if ((mover === '') !== (move === ''))
    throw new Error(`Say both whose move it is and what it does, such as “Sonos” and “${moveField.placeholder}”.`)
  if (mover !== '' && dealId !== '') throw new Error('Choose a known deal or name one of your own, not both.')
  return mover === '' ? { dealIds: dealId === '' ? [] : [dealId] } : { mover, move }
}

function score(file: Pick<Asked['given'], 'bytes' | 'fileName'>): Promise<void> {
  return attempt('Scoring…', async () => {
    await whenReady()
    const onePostPer = ONE_POST_PER.find((per) => per === perChoice.value)
    return await scoreRequest({ given: { ...file, ...(onePostPer && { onePostPer }) }, modelId: modelChoice.value, about: readAbout() })
  })
}

async function scoreRequest(request: Asked): Promise<string> {
  const startedAt = performance.now()
  const scored = await scorer.score(request, (doneCount, totalCount) => {
    progress.max = Math.max(1, totalCount)
    if (doneCount > 0) progress.value = doneCount
    status.textContent = `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')}`
  })
  showResults(scored)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const advice = scored.isUntied
    ? ' A thread names no deal that this page knows: to name it, say above whose move it is and what it does.'
    : ''
  const { fileName } = request.given
  return `${fileName === undefined ? '' : `${fileName}: `}${formatCount(scored.posts.length, 'post')} scored by ${request.modelId} in ${seconds} s. Nothing left this machine.${advice}`
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MAX_BYTE_COUNT)
    throw new Error(
      `${file.name}: expected at most ${MAX_BYTE_COUNT / 1e6} MB, got ${Math.ceil(file.size / 1e6)} MB. Use the command line for larger files.`,
    )
  return new Uint8Array(await file.arrayBuffer())
}

/** Files of an encoder are loaded as one; any other is scored as a thread. */
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
  if (file === null) threadFile.value = ''
  byId('chosen', HTMLElement).textContent = file === null ? '' : `Chosen file: ${file.fileName}`
}

/** Scores what is pasted, or the file that was chosen. */
function scoreGiven(): void {
  if (pasted.value.trim() !== '') void score({ bytes: new TextEncoder().encode(pasted.value) })
  else if (chosen !== null) void score(chosen)
  else {
    fault.textContent = 'Paste a thread first, or choose a file.'
    pasted.focus()
  }
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  scoreGiven()
})
pasted.addEventListener('input', () => choose(null))
pasted.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) scoreGiven()
})
byId('sample', HTMLButtonElement).addEventListener('click', () => {
  moverField.value = ''
  moveField.value = ''
  pasted.value = JSON.parse(byId('sample-text', HTMLScriptElement).text) as string
  choose(null)
  scoreGiven()
})
stopButton.addEventListener('click', () => {
  scorer.stop()
  starting = null
})
filter.addEventListener('change', drawPosts)
marks.addEventListener('change', drawPosts)
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
  void takeFiles(files)
})

whenReady().catch((error: unknown) => {
  fault.textContent = `The page could not start: ${error instanceof Error ? error.message : String(error)}`
})
