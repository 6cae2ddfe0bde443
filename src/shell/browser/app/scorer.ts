import type { ModelFiles, PageReply, PageRequest, ScoredText } from '../page-messages.js'
import { byId } from './dom.js'

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
