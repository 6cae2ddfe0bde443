import { readFileSync } from 'node:fs'
import type { LinearModelHeader } from '../../../src/judge/stance/linear/linear-model.js'
import type { PageFile, PageReply, PageRequest } from '../../../src/shell/browser/page-messages.js'
import { type PageChannel, startPageWorker } from '../../../src/shell/browser/page-worker.js'

const pack = (folder: string, header: string) => ({
  header: JSON.parse(readFileSync(`models/${folder}/${header}`, 'utf8')) as LinearModelHeader,
  weights: readFileSync(`models/${folder}/weights.bin`).toString('base64'),
})
const linear = pack('linear-en', 'model.json')
const figures = ['linear-en', 'stance-en'].map((id) =>
  JSON.parse(readFileSync(`models/${id}/figures.json`, 'utf8')),
)

/**
 * A worker without a browser: what it says is read from the queue; `answer` leaves out its
 * progress, and keeps what a browser would keep in `kept`.
 */
export function startHere(served: Parameters<typeof startPageWorker>[2] = null) {
  const replies: PageReply[] = []
  const kept: Record<string, string> = {}
  let wake = (): void => {}
  const channel: PageChannel = {
    onmessage: null,
    postMessage: (reply) => {
      replies.push(reply)
      wake()
    },
  }
  startPageWorker({ linear, figures }, channel, served)
  const next = async (): Promise<PageReply> => {
    while (replies.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return replies.shift() as PageReply
  }
  const ask = (data: PageRequest): void => channel.onmessage?.({ data })
  const answer = async (data: PageRequest): Promise<PageReply> => {
    ask(data)
    for (;;) {
      const reply = await next()
      if (reply.kind === 'keep' && reply.text === '') delete kept[reply.key]
      else if (reply.kind === 'keep') kept[reply.key] = reply.text
      else if (reply.kind !== 'progress' && reply.kind !== 'ready') return reply
    }
  }
  return { ask, next, answer, kept }
}

type Worker = ReturnType<typeof startHere>

/** The view that a request leads to. */
export async function viewAfter({ answer }: Worker, request: PageRequest) {
  const reply = await answer(request)
  if (reply.kind !== 'checked') throw new Error(JSON.stringify(reply))
  return reply.view
}

/** The view now. */
export const viewNow = (worker: Worker) => viewAfter(worker, { kind: 'check', kept: null })

/** A worker whose check of a scored text is open. */
export async function openHere(request: PageRequest): Promise<Worker> {
  const worker = startHere()
  await worker.answer(request)
  await viewAfter(worker, { kind: 'check', kept: {} })
  return worker
}

/** Labels so many open posts. @param labelOf gives the label for a text */
export async function labelOpen(
  { answer }: Worker,
  count: number,
  labelOf: (text: string) => string | null,
): Promise<void> {
  const ask = async (route: string, revision: number, label: string | null) => {
    const reply = await answer({ kind: 'answer', route, revision, label })
    if (reply.kind !== 'answered' || !('revision' in reply.answer))
      throw new Error(JSON.stringify(reply))
    return reply.answer
  }
  let state = await ask('state', -1, null)
  for (let done = 0; done < count; done++)
    state = await ask('label', state.revision, labelOf(state.unit?.post.text ?? ''))
}

/** Labels so many of the next posts. @returns the view behind them */
export async function readNext(worker: Worker, ...how: LabelOpen) {
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, ...how)
  return await viewNow(worker)
}

type LabelOpen = Parameters<typeof labelOpen> extends [unknown, ...infer How] ? How : never

/** The file for a second reader. */
export async function fileFor({ answer }: Worker): Promise<PageFile> {
  const reply = await answer({ kind: 'give' })
  if (reply.kind !== 'reported') throw new Error(JSON.stringify(reply))
  return reply.file
}

export async function secondView(
  { answer }: Worker,
  text: string | null,
  kept: Readonly<Record<string, string>> = {},
) {
  const reply = await answer({ kind: 'second', text, kept })
  if (reply.kind !== 'second') throw new Error(JSON.stringify(reply))
  return reply.view
}

/** The labels that a second reader gives the posts of the first one's page. */
export async function secondLabels(worker: Worker, ...how: LabelOpen): Promise<string> {
  const second = startHere()
  await secondView(second, (await fileFor(worker)).content)
  await labelOpen(second, ...how)
  return (await secondView(second, null)).labels.content
}
