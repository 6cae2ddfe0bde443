import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { NO_ANSWER_FLAG } from '../../../../src/judge/stance/asking-classifier.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import type { Claim } from '../../../../src/say/cite/cite.js'
import { type Act, answerWell, labelOf, reply, send } from '../../../llm/scripted-server.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell, SAMPLE } from '../cli-harness.js'
import { useScripted } from './ask-scripted.js'
import { bulkPosts } from './bulk-posts.js'

const SMALL = ['--model', 'linear-en']
const { ask: run, seenCount } = useScripted(SMALL)
const ask = (argv: readonly string[], options?: Parameters<typeof run>[1]) => run(['classify', ...argv], options)
const postsOf = (text: string): ScoredPost[] => fromJsonl(text)
/** Posts of one thread, a third on either side and a third on none. */
const crowd = (count: number, words = ['They are giving up on it', 'So smart, clever', 'What']): string =>
  toJsonl(
    Array.from({ length: count }, (_, index) => {
      const text = `${words[index % 3]} number ${index}`
      return { id: `p${index}`, threadId: 't', author: `a${index}`, text }
    }),
  )
const byWords = ({ text }: ScoredPost): string => labelOf(text)
const NAMING = ['--mover', 'Acme', '--move', 'sells its lab', '--any-language']
const isAsked = ({ flags }: ScoredPost): boolean => flags.some((flag) => flag.startsWith('answer:'))

describe('classify --ask-llm', () => {
  it('says beforehand what it would ask, and asks exactly that', async () => {
    const folder = newFolder()
    const plan = await ask([SAMPLE, '--ask-llm', 'below:0.8', '--dry-run', '--llm-price', '1,10'], { folder })
    expect([plan.code, plan.askedCount]).toEqual([0, 0])
    const [, planned = '', read = '', written = '', cost = ''] =
      /dry run: (\d+) questions, 0 answered before; \d+ requests: likely about .*; at most about ([\d,]+) tokens read and ([\d,]+) written, cost (\d+\.\d+); nothing was sent/.exec(
        plan.stderr,
      ) ?? []
    const count = Number(planned)
    expect(count).toBeGreaterThan(2)
    expect(count).toBeLessThan(19)
    expect(Number(written.replaceAll(',', ''))).toBe(4000 * count)
    expect(Number(cost)).toBeCloseTo((Number(read.replaceAll(',', '')) + 10 * 4000 * count) / 1e6, 4)
    expect(plan.stderr).toContain(`${count} of 19 posts would be asked: linear-en is below 0.8 there`)
    expect(plan.stdout.match(/<post>\n/g)).toHaveLength(count)
    const run = await ask([SAMPLE, '--ask-llm', 'below:0.8'], { folder })
    expect([run.code, run.askedCount]).toEqual([0, count])
    expect(run.stderr).toContain(`${count} of 19 posts were asked: linear-en is below 0.8 there`)
  })

  it('labels the unsure posts by the language model, leaves the others as they are, and names one model', async () => {
    const folder = newFolder()
    const { stdout } = await ask([SAMPLE, '--ask-llm', 'below:0.8', '--evidence', 'on'], { folder })
    const plain = postsOf((await runCli(['classify', SAMPLE, ...SMALL, '--evidence', 'on'])).stdout)
    const posts = postsOf(stdout)
    expect(new Set(posts.map(isAsked))).toEqual(new Set([true, false]))
    for (const [index, post] of posts.entries()) {
      const { label, labelledBy, probabilities, stances, evidence, chain, model, status } = post
      expect(model).toMatch(/^linear-en\+llm:tiny@stance-\d+#[0-9a-f]{8}<0\.8$/)
      expect(stances[0]?.labelledBy).toBe(labelledBy)
      // It learnt nothing.
      expect(post).not.toHaveProperty('unlearnt')
      if (isAsked(post)) {
        expect({ label, labelledBy, probabilities, evidence, chain, status }).toEqual({
          label: labelOf(post.text),
          labelledBy: 'llm',
          probabilities: null,
          evidence: [],
          chain: null,
          status: 'scored',
        })
      } else {
        expect(labelledBy).toBe('model')
        // What it inherits through an answered post goes another way.
        if (post.parentId === null)
          expect({ label, probabilities }).toEqual({ label: plain[index]?.label, probabilities: plain[index]?.probabilities })
      }
    }
    const again = await ask([SAMPLE, '--ask-llm', 'below:0.8', '--evidence', 'on'], { folder })
    expect([again.askedCount, again.stdout]).toEqual([0, stdout])
  })

  it('keeps the small model’s label, flagged, where there is no answer, and asks for that alone the next time', async () => {
    const folder = newFolder()
    const out = folder.path('scored.jsonl')
    const by: Act = (seen, response) => (seen.index % 2 === 0 ? send(response, 200, reply('hm')) : answerWell(seen, response))
    const argv = [SAMPLE, '--ask-llm', 'below:0.8', '--out', out, '--breakdown', folder.path('b.json'), '--llm-slots', '1']
    const short = await ask([...argv, '--max-requests', '5'], { folder, by })
    expect(short.code).toBe(0)
    expect(short.stderr).toMatch(
      /warning: \d+ questions? without an answer: their posts keep the label of linear-en, flagged llm-no-answer/,
    )
    const posts = postsOf(folder.read('scored.jsonl'))
    const silent = posts.filter(({ flags }) => flags.includes(NO_ANSWER_FLAG))
    expect(silent.length).toBeGreaterThan(0)
    for (const { labelledBy, status, probabilities } of silent) {
      expect([labelledBy, status, typeof probabilities]).toEqual(['model', 'scored', 'object'])
    }
    const rest = await ask(argv, { folder })
    expect(rest.askedCount).toBeGreaterThan(0)
    expect(rest.stderr).not.toContain('without an answer')
  })

  it('is one classifier to an audit, and is not counted together with another one', async () => {
    const folder = newFolder()
    const [scored, audit] = [folder.path('scored.jsonl'), folder.path('scored.audit.jsonl')]
    const input = folder.write('posts.jsonl', crowd(90))
    await ask([input, ...NAMING, '--ask-llm', 'below:0.9', '--out', scored], { folder })
    const judged = postsOf(folder.read('scored.jsonl'))
    expect(new Set(judged.map(({ labelledBy }) => labelledBy))).toEqual(new Set(['llm', 'model']))
    const labels = folder.write('labels.csv', labelsOf(judged, byWords))
    await runCli(['audit', scored, '--size', '40', '--import', labels, '--out', audit])
    const counted = await runCli(['aggregate', scored, '--audit', audit, '--format', 'json'])
    const breakdown = JSON.parse(counted.stdout) as Breakdown
    expect(breakdown.model).toBe(judged[0]?.model)
    expect(breakdown.overall.intervals[0]).toMatchObject({ estimand: 'captured', method: 'ppi++', isHeadline: true })
    const cited = await runCli(['cite', scored, '--audit', audit, '--accept-agreement', 'The texts are plain.'])
    expect([cited.code, cited.stdout]).toEqual([0, expect.stringContaining('%')])
    const other = await ask([input, ...NAMING, '--ask-llm', 'below:0.7'], { folder })
    const mixed = folder.write('mixed.jsonl', `${folder.read('scored.jsonl').split('\n')[0]}\n${other.stdout.split('\n')[1]}\n`)
    expectRefusal(await runCli(['aggregate', mixed]), 65, '<0.7" (post "p1")')
  })

  it('asks of a random part, from which the audit draws, and both models correct one estimate', async () => {
    const folder = newFolder()
    const [scored, audit] = [folder.path('scored.jsonl'), folder.path('scored.audit.jsonl')]
    const input = folder.write('posts.jsonl', crowd(400, ['Xgiving upx', 'Xcleverx', 'What']))
    const argv = [input, ...NAMING]
    const plain = postsOf((await runCli(['classify', ...argv, ...SMALL])).stdout)
    const plan = await ask([...argv, '--ask-llm', 'sample:150', '--dry-run'], { folder })
    expect([plan.code, plan.askedCount, plan.stdout.match(/<post>\n/g)?.length]).toEqual([0, 0, 150])
    const run = await ask([...argv, '--ask-llm', 'sample:150', '--out', scored], { folder })
    expect([run.code, run.askedCount]).toEqual([0, 150])
    expect(run.stderr).toContain('150 of 400 posts were asked: they were picked at random')
    const posts = postsOf(folder.read('scored.jsonl'))
    for (const [index, { text, label, labelledBy, unlearnt, probabilities, model }] of posts.entries()) {
      expect(model).toMatch(/^linear-en\+llm:tiny@stance-\d+#[0-9a-f]{8}~150$/)
      if (labelledBy === 'llm') expect([label, unlearnt]).toEqual([labelOf(text), plain[index]?.probabilities])
      else expect([label, labelledBy, probabilities]).toEqual([plain[index]?.label, 'model', plain[index]?.probabilities])
    }
    const truth = (post: ScoredPost): string => (Number(post.id.slice(1)) % 6 === 5 ? 'retreat' : byWords(post))
    const labels = folder.write('labels.csv', labelsOf(posts, truth))
    await runCli(['audit', scored, '--size', '60', '--import', labels, '--out', audit])
    const drawn = (JSON.parse(folder.read('scored.audit.jsonl').split('\n')[0] ?? '') as { units: { postId: string }[] }).units
    const asked = new Set(posts.filter(isAsked).map(({ id }) => id))
    expect(drawn.filter(({ postId }) => !asked.has(postId))).toEqual([])
    const citeJson = async (path: string): Promise<Claim> =>
      JSON.parse((await runWell(['cite', path, '--max-width', '15', '--format', 'json'])).stdout)
    const { footnote, shares } = await citeJson(scored)
    expect(footnote).toMatch(
      /labelled all 400 posts.*; a language model labelled a random 150 of them; coders labelled a random 60, correcting their counts/,
    )
    const alone = folder.write('alone.jsonl', toJsonl(plain))
    await runCli(['audit', alone, '--size', '60', '--import', labels])
    expect(shares[0]?.standardError).toBeLessThan(0.85 * Number((await citeJson(alone)).shares[0]?.standardError))
    expectRefusal(await runCli(['aggregate', scored, '--format', 'survey']), 64, 'got some of --ask-llm sample:N')
    const moved = posts.map((post) => ({
      ...post,
      stances: post.stances.map((stance) => ({ ...stance, labelledBy: isAsked(post) ? 'model' : 'llm' })),
    }))
    const byDraw = await runCli(['cite', folder.write('moved.jsonl', toJsonl(moved)), '--audit', audit, '--max-width', '15'])
    expect([byDraw.code, byDraw.stdout]).toEqual([0, expect.stringContaining("The model's answers changed after the sample was picked")])
    await runCli(['audit', scored, '--size', '200', '--import', labels, '--out', folder.path('larger.jsonl')])
    expect((await runCli(['cite', scored, '--audit', folder.path('larger.jsonl')])).stdout).toContain(
      'a model (linear-en) labelled all 400 posts',
    )
  })

  it('shows the language model what a post answers with --context on alone, also of a random part', async () => {
    const posts = Array.from({ length: 6 }, (_, index) => ({
      ...{ id: `${index}`, threadId: 't', parentId: index === 0 ? null : '0', author: `a${index}` },
      text: index === 0 ? 'Acme leaves charts.' : `So is it ${index} then, or what?`,
    }))
    const thread = newFolder().write('thread.jsonl', toJsonl(posts))
    for (const asked of ['below:1', 'sample:6']) {
      const shown = async (...more: readonly string[]): Promise<boolean> => {
        const { code, stdout } = await ask([thread, '--ask-llm', asked, '--dry-run', ...more])
        expect([code, stdout.includes('<post>\n')]).toEqual([0, true])
        return stdout.includes('<parent>\n')
      }
      expect([asked, await shown(), await shown('--context', 'on')]).toEqual([asked, false, true])
    }
  })

  it('learns labels by hand as one classifier', async () => {
    const folder = newFolder()
    const [scored, audit, better] = ['scored.jsonl', 'scored.audit.jsonl', 'better.jsonl'].map(folder.path) as [string, string, string]
    const input = folder.write('posts.jsonl', crowd(60))
    const argv = [input, ...NAMING, '--ask-llm', 'below:0.9']
    await ask([...argv, '--out', scored], { folder })
    const judged = postsOf(folder.read('scored.jsonl'))
    const labels = folder.write('labels.csv', labelsOf(judged, 'retreat'))
    await runCli(['audit', scored, '--size', '20', '--import', labels, '--out', audit])
    const learnt = await ask([...argv, '--learn', audit, '--out', better, '--breakdown', folder.path('b.json')], { folder })
    expect([learnt.code, learnt.askedCount]).toEqual([0, 0])
    const posts = postsOf(folder.read('better.jsonl'))
    expect(new Set(posts.map(({ labelledBy }) => labelledBy))).toEqual(new Set(['hand', 'llm', 'model']))
    expect(posts[0]?.model).toMatch(/<0\.9\+learnt\.[0-9a-f]{8}$/)
    expect(posts.map(({ unlearnt }) => unlearnt)).toEqual(judged.map(({ probabilities }) => probabilities))
  })

  it('gives the same bytes in parts, with more threads, and resumed after the server was gone', async () => {
    const folder = newFolder()
    // Few posts of many bytes: more than one part.
    const posts = bulkPosts({ threads: 20, replies: 19 }).map((post) => ({ ...post, meta: { note: 'x'.repeat(8000) } }))
    const input = folder.write('posts.jsonl', toJsonl(posts))
    const argv = [input, '--ask-llm', 'below:0.5', '--evidence', 'off', '--llm-slots', '16', '--memory', '1']
    const out = folder.path('parts.jsonl')
    const begun = seenCount()
    const by: Act = (seen, response) => (seen.index - begun > 25 ? send(response, 402, {}) : answerWell(seen, response))
    const stopped = await ask([...argv, '--out', out], { folder, by })
    expect([stopped.code, existsSync(out), existsSync(`${out}.run`)]).toEqual([75, false, true])
    const otherBound = argv.map((each) => each.replace('below:0.5', 'below:0.4'))
    expectRefusal(await ask([...otherBound, '--out', out, '--resume'], { folder }), 65, 'RESUME_MISMATCH')
    const resumed = await ask([...argv, '--out', out, '--resume', '--threads', '2'], { folder })
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringMatching(/resuming after [1-9]\d* of 400 records/)])
    const whole = await ask([...argv.slice(0, -2), '--out', folder.path('whole.jsonl'), '--threads', '1'], { folder })
    expect([whole.askedCount, folder.read('whole.jsonl') === folder.read('parts.jsonl')]).toEqual([0, true])
  })

  it.each([
    [['--ask-llm', '0.6'], 'expected --ask-llm as below:P with P above 0 and at most 1, such as below:0.6, or as sample:N'],
    [['--ask-llm', 'below:2'], 'got "below:2"'],
    [['--ask-llm', 'below:0'], 'got "below:0"'],
    [['--ask-llm', 'above:0.6'], 'got "above:0.6"'],
    [['--ask-llm', 'sample:0'], 'or as sample:N, such as sample:300, got "sample:0"'],
    [['--ask-llm', 'sample:20', '--learn', 'x'], 'expected --ask-llm sample:N without --learn'],
    [['--ask-llm', 'below:0.6'], "expected --llm ollama:NAME, or --llm 'URL NAME', with --ask-llm, got none"],
    [['--ask-llm', 'below:0.6', '--llm', 'http://example.com/v1 tiny'], 'allow it with --allow-remote'],
    [['--ask-llm', 'below:0.6', '--model', 'sentiment', '--llm', 'ollama:tiny'], 'got sentiment, which gives none'],
    [['--llm-slots', '3'], 'expected --llm-slots with --llm, got it beside --model linear-en'],
  ])('refuses %j with one line and 64', async (more, words) => {
    const model = more.includes('--model') ? [] : SMALL
    expectRefusal(await runCli(['classify', SAMPLE, ...model, ...more]), 64, words)
  })
})
