import { expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { NO_ANSWER_FLAG } from '../../../../src/judge/stance/asking-classifier.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { type Act, answerWell, labelOf, reply, send } from '../../../llm/scripted-server.js'
import {
  expectRefusal,
  labelsOf,
  newFolder,
  runCli,
  SAMPLE,
  scoredIn,
  toJsonl,
} from '../cli-harness.js'
import { useScripted } from './ask-scripted.js'

const SMALL = ['--model', 'linear-en']
const { ask: run } = useScripted(SMALL)
const ask = (argv: readonly string[], options?: Parameters<typeof run>[1]) =>
  run(['classify', ...argv], options)
/** Posts of one thread, a third on either side and a third on none. */
const crowd = (
  count: number,
  words = ['They are giving up on it', 'So smart, clever', 'What'],
): string =>
  toJsonl(
    Array.from({ length: count }, (_, index) => {
      const text = `${words[index % 3]} number ${index}`
      return { id: `p${index}`, threadId: 't', author: `a${index}`, text }
    }),
  )
const byWords = ({ text }: ScoredPost): string => labelOf(text)
const NAMING = ['--mover', 'Acme', '--move', 'sells its lab', '--any-language']
const isAsked = ({ flags }: ScoredPost): boolean => flags.some((flag) => flag.startsWith('answer:'))

it('labels the unsure posts by the language model, leaves the others as they are, and names one model', async () => {
  const folder = newFolder()
  const { stdout, stderr, askedCount } = await ask(
    [SAMPLE, '--ask-llm', 'below:0.8', '--evidence', 'on'],
    { folder },
  )
  expect(stderr).toContain(`${askedCount} of 19 posts were asked: linear-en is below 0.8 there`)
  const plain = scoredIn((await runCli(['classify', SAMPLE, ...SMALL, '--evidence', 'on'])).stdout)
  const posts = scoredIn(stdout)
  expect(new Set(posts.map(isAsked))).toEqual(new Set([true, false]))
  for (const [index, post] of posts.entries()) {
    const { label, labelledBy, probabilities, stances, evidence, model, status } = post
    expect(model).toMatch(/^linear-en\+llm:tiny@stance-\d+#[0-9a-f]{8}<0\.8$/)
    expect(stances[0]?.labelledBy).toBe(labelledBy)
    // It learnt nothing.
    expect(post).not.toHaveProperty('unlearnt')
    if (isAsked(post)) {
      expect({ label, labelledBy, probabilities, evidence, status }).toEqual({
        label: labelOf(post.text),
        labelledBy: 'llm',
        probabilities: null,
        evidence: [],
        status: 'scored',
      })
    } else {
      expect(labelledBy).toBe('model')
      // What it inherits through an answered post goes another way.
      if (post.parentId === null)
        expect({ label, probabilities }).toEqual({
          label: plain[index]?.label,
          probabilities: plain[index]?.probabilities,
        })
    }
  }
  const again = await ask([SAMPLE, '--ask-llm', 'below:0.8', '--evidence', 'on'], { folder })
  expect([again.askedCount, again.stdout]).toEqual([0, stdout])
})

it('keeps the small model’s label, flagged, where there is no answer, and asks for that alone the next time', async () => {
  const folder = newFolder()
  const out = folder.path('scored.jsonl')
  const by: Act = (seen, response) =>
    seen.index % 2 === 0 ? send(response, 200, reply('hm')) : answerWell(seen, response)
  const argv = [SAMPLE, '--ask-llm', 'below:0.8', '--out', out]
  const short = await ask([...argv, '--max-requests', '5'], { folder, by })
  expect(short.code).toBe(0)
  expect(short.stderr).toMatch(
    /warning: \d+ questions? without a label; the posts keep the label of linear-en, flagged llm-no-answer/,
  )
  const posts = scoredIn(folder.read('scored.jsonl'))
  // A post on two deals may have an answer on one of them.
  const silent = posts.filter(
    ({ flags, stances }) => flags.includes(NO_ANSWER_FLAG) && (stances?.length ?? 0) < 2,
  )
  expect(silent.length).toBeGreaterThan(0)
  for (const { labelledBy, status, probabilities } of silent) {
    expect([labelledBy, status, typeof probabilities]).toEqual(['model', 'scored', 'object'])
  }
  const rest = await ask(argv, { folder })
  expect(rest.askedCount).toBeGreaterThan(0)
  expect(rest.stderr).not.toContain('without an answer,')
})

it('is one classifier to an audit, and is not counted together with another one', async () => {
  const folder = newFolder()
  const scored = folder.path('scored.jsonl')
  const audit = folder.path('scored.audit.jsonl')
  const input = folder.write(
    'posts.jsonl',
    `${crowd(89)}${crowd(1, ['Acme is giving up']).replace('p0', 'p89')}`,
  )
  await ask([input, ...NAMING, '--ask-llm', 'below:0.9', '--out', scored], { folder })
  const judged = scoredIn(folder.read('scored.jsonl'))
  expect(new Set(judged.map(({ labelledBy }) => labelledBy))).toEqual(new Set(['llm', 'model']))
  const labels = folder.write('labels.csv', labelsOf(judged, byWords))
  await runCli(['audit', scored, '--size', '40', '--import', labels, '--out', audit])
  const counted = await runCli(['aggregate', scored, '--audit', audit, '--format', 'json'])
  const breakdown = JSON.parse(counted.stdout) as Breakdown
  expect(breakdown.model).toBe(judged[0]?.model)
  expect(breakdown.overall.intervals[0]).toMatchObject({
    label: 'retreat',
    share: expect.any(Number),
  })
  expect(breakdown.audit?.headlineMethod).toBe('hypergeometric-mid-p')
  await runCli(['audit', scored, '--out', audit, '--accept', 'The texts are plain.'])
  const cited = await runCli(['cite', scored, '--audit', audit])
  expect([cited.code, cited.stdout]).toEqual([
    0,
    expect.stringContaining('estimated: 40 were labelled'),
  ])
  const other = await ask([input, ...NAMING, '--ask-llm', 'below:0.7'], { folder })
  const mixed = folder.write(
    'mixed.jsonl',
    `${folder.read('scored.jsonl').split('\n')[0]}\n${other.stdout.split('\n')[1]}\n`,
  )
  expectRefusal(await runCli(['aggregate', mixed]), 65, '<0.7" (post "p1")')
})

it('shows the language model what a post answers', async () => {
  const posts = Array.from({ length: 6 }, (_, index) => ({
    id: `${index}`,
    threadId: 't',
    parentId: index === 0 ? null : '0',
    author: `a${index}`,
    text: index === 0 ? 'Acme leaves charts.' : `So is it ${index} then, or what?`,
  }))
  const thread = newFolder().write('thread.jsonl', toJsonl(posts))
  const shown = async (): Promise<boolean> => {
    const seen: string[] = []
    const by: Act = (request, response) => {
      seen.push(request.body.messages[1]?.content ?? '')
      return answerWell(request, response)
    }
    await ask([thread, '--ask-llm', 'below:1'], { by })
    expect(seen.length).toBeGreaterThan(0)
    return seen.some((user) => user.includes('<parent>\n'))
  }
  expect(await shown()).toBe(true)
})

it('learns labels by hand as one classifier', async () => {
  const folder = newFolder()
  const [scored, audit, better] = ['scored.jsonl', 'scored.audit.jsonl', 'better.jsonl'].map(
    folder.path,
  ) as [string, string, string]
  const input = folder.write('posts.jsonl', crowd(60))
  const argv = [input, ...NAMING, '--ask-llm', 'below:0.9']
  await ask([...argv, '--out', scored], { folder })
  const judged = scoredIn(folder.read('scored.jsonl'))
  const labels = folder.write('labels.csv', labelsOf(judged, 'retreat'))
  await runCli(['audit', scored, '--size', '20', '--import', labels, '--out', audit])
  const learnt = await ask([...argv, '--learn', audit, '--out', better], { folder })
  expect([learnt.code, learnt.askedCount]).toEqual([0, 0])
  const posts = scoredIn(folder.read('better.jsonl'))
  expect(new Set(posts.map(({ labelledBy }) => labelledBy))).toEqual(
    new Set(['hand', 'llm', 'model']),
  )
  expect(posts[0]?.model).toMatch(/<0\.9\+learnt\.[0-9a-f]{8}$/)
  expect(posts.map(({ unlearnt }) => unlearnt)).toEqual(
    judged.map(({ probabilities }) => probabilities),
  )
})
