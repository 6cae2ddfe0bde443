import { type TransferListItem, Worker, type WorkerOptions } from 'node:worker_threads'
import { PipelineError } from '../../../base/errors.js'

/**
 * Starts a worker thread from a file beside the caller: the source for a source, else the built
 * file.
 *
 * @param name file name without its extension
 * @param from `import.meta.url` of the caller
 */
function startWorker(name: string, from: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, from), options)
  // A worker does not inherit the TypeScript loader, and Node 20 cannot start one from a TypeScript
  // file.
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL(`./${name}.ts`, from).href
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(code, { ...options, eval: true })
}

interface Answer {
  readonly job: number
  readonly value?: unknown
  readonly fault?: ReturnType<typeof packFault>
}

/**
 * A worker thread that answers jobs, see {@link answerJobs}. An idle one does not keep the process
 * alive.
 */
export class AskedWorker<Order extends object> {
  readonly #worker: Worker
  readonly #pending = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void }
  >()
  #jobNumber = 0
  /** Reason for the end of the thread; null while it runs. */
  failure: Error | null = null

  constructor(...worker: Parameters<typeof startWorker>) {
    this.#worker = startWorker(...worker)
    this.#worker.on('message', ({ job, value, fault }: Answer) => {
      const pending = this.#pending.get(job)
      this.#pending.delete(job)
      if (fault) pending?.reject(unpackFault(fault))
      else pending?.resolve(value)
      // A thread that is ending keeps the process alive until its end.
      if (this.#pending.size === 0 && this.failure === null) this.#worker.unref()
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) =>
      this.#fail(
        new PipelineError('INTERNAL', `a worker thread ended with code ${code}. Report it.`),
      ),
    )
  }

  ask<Value>(order: Order): Promise<Value> {
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure)
      const job = this.#jobNumber++
      this.#pending.set(job, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ job, order })
    })
    // An error is thrown when the result is awaited.
    answer.catch(() => {})
    return answer as Promise<Value>
  }

  /** Ends the thread; open jobs are rejected. */
  async close(): Promise<void> {
    this.#fail(new Error('the worker thread was closed'))
    await this.#worker.terminate()
  }

  #fail(error: Error): void {
    this.failure ??= error
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}

/**
 * Answers the jobs of an {@link AskedWorker} one after another, in the worker.
 *
 * @param buffersOf what is transferred instead of copied
 */
export function answerJobs<Order, Value>(
  port: NonNullable<typeof import('node:worker_threads').parentPort>,
  carryOut: (order: Order) => Promise<Value>,
  buffersOf: (value: Value) => readonly TransferListItem[] = () => [],
): void {
  let turn: Promise<void> = Promise.resolve()
  port.on('message', ({ job, order }: { readonly job: number; readonly order: Order }) => {
    turn = turn.then(async () => {
      try {
        const value = await carryOut(order)
        port.postMessage({ job, value } satisfies Answer, buffersOf(value))
      } catch (error) {
        port.postMessage({ job, fault: packFault(error) } satisfies Answer)
      }
    })
  })
}

/** An error as plain data, because structured cloning loses its class. */
function packFault(error: unknown) {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const { code, context } = error instanceof PipelineError ? error : { code: null, context: {} }
  return {
    code,
    name,
    message,
    stack,
    context: JSON.parse(JSON.stringify(context)) as Readonly<Record<string, unknown>>,
  }
}

function unpackFault({ code, name, message, stack, context }: ReturnType<typeof packFault>): Error {
  return Object.assign(
    code === null ? new Error(message) : new PipelineError(code, message, { context }),
    { name, stack },
  )
}
