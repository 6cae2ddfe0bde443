import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, expect, it, vi } from 'vitest'
import {
  createLabelSession,
  type SessionAnswer,
  type SessionState,
} from '../../../../src/count/audit/label/label-session.js'
import { unitViewer } from '../../../../src/count/audit/label/show-unit.js'
import { createAuditLog } from '../../../../src/shell/node/audit/audit-log.js'
import { serveLabelPage } from '../../../../src/shell/node/audit/audit-server.js'
import { draw } from '../../../count/audit/audit-example.js'
import { manyPosts, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { newFolder } from '../../cli/cli-harness.js'

const posts = manyPosts(40, 3)
const GRACE_MS = 60_000
const log = await createAuditLog(newFolder().path('audit.jsonl'), draw(posts, 10))
const task = { coder: 'a', isAdjudication: false, doubleCodeShare: 0 }
const session = createLabelSession({
  log,
  task,
  show: unitViewer(posts, new Map()),
  now: () => '2026-01-02T03:04:05.000Z',
})
const server = await serveLabelPage({ session }, GRACE_MS)
afterAll(async () => {
  await server.close()
  await log.close()
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A request with exactly these headers: fetch would not let Host and Origin be forged. */
function ask(
  route: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const url = new URL(route, server.url)
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: url.port, path: url.pathname, method, headers },
      (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

const post = (
  route: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  ask(route, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(server.url).origin, ...headers },
    body: JSON.stringify(value),
  })
const stateOf = ({ body }: Answer): SessionState => JSON.parse(body) as SessionState

it('serves the page under a strict policy, and the state', async () => {
  const page = await ask('')
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers).toMatchObject({
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-[^']+'; connect-src 'self'/,
    ),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(page.body).not.toMatch(/(src|href)="(?!data:,)/)
  expect(page.body).not.toMatch(/https?:/)
  expect(stateOf(await ask('state'))).toMatchObject({
    revision: 0,
    doneCount: 0,
    totalCount: 10,
    coder: 'a',
  })
})

it.each([
  ['another host', 'state', { headers: { host: 'evil.example' } }, 421],
  ['a name that points here', 'state', { headers: { host: 'localhost:80' } }, 421],
  ['no token', '/state', {}, 404],
  ['a wrong token', `/${'A'.repeat(32)}/state`, {}, 404],
  ['a page of another site', 'state', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['a frame of another site', '', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
  ['an unknown route', 'x', {}, 405],
  ['another method', 'label', { method: 'PUT' }, 405],
])('answers %s with nothing', async (_name, route, options, status) => {
  const answer = await ask(route, options)
  expect(answer.status).toBe(status)
  expect(answer.body.length).toBeLessThan(40)
})

it('takes no label from another origin, of another type, too long, or outside the scheme', async () => {
  const label = { revision: 0, label: RETREAT }
  const answers = await Promise.all([
    post('label', label, { origin: 'http://evil.example' }),
    post('label', label, { origin: 'null' }),
    post('label', label, { 'sec-fetch-site': 'cross-site' }),
    post('label', label, { 'content-type': 'text/plain' }),
    post('label', { ...label, more: 'x'.repeat(20_000) }),
    post('label', { revision: 0, label: 'maybe' }),
    post('label', { label: RETREAT }),
    post('label', { ...label, note: 'x'.repeat(501) }),
    post('label', 'x'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 415, 400, 400, 400, 400, 400])
  expect(log.events).toEqual([])
})

it('counts an answer that is sent twice, or to a state that has passed, once', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() => post('label', { revision: 0, label: RETREAT })),
  )
  expect(answers.map((answer) => stateOf(answer).revision)).toEqual([1, 1, 1])
  expect(stateOf(await post('label', { revision: 0, label: PIVOT }))).toMatchObject({
    revision: 1,
    doneCount: 1,
  })
  expect(stateOf(await post('undo', { revision: 0 }))).toMatchObject({ revision: 1, doneCount: 1 })
  expect(stateOf(await post('undo', { revision: 1 }))).toMatchObject({
    revision: 2,
    doneCount: 0,
    last: [],
  })
  expect(stateOf(await post('undo', { revision: 2 })).revision).toBe(2)
})

it('says whose label stands to a window whose answer another window was before (said "Saved")', async () => {
  const { revision } = stateOf(await ask('state'))
  const answerOf = async (route: string, value: object) =>
    (stateOf(await post(route, value)) as SessionAnswer).notTaken
  expect(await answerOf('label', { revision, label: RETREAT })).toBeNull()
  expect(await answerOf('label', { revision, label: PIVOT })).toBe(
    'Not taken: in another window coder a labelled this post retreat, and that label stands.',
  )
  expect(await answerOf('undo', { revision })).toContain('and that label stands')
  expect(await answerOf('undo', { revision: revision + 1 })).toBeNull()
  expect(await answerOf('label', { revision, label: PIVOT })).toBe(
    'Not taken: another window changed this post, and it has no label now.',
  )
  expect(await answerOf('label', { revision: revision + 2, label: null })).toBeNull()
  expect(await answerOf('label', { revision, label: PIVOT })).toContain('coder a skipped this post')
  expect(await answerOf('undo', { revision: revision + 3 })).toBeNull()
})

it('listens on the loopback address alone', async () => {
  const port = Number(new URL(server.url).port)
  const others = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address),
  )
  for (const host of others) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host, port, timeout: 1000 })
      socket.on('connect', () => resolve('connected'))
      socket.on('error', () => resolve('refused'))
      socket.on('timeout', () => resolve('refused'))
    })
    expect(outcome, host).toBe('refused')
  }
  expect(new URL(server.url).hostname).toBe('127.0.0.1')
  expect(new URL(server.url).pathname.length).toBeGreaterThan(30)
})

it('ends some time after the last label, not while one is taken back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    let state = stateOf(await ask('state'))
    while (state.unit !== null)
      state = stateOf(await post('label', { revision: state.revision, label: null }))
    expect(vi.getTimerCount()).toBe(1)
    state = stateOf(await post('undo', { revision: state.revision }))
    expect(vi.getTimerCount()).toBe(0)
    await post('label', { revision: state.revision, label: PIVOT })
    vi.advanceTimersByTime(GRACE_MS)
    await server.finished
  } finally {
    vi.useRealTimers()
  }
  expect(stateOf(await ask('state'))).toMatchObject({ unit: null, doneCount: 10 })
})
