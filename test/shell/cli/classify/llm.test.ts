import { describe, expect, it } from 'vitest'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { type Act, answerWell, labelOf, reply, send } from '../../../llm/scripted-server.js'
import { inTurn } from '../../../support/hand-labels.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, SAMPLE } from '../cli-harness.js'
import { useScripted } from './ask-scripted.js'

const KEY = 'sk-cli-9876543210'
const { ask, base, seenCount } = useScripted([])
const linesOf = (text: string): ScoredPost[] => fromJsonl(text)
const thread = (texts: readonly string[], replyTo = 'p0'): string =>
  toJsonl(
    texts.map((text, index) => ({ id: `p${index}`, threadId: 't', parentId: index === 0 ? null : replyTo, author: `a${index}`, text })),
  )

describe('classify --llm', () => {
  it('labels posts, says what it asked, keeps the answers, and asks nothing the second time', async () => {
    const folder = newFolder()
    const first = await ask(['classify', SAMPLE, '--llm-price', '1,10'], { folder })
    expect(first.code).toBe(0)
    expect(first.stderr).toMatch(
      /language model: 19 questions, 0 answered from the cache; 19 requests, 171,000 tokens read and 114 written, about 0\.1721 at the price given; parse failures: 0 of 19 \(0\.0%\)/,
    )
    for (const { label, probabilities, model, flags } of linesOf(first.stdout)) {
      expect(['retreat', 'shrewd pivot', 'neither']).toContain(label)
      expect(probabilities).toBeNull()
      expect(model).toMatch(/^llm:tiny@stance-\d+#[0-9a-f]{8}$/)
      expect(flags.some((flag) => /^answer:[a-z0-9-]*:[0-9a-f]{32}$/.test(flag))).toBe(true)
    }
    const second = await ask(['classify', SAMPLE], { folder })
    expect([second.askedCount, second.stdout]).toEqual([0, first.stdout])
    expect(second.stderr).toContain('19 answered from the cache; 0 requests')
  })

  it('counts posts without an answer in the breakdown, with worst-case bounds, and prints the rate of failures', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', thread(['they give up', 'so smart', 'unreadable', 'a question?']))
    const by: Act = (seen, response) => (seen.posts[0] === 'unreadable' ? send(response, 200, reply('hm')) : answerWell(seen, response))
    const { stdout, stderr } = await ask(['classify', posts, '--any-language', '--format', 'json'], { folder, by })
    const { posts: scored, breakdown } = JSON.parse(stdout) as {
      posts: ScoredPost[]
      breakdown: { overall: { unscoredCount: number; bounds: { low: number; high: number }[]; cautions: string[] } }
    }
    expect(scored[2]).toMatchObject({ label: null, status: 'unscored', reason: 'the language model gave no answer in the form asked for' })
    expect(breakdown.overall.unscoredCount).toBe(1)
    expect(breakdown.overall.bounds[0]).toMatchObject({ low: 0.25, high: 0.5 })
    expect(breakdown.overall.cautions.join(' ')).toContain('1 of 4 posts got no label (1 not scored)')
    expect(stderr).toContain('parse failures: 1 of 4 (25.0%)')
  })

  it('prints the prompts and their tokens without a request, and knows which were answered', async () => {
    const folder = newFolder()
    const plan = await ask(['classify', SAMPLE, '--dry-run', '--llm-price', '1,10'], { folder })
    expect([plan.code, plan.askedCount]).toEqual([0, 0])
    expect(plan.stdout).toContain('== system message of the requests below')
    expect(plan.stdout.match(/<post>\n/g)).toHaveLength(19)
    expect(plan.stderr).toMatch(
      /dry run: 19 questions, 0 answered before; 19 requests: likely about [\d,]+ tokens read and 171 written, cost 0\.\d+; at most about [\d,]+ tokens read and 76,000 written, cost 0\.\d+; nothing was sent/,
    )
    await ask(['classify', SAMPLE], { folder })
    const again = await ask(['classify', SAMPLE, '--dry-run'], { folder })
    expect(again.stderr).toContain('dry run: 19 questions, 19 answered before')
  })

  it('puts posts of a thread into one request with --llm-batch, as the plan says beforehand', async () => {
    const folder = newFolder()
    const single = await ask(['classify', SAMPLE])
    const plan = await ask(['classify', SAMPLE, '--llm-batch', '20', '--dry-run'], { folder })
    expect([plan.code, plan.askedCount]).toEqual([0, 0])
    expect(plan.stdout).toContain('Code each post that has a number, 1 to ')
    const [, planned] = /dry run: 19 questions, 0 answered before; (\d+) requests?: likely/.exec(plan.stderr) ?? []
    expect(Number(planned)).toBeLessThan(5)
    const batch = await ask(['classify', SAMPLE, '--llm-batch', '20'], { folder })
    expect([batch.code, batch.askedCount]).toEqual([0, Number(planned)])
    expect(linesOf(batch.stdout).map(({ id, label }) => [id, label])).toEqual(linesOf(single.stdout).map(({ id, label }) => [id, label]))
  })

  it('leaves posts unscored where the budget is spent, and goes on from there', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', thread(['one give up', 'two smart', 'three', 'four']))
    const short = await ask(['classify', posts, '--any-language', '--max-requests', '2', '--llm-slots', '1'], { folder })
    expect([short.code, short.askedCount]).toEqual([0, 2])
    expect(linesOf(short.stdout).map(({ reason }) => reason)).toEqual([
      null,
      null,
      ...Array(2).fill('not asked: the budget of requests was spent (--max-requests)'),
    ])
    expect(short.stderr).toContain('warning: 2 questions without an answer')
    const rest = await ask(['classify', posts, '--any-language'], { folder })
    expect([rest.askedCount, linesOf(rest.stdout).every(({ label }) => label !== null)]).toEqual([2, true])
  })

  it('gives no probabilities where there are none, and refuses what needs them', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', thread(['one give up']))
    const late = await ask(['classify', posts, '--min-probability', '0.5', '--any-language'], { folder })
    expectRefusal(late, 65, 'LLM_PROBABILITIES_MISSING')
  })

  it('shows no key and no name: neither in the output, the cache, a message nor the prompt under pseudonyms', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', thread(['hello @annaschmidt give up', '@annaschmidt smart']))
    const keyFolder = newFolder()
    const seen: string[] = []
    const by: Act = (request, response) => {
      seen.push(JSON.stringify(request.body))
      expect(request.headers.authorization).toBe(`Bearer ${KEY}`)
      return answerWell(request, response)
    }
    const env = { DEALSTANCE_LLM_KEY: KEY }
    const argv = ['classify', posts, '--any-language', '--out', folder.path('out.jsonl'), '--breakdown', folder.path('b.json')]
    const { code, stderr } = await ask([...argv, '--pseudonymise', `new:${keyFolder.path('key')}`], { folder, by, env })
    expect([code, seen.length]).toEqual([0, 2])
    expect(seen.join('')).not.toContain('annaschmidt')
    expect(seen.join('')).toMatch(/@u_[0-9a-f]{16}/)
    for (const text of [stderr, folder.read('out.jsonl'), folder.read('answers.jsonl'), folder.read('b.json')]) {
      expect(text).not.toContain(KEY)
      expect(text).not.toContain('annaschmidt')
    }
  })

  it('asks for labels of one’s own, with their definitions', async () => {
    const folder = newFolder()
    const [labels, sides] = [
      ['support', 'refute', 'comment'],
      ['support', 'refute'],
    ]
    const definitions = { support: 'believes it', refute: 'denies it', comment: 'neither of the two' }
    const scheme = folder.write('scheme.json', JSON.stringify({ id: 'rumour', labels, sides, neutral: 'comment', definitions }))
    const posts = folder.write('posts.jsonl', thread(['it is true', 'no it is not']))
    const by: Act = ({ body, posts: [words = ''] }, response) => {
      expect(body.messages[0]?.content).toContain('- "refute": denies it')
      send(response, 200, reply(JSON.stringify({ label: words.startsWith('no') ? 'refute' : 'support' })))
    }
    const { code, stdout, stderr } = await ask(['classify', posts, '--scheme', scheme, '--any-language'], { folder, by })
    expect([code, stderr]).toEqual([0, expect.stringContaining('parse failures: 0 of 2')])
    expect(linesOf(stdout).map(({ label }) => label)).toEqual(['support', 'refute'])
  })

  it.each([
    [['--llm', 'http://127.0.0.1.evil.com/v1 tiny'], 'The texts of posts would leave this machine: allow it with --allow-remote.'],
    [['--llm', 'nonsense tiny'], 'the address of a server'],
    [['--llm', 'http://localhost:1/v1'], "NAME, or --llm 'URL NAME' in quotes"],

    [['--llm', 'ollama'], 'expected --llm ollama:NAME, got no name.'],
    [['--llm', 'openai:gpt-5-mini', '--allow-remote'], 'a key in the environment variable OPENAI_API_KEY'],
    [['--model', 'linear-en'], 'expected --llm alone, or --ask-llm below:P with --llm, got --model linear-en and --llm'],
    [['--llm-temperature', '1'], 'unknown option --llm-temperature'],
    [['--llm-batch', '0'], '--llm-batch'],
    [['--llm-price', 'cheap'], 'two numbers, such as 0.15,0.60'],
    [['--llm-key-env', 'NO_SUCH_KEY'], 'a key in the environment variable NO_SUCH_KEY'],
    [['--llm-key-env', 'sk-secret-in-place-of-a-name'], 'the name of an environment variable'],
    [['--llm-prompt', 'package.json'], 'expected a head with id and version'],
  ])('refuses %j with one line, 64 or 65, and asks nothing', async (more, words) => {
    const before = seenCount()
    const own = more.includes('--llm') ? [] : base()
    const { code, stdout, stderr } = await runCli(['classify', SAMPLE, ...own, '--llm-cache', newFolder().path('a.jsonl'), ...more])
    expect([64, 65]).toContain(code)
    expect([stdout, seenCount()]).toEqual(['', before])
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('sk-secret')
  })

  it('takes the key of a service by its variable, and still asks before texts leave this machine', async () => {
    const argv = ['classify', SAMPLE, '--llm', 'groq:openai/gpt-oss-20b', '--llm-cache', newFolder().path('a.jsonl')]
    expectRefusal(await runCli(argv, { env: { GROQ_API_KEY: KEY } }), 64, '--allow-remote')
  })

  it('says how many answers were cut or read in another form', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', thread(['they give up', 'cut', 'so smart']))
    const by: Act = ({ posts: [words = ''] }, response) => {
      if (words === 'cut') return send(response, 200, reply('', {}, { finish_reason: 'length' }))
      send(response, 200, reply(`\`\`\`json\n{"label": "${labelOf(words)}"}\n\`\`\``))
    }
    const { stdout, stderr } = await ask(['classify', posts, '--any-language'], { folder, by })
    expect(linesOf(stdout).map(({ label }) => label)).toEqual(['retreat', null, 'shrewd pivot'])
    expect(stderr).toContain('read in another form than asked for: 2')
    expect(stderr).toContain('1 question cut by the server, prompt or answer: give it a larger context window')
  })

  it('refuses its options beside another model, and a model without them', async () => {
    expectRefusal(await runCli(['classify', SAMPLE, '--model', 'sentiment', '--llm-slots', '3']), 64, '--llm-slots with --llm')
    expectRefusal(await runCli(['classify', SAMPLE, '--ask-llm', 'below:0.5']), 64, 'expected --llm ollama:NAME')
  })
})

describe('evaluate --llm', () => {
  const texts = ['they give up', 'smart move', 'when is the call', 'declined', 'white flag', 'clever']
  const about = { mover: 'Acme', move: 'Acme sells.' }
  const gold = toJsonl(texts.map((text, index) => ({ id: `${index}`, ...about, text, label: inTurn(text, index) })))

  it('measures it beside the controls; posts without an answer count as wrong', async () => {
    const folder = newFolder()
    const path = folder.write('gold.jsonl', gold)
    const by: Act = (seen, response) => (seen.posts[0] === 'declined' ? send(response, 200, reply('no')) : answerWell(seen, response))
    const { code, stdout, stderr, askedCount } = await ask(['evaluate', '--gold', path, '--format', 'json'], { folder, by })
    expect([code, askedCount, stderr]).toEqual([0, 7, expect.stringContaining('parse failures: 1 of 6')])
    const { evaluations } = JSON.parse(stdout) as {
      evaluations: { models: { model: string; measurement: { accuracy: number; calibrationError: number | null } }[] }[]
    }
    expect(evaluations[0]?.models[0]).toMatchObject({ model: 'llm', measurement: { calibrationError: null } })
    expect(evaluations[0]?.models[0]?.measurement.accuracy).toBeCloseTo(3 / 6, 10)
  })

  it('prints a row for the card, with the model, the day and the figures', async () => {
    const path = newFolder().write('gold.jsonl', gold)
    const { stdout } = await ask(['evaluate', '--gold', path])
    expect(stdout).toMatch(
      /llm: right on 50 of 100 posts, "(?:retreat|shrewd pivot|neither)" for every post on 33 of 100; 1 of 4 posts with a side got/,
    )
    expect(stdout).toMatch(
      /A row for models\/llm\/card\.md:\n\| `llm:tiny@stance-\d+#[0-9a-f]{8}` \| \d{4}-\d\d-\d\d \| gold\.jsonl \| 6 \| 0\.500 \| .* \| 1 of 4 \| 1 of 4 \| WHO RAN IT \|/,
    )
  })

  it('refuses what it has no use for', async () => {
    expectRefusal(await ask(['evaluate', '--gold', 'gold.jsonl', '--dry-run']), 64, '--dry-run with classify')
  })
})
