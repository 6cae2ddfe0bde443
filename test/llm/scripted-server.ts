import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server saw it. */
interface SeenRequest {
  readonly path: string
  readonly body: ChatBody
  readonly headers: IncomingMessage['headers']
  /** The words between <post> and </post>. */
  readonly posts: readonly string[]
  /** 0-based. */
  readonly index: number
}

export interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly temperature?: number
  readonly response_format?: {
    readonly type: string
    readonly json_schema?: { readonly schema: object }
  }
  readonly [field: string]: unknown
}

/** What the server does with a request. */
export type Act = (seen: SeenRequest, response: ServerResponse) => void | Promise<void>

export interface ScriptedServer {
  readonly url: string
  readonly seen: readonly SeenRequest[]
  /** Requests whose answer was written to the end. */
  readonly answeredCount: () => number
  /** Most requests that were under way at once. */
  readonly peakCount: () => number
  readonly connectionCount: () => number
  close(): Promise<void>
}

const wordsOfPosts = (user: string): string[] =>
  [...user.matchAll(/<post>\n([\s\S]*?)\n<\/post>/g)].map(([, words = '']) => words)

/** A server that does as the script says: faults and answers by hand. */
export async function startScripted(act: Act, port = 0): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  let answered = 0
  let open = 0
  let peak = 0
  let connections = 0
  const server: Server = createServer((request, response) => {
    open += 1
    peak = Math.max(peak, open)
    response.on('close', () => {
      open -= 1
    })
    response.on('finish', () => {
      answered += 1
    })
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const body = JSON.parse(text === '' ? '{}' : text) as ChatBody
      const posts = wordsOfPosts(body.messages?.[1]?.content ?? '')
      const one: SeenRequest = {
        path: request.url ?? '',
        body,
        headers: request.headers,
        posts,
        index: seen.length,
      }
      seen.push(one)
      void act(one, response)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    answeredCount: () => answered,
    peakCount: () => peak,
    connectionCount: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

let replyCount = 0

/** The body of an answer, as servers of the protocol write it. */
export const reply = (content: string | null, more: object = {}, choice: object = {}): object => ({
  id: `chatcmpl-${++replyCount}`,
  object: 'chat.completion',
  model: 'served-model',
  choices: [
    { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...choice },
  ],
  // More than any prompt of the tests has.
  usage: { prompt_tokens: 9000, completion_tokens: 6, total_tokens: 9006 },
  ...more,
})

export function send(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Labels by a word of the post alone: what a model that reads only what it should would say. */
export function labelOf(words: string): string {
  if (/give up|giving up|white flag/.test(words)) return 'retreat'
  return /smart|clever/.test(words) ? 'shrewd pivot' : 'neither'
}

/** What a good model answers: the label of the post. */
export const goodAnswer = ({ posts: [words = ''] }: Pick<SeenRequest, 'posts'>): string =>
  JSON.stringify({ label: labelOf(words) })

/** Answers every question by the words of its posts. */
export const answerWell: Act = (seen, response) => send(response, 200, reply(goodAnswer(seen)))
