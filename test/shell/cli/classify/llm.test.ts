import { expect, it } from 'vitest'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import {
  type Act,
  answerWell,
  labelOf,
  reply,
  send,
  startScripted,
} from '../../../llm/scripted-server.js'
import {
  expectRefusal,
  fromJsonl,
  newFolder,
  runCli,
  SAMPLE,
  scoredIn,
  toJsonl,
} from '../cli-harness.js'
import { useScripted } from './ask-scripted.js'

const KEY = 'sk-cli-9876543210'
const { ask } = useScripted([])
const thread = (texts: readonly string[], replyTo = 'p0'): string =>
  toJsonl(
    texts.map((text, index) => ({
      id: `p${index}`,
      threadId: 't',
      parentId: index === 0 ? null : replyTo,
      author: `a${index}`,
      text,
    })),
  )

it('labels posts, says what it asked, keeps the answers, and asks nothing the second time', async () => {
  const folder = newFolder()
  const first = await ask(['classify', SAMPLE], { folder })
  expect(first.code).toBe(0)
  expect(first.stderr).toMatch(
    /language model: 19 questions, 0 answered from the cache; 19 requests\n/,
  )
  for (const { label, probabilities, model, flags } of scoredIn(first.stdout)) {
    expect(['retreat', 'shrewd pivot', 'neither']).toContain(label)
    expect(probabilities).toBeNull()
    expect(model).toMatch(/^llm:tiny@stance-\d+#[0-9a-f]{8}$/)
    expect(flags.some((flag) => /^answer:[a-z0-9-]*:[0-9a-f]{32}$/.test(flag))).toBe(true)
  }
  const second = await ask(['classify', SAMPLE], { folder })
  expect([second.askedCount, second.stdout]).toEqual([0, first.stdout])
  expect(second.stderr).toContain('19 answered from the cache; 0 requests')
})

it('counts posts without an answer in the breakdown, with worst-case bounds, and prints the number of failures', async () => {
  const folder = newFolder()
  const posts = folder.write(
    'posts.jsonl',
    thread(['they give up', 'so smart', 'unreadable', 'a question?']),
  )
  const by: Act = (seen, response) =>
    seen.posts[0] === 'unreadable' ? send(response, 200, reply('hm')) : answerWell(seen, response)
  const { stdout, stderr } = await ask(['classify', posts, '--any-language', '--format', 'json'], {
    folder,
    by,
  })
  const { posts: scored, breakdown } = JSON.parse(stdout) as {
    posts: ScoredPost[]
    breakdown: {
      overall: {
        unscoredCount: number
        bounds: { low: number; high: number }[]
        findings: object[]
      }
    }
  }
  expect(scored[2]).toMatchObject({
    label: null,
    status: 'unscored',
    reason: 'the language model gave no answer in the form asked for',
  })
  expect(breakdown.overall.unscoredCount).toBe(1)
  expect(breakdown.overall.bounds[0]).toMatchObject({ low: 0.25, high: 0.5 })
  expect(breakdown.overall.findings).toContainEqual(
    expect.objectContaining({
      id: 'not-for-print',
      byModel: expect.objectContaining({ postCount: 4, unscoredCount: 1 }),
    }),
  )
  expect(stderr).toContain(
    '1 question without a label; the posts stay unscored: the language model gave no answer in the form',
  )
})

it('leaves posts unscored where the budget is spent, and goes on from there', async () => {
  const folder = newFolder()
  const posts = folder.write('posts.jsonl', thread(['one give up', 'two smart', 'three', 'four']))
  const short = await ask(['classify', posts, '--any-language', '--max-requests', '2'], { folder })
  expect([short.code, short.askedCount]).toEqual([0, 2])
  expect(scoredIn(short.stdout).map(({ reason }) => reason)).toEqual([
    null,
    null,
    ...Array(2).fill('not asked: the budget of requests was spent (--max-requests)'),
  ])
  expect(short.stderr).toContain(
    'warning: 2 questions without a label; the posts stay unscored: not asked',
  )
  expect(short.stderr).toContain('The same command asks for the 2 without an answer')
  const rest = await ask(['classify', posts, '--any-language'], { folder })
  expect([rest.askedCount, scoredIn(rest.stdout).every(({ label }) => label !== null)]).toEqual([
    2,
    true,
  ])
})

it('gives no probabilities, and refuses what needs them', async () => {
  const folder = newFolder()
  const posts = folder.write('posts.jsonl', thread(['one give up']))
  const refused = await ask(['classify', posts, '--min-probability', '0.5', '--any-language'], {
    folder,
  })
  expectRefusal(
    refused,
    64,
    'expected --min-probability with a model that gives probabilities, got it with --llm alone',
  )
})

it('shows no key and no name: neither in the output, the cache, a message nor the prompt under pseudonyms', async () => {
  const folder = newFolder()
  const posts = folder.write(
    'posts.jsonl',
    thread(['hello @annaschmidt give up', '@annaschmidt smart']),
  )
  const keyFolder = newFolder()
  const seen: string[] = []
  const by: Act = (request, response) => {
    seen.push(JSON.stringify(request.body))
    expect(request.headers.authorization).toBe(`Bearer ${KEY}`)
    return answerWell(request, response)
  }
  const env = { DEALSTANCE_LLM_KEY: KEY }
  const argv = ['classify', posts, '--any-language', '--out', folder.path('out.jsonl')]
  const { code, stderr } = await ask([...argv, '--pseudonymise', `new:${keyFolder.path('key')}`], {
    folder,
    by,
    env,
  })
  expect([code, seen.length]).toEqual([0, 2])
  expect(seen.join('')).not.toContain('annaschmidt')
  expect(seen.join('')).toMatch(/@u_[0-9a-f]{16}/)
  for (const text of [stderr, folder.read('out.jsonl'), folder.read('llm-answers.jsonl')]) {
    expect(text).not.toContain(KEY)
    expect(text).not.toContain('annaschmidt')
  }
})

it('asks for labels of one’s own, with their definitions', async () => {
  const folder = newFolder()
  const labels = ['support', 'refute', 'comment']
  const definitions = { support: 'believes it', refute: 'denies it', comment: 'neither of the two' }
  const scheme = folder.write(
    'scheme.json',
    JSON.stringify({ id: 'rumour', labels, neutral: 'comment', definitions }),
  )
  const posts = folder.write('posts.jsonl', thread(['it is true', 'no it is not']))
  const by: Act = ({ body, posts: [words = ''] }, response) => {
    expect(body.messages[0]?.content).toContain('- "refute": denies it')
    send(
      response,
      200,
      reply(JSON.stringify({ label: words.startsWith('no') ? 'refute' : 'support' })),
    )
  }
  const { code, stdout, stderr } = await ask(
    ['classify', posts, '--scheme', scheme, '--any-language'],
    { folder, by },
  )
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('without a label')])
  expect(fromJsonl(stdout).map(({ label }) => label)).toEqual(['support', 'refute'])
})

it('takes the key of a service by its variable, and still asks before texts leave this machine', async () => {
  const argv = ['classify', SAMPLE, '--llm', 'groq:openai/gpt-oss-20b']
  expectRefusal(await runCli(argv, { env: { GROQ_API_KEY: KEY } }), 64, '--allow-remote')
})

it('says how many answers were cut, and what to set', async () => {
  const folder = newFolder()
  const posts = folder.write('posts.jsonl', thread(['they give up', 'cut', 'so smart']))
  const by: Act = ({ posts: [words = ''] }, response) => {
    if (words === 'cut') return send(response, 200, reply('', {}, { finish_reason: 'length' }))
    send(response, 200, reply(`\`\`\`json\n{"label": "${labelOf(words)}"}\n\`\`\``))
  }
  const { stdout, stderr } = await ask(['classify', posts, '--any-language'], { folder, by })
  expect(scoredIn(stdout).map(({ label }) => label)).toEqual(['retreat', null, 'shrewd pivot'])
  expect(stderr).toContain(
    '1 question without a label; the posts stay unscored: the answer was cut off at the limit of tokens',
  )
})

// Found: the answers of one server were given out as those of another with a model of that name.
it('asks another server itself, whatever its model is called, and records who answered', async () => {
  const folder = newFolder()
  const posts = folder.write('posts.jsonl', thread(['one give up', 'two smart']))
  const run = async (url: string) => {
    const out = folder.path('scored.jsonl')
    const argv = ['classify', posts, '--any-language', '--llm', `${url} tiny`, '--out', out]
    const { code, stderr } = await runCli(argv)
    expect(code, stderr).toBe(0)
    const { runs } = JSON.parse(folder.read('scored.jsonl.run.json')) as { runs: object[] }
    return runs
  }
  const named =
    (served: string): Act =>
    (_, response) =>
      send(response, 200, { ...reply('{"label":"retreat"}'), model: served })
  const first = await startScripted(named('q4'))
  const other = await startScripted(named('q8'))
  try {
    const server = (url: string): string => `${url}/chat/completions`
    const asked = { model: 'tiny', cachedCount: 0 }
    expect(await run(first.url)).toMatchObject([
      { asked: { ...asked, server: server(first.url), served: [{ name: 'q4', answerCount: 2 }] } },
    ])
    expect(await run(other.url)).toMatchObject([
      { asked: { ...asked, server: server(other.url), served: [{ name: 'q8', answerCount: 2 }] } },
    ])
    expect([first.seen.length, other.seen.length]).toEqual([2, 2])
    expect(await run(first.url)).toMatchObject([
      { asked: { server: server(first.url), served: [{ name: 'q4' }], cachedCount: 2 } },
    ])
    expect(first.seen).toHaveLength(2)
  } finally {
    await Promise.all([first.close(), other.close()])
  }
})
