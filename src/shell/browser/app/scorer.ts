import { decodeBase64 } from '../../../base/text/bytes.js'
import { byId } from '../dom.js'
import type { PageReply, PageRequest } from '../page-messages.js'

export type Ready = Extract<PageReply, { readonly kind: 'ready' }>

export class StoppedError extends Error {}

export class PageError extends Error {
  /** Code of an error of the package; null for any other error. */
  readonly code: string | null
  /** The kind of a text without posts; else empty. */
  readonly seen: string

  constructor({ message, code, seen }: Extract<PageReply, { readonly kind: 'fault' }>) {
    super(message)
    this.code = code
    this.seen = seen
  }
}

/** The worker as the page sees it: one question after the other, started anew after a stop. */
export class Scorer {
  readonly #keep: (key: string, text: string) => void
  #worker: Promise<Worker> | null = null
  #waiting: { take(reply: PageReply): void; stop(): void } | null = null
  #before: Promise<unknown> = Promise.resolve()

  constructor(keep: (key: string, text: string) => void) {
    this.#keep = keep
  }

  start(): Promise<Ready> {
    return this.ask(null, 'ready')
  }

  /** Ends the worker; the next question needs a `start` before it. */
  stop(): void {
    this.#worker?.then((worker) => worker.terminate())
    this.#worker = null
    this.#waiting?.stop()
  }

  /** The worker's answer of this kind. @param request null for the one that it gives unasked */
  ask<Kind extends PageReply['kind']>(
    request: PageRequest | null,
    kind: Kind,
    onProgress: (doneCount: number, totalCount: number) => void = () => {},
  ): Promise<Extract<PageReply, { readonly kind: Kind }>> {
    type Wanted = Extract<PageReply, { readonly kind: Kind }>
    const begin = (resolve: (reply: Wanted) => void, reject: (error: unknown) => void): void => {
      const end = (): void => {
        this.#waiting = null
      }
      this.#waiting = {
        take: (reply) => {
          if (reply.kind === 'progress') return onProgress(reply.doneCount, reply.totalCount)
          if (reply.kind === 'keep') return this.#keep(reply.key, reply.text)
          end()
          if (reply.kind === 'fault') reject(new PageError(reply))
          else if (reply.kind === kind) resolve(reply as Wanted)
          else reject(new Error(`expected ${kind}, got ${reply.kind}`))
        },
        stop: () => {
          end()
          reject(new StoppedError())
        },
      }
      this.#worker ??= this.#open()
      this.#worker.then((worker) => request && worker.postMessage(request), reject)
    }
    const answer = this.#before.then(() => new Promise(begin))
    this.#before = answer.catch(() => {})
    return answer
  }

  async #open(): Promise<Worker> {
    const worker = await startWorker()
    worker.onmessage = ({ data }: MessageEvent<PageReply>) => this.#waiting?.take(data)
    worker.onerror = (event) =>
      this.#waiting?.take({
        kind: 'fault',
        message: event.message || 'the worker could not start',
        code: null,
        seen: '',
      })
    return worker
  }
}

/** Bytes in a block of the page, gzipped, in base64. */
async function unpack(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = decodeBase64(byId(id, HTMLScriptElement).text)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

interface TrustedRules {
  createScriptURL(url: string): string
}

interface TrustedTypes {
  createPolicy(name: string, rules: TrustedRules): TrustedRules
}

/** Address of the page where a program serves it; empty where it is a file. */
export const ADDRESS = location.protocol === 'file:' ? '' : location.href.split('#', 1).join('')

/** Starts the worker out of the page's own bytes; its name is the page's address. */
async function startWorker(): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([await unpack('worker')], { type: 'text/javascript' }))
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  // The only policy that the page's content policy allows.
  const rules = { createScriptURL: (one: string) => one }
  workerPolicy ??= trustedTypes?.createPolicy('dealstance-worker', rules) ?? rules
  return new Worker(workerPolicy.createScriptURL(url), { name: ADDRESS })
}

let workerPolicy: TrustedRules | undefined
