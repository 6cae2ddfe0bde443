import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probabilityColumns } from '../../../../src/base/thread/table-columns.js'
import { sampleCases } from '../../../support/run-count.js'
import {
  expectRefusal,
  fromJsonl,
  labelTable,
  newFolder,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'
import { type LanguageCorpus, readLanguageCorpus } from './languages.js'

const DEALS = {
  de: 'velbrau-nordquell',
  es: 'ferrovela-trenalba',
  ja: 'minato-kazeno',
  ar: 'marsa-barid',
} as const

/**
 * A custom model and posts scored by it, made once for each deal: the input of every command below.
 */
const MADE = new Map<string, ReturnType<typeof makeModel>>()
function trainAndClassify(corpus: LanguageCorpus, dealId: string): ReturnType<typeof makeModel> {
  const made = MADE.get(dealId) ?? makeModel(corpus)
  MADE.set(dealId, made)
  return made
}

async function makeModel(corpus: LanguageCorpus) {
  const folder = newFolder()
  const labelled = folder.write('labelled.jsonl', corpus.labelled)
  const model = folder.path('my-model')
  const trained = await runCli([
    'train',
    '--scheme',
    corpus.schemePath,
    '--language',
    corpus.language,
    '--posts',
    labelled,
    '--out',
    model,
  ])
  const posts = folder.write('posts.jsonl', corpus.posts)
  const scored = folder.path('scored.jsonl')
  const [deal] = JSON.parse(readFileSync(corpus.dealsPath, 'utf8'))
  // Named on the command, it beats the shipped deals: some German words are names of one (Schaft).
  const naming = ['--mover', deal.mover, '--move', deal.move]
  const classified = await runCli(['classify', posts, '--model', model, ...naming, '--out', scored])
  return { folder, model, scored, trained, classified, scheme: ['--scheme', corpus.schemePath] }
}

describe.each(sampleCases(Object.entries(DEALS), 1))(
  'labels of one’s own in %s',
  async (language, dealId) => {
    const corpus = readLanguageCorpus(language)
    const made = await trainAndClassify(corpus, dealId)
    const scoredPosts = () => fromJsonl(made.folder.read('scored.jsonl'))

    it('train a model that beats the most frequent label on unseen threads', () => {
      expect(made.trained.code, made.trained.stderr).toBe(0)
      const [, own = '0', majority = '1'] =
        /macro-F1 (\S+) .*always the most frequent label (\S+)\n/.exec(made.trained.stdout) ?? []
      expect(Number(own)).toBeGreaterThan(Number(majority) + 0.1)
      expect(made.trained.stdout).toContain('cross-validated by thread')
      const model = JSON.parse(made.folder.read('my-model/model.json'))
      expect(model).toMatchObject({
        language,
        tokeniser: 'intl-segmenter',
        scheme: { labels: corpus.labels },
      })
      for (const name of [
        'weights.bin',
        'scheme.json',
        'settings.json',
        'figures.json',
        'card.md',
      ]) {
        expect(existsSync(join(made.model, name)), name).toBe(true)
      }
      expect(made.folder.read('my-model/card.md')).toContain(
        'Counts of this model are no estimates',
      )
    })

    it('classify posts of their language, and name the scheme in each record', () => {
      expect(made.classified.code, made.classified.stderr).toBe(0)
      const posts = scoredPosts()
      expect(posts).toHaveLength(corpus.labelOf.size)
      const scheme = expect.stringMatching(/^[\w-]+@[0-9a-f]{16}$/)
      for (const post of posts) {
        expect(post).toMatchObject({
          status: 'scored',
          sentiment: 0,
          dealId: expect.any(String),
          scheme,
        })
        expect(Object.keys(post.probabilities)).toEqual(corpus.labels)
      }
      // The model was trained on these posts, so nearly all labels are right. This does not measure
      // the model.
      const rightCount = posts.filter(({ id, label }) => corpus.labelOf.get(id) === label).length
      expect(rightCount / posts.length).toBeGreaterThan(0.9)
    })

    it('leave posts of another language alone', async () => {
      const post = { id: '1', text: 'I think that this is a smart move and they will win with it' }
      const english = made.folder.write('english.jsonl', toJsonl([post]))
      const { stdout } = await runCli(['classify', english, '--model', made.model])
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'unscored',
        flags: ['language:en'],
        reason: `not in the model's language, ${language} (en)`,
      })
      const any = await runCli(['classify', english, '--model', made.model, '--any-language'])
      expect(JSON.parse(any.stdout)).toMatchObject({ status: 'scored', flags: ['language:en'] })
    })

    it('audit, aggregate, cite and report under the scheme', async () => {
      const { folder, scored, scheme } = made
      // A coder who reads some posts otherwise: labels that are all the model's are refused.
      const csv = scoredPosts().map(({ id, threadId }, at) => {
        const own = corpus.labels.indexOf(corpus.labelOf.get(id) ?? '')
        return `${id},ana,${corpus.labels[(own + Number(at % 10 === 0)) % corpus.labels.length]},${threadId}`
      })
      const labels = folder.write('labels.csv', labelTable(csv, 'postId,coder,label,threadId'))
      const audit = folder.path('audit.jsonl')
      await runWell([
        'audit',
        scored,
        '--size',
        '40',
        '--import',
        labels,
        '--out',
        audit,
        ...scheme,
      ])
      const { labels: own } = corpus
      expect(fromJsonl(folder.read('audit.jsonl'))[0]).toMatchObject({
        labels: own,
        scheme: { labels: own },
      })

      const breakdown = folder.path('breakdown.json')
      const audited = [scored, '--audit', audit, ...scheme]
      await runWell(['aggregate', ...audited, '--out', breakdown])
      expect(JSON.parse(folder.read('breakdown.json'))).toMatchObject({
        scheme: { labels: corpus.labels, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      })

      const claim = folder.path('claim.json')
      await runWell([
        'cite',
        ...audited,
        '--out',
        claim,
        '--disclosure',
        folder.path('disclosure.md'),
      ])
      const { sentence } = JSON.parse(folder.read('claim.json')) as { sentence: string }
      const [side = ''] = (JSON.parse(folder.read('my-model/scheme.json')) as { sides: string[] })
        .sides
      expect(sentence).toContain(side)
      expect(sentence).toMatch(/coded “/)
      expect(sentence).not.toMatch(/retreat|shrewd|neither view/)
      expect(folder.read('disclosure.md')).toContain('Definitions: ')

      await runWell(['report', ...audited, '--out', folder.path('report.html')])
      const html = folder.read('report.html')
      for (const label of corpus.labels) expect(html).toContain(label)
      expect(html).toContain('dir="auto"')
      expect(html).not.toMatch(/shrewd|readings of the move/)
    })

    it('print tables, CSV and Parquet with columns of their own', async () => {
      const { scored, scheme } = made
      const table = await runCli(['aggregate', scored, ...scheme, '--format', 'table'])
      for (const label of corpus.labels) expect(table.stdout).toContain(label)
      expect(table.stdout).not.toContain('sentiment')
      const csv = await runCli(['aggregate', scored, ...scheme, '--format', 'csv'])
      expect(csv.stdout.split('\r\n').filter((line) => line.startsWith('overall,'))).toHaveLength(
        corpus.labels.length,
      )
      const posts = await runCli([
        'classify',
        made.folder.path('posts.jsonl'),
        '--model',
        made.model,
        '--format',
        'csv',
      ])
      const [header = ''] = posts.stdout.split('\r\n')
      expect(header).toContain(probabilityColumns(corpus.labels).join(','))
      expect(header.split(',')).toContain('scheme')
    })
  },
)

describe('schemes', async () => {
  const corpus = readLanguageCorpus('de')
  const made = await trainAndClassify(corpus, DEALS.de)

  it('are never mixed: each command names the expected and the given scheme, and what to do', async () => {
    const { folder, scored, model } = made
    const other = readLanguageCorpus('es').schemePath
    const changed = folder.write(
      'changed.json',
      folder.read('my-model/scheme.json').replace('greift ihn an', 'lehnt ihn ab'),
    )
    for (const [message, ...argv] of [
      ['Give that scheme with --scheme', 'aggregate', scored],
      ['Give that scheme with --scheme', 'report', scored],
      ['Give that scheme with --scheme', 'audit', scored],
      ['expected the scheme fusion-ferrovela@', 'aggregate', scored, '--scheme', other],
      ['The scheme has changed since', 'aggregate', scored, '--scheme', changed],
    ] as const) {
      const ran = await runCli(argv)
      expectRefusal(ran, 65, `SCHEME_MISMATCH: line 1 of ${scored}`)
      expect(ran.stderr).toContain(message)
    }
    const wrongModel = await runCli([
      'classify',
      folder.path('posts.jsonl'),
      '--model',
      model,
      '--scheme',
      other,
    ])
    expect(wrongModel).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('MODEL_LABELS_MISMATCH'),
    })
    const shipped = await runCli([
      'classify',
      folder.path('posts.jsonl'),
      '--model',
      'sentiment',
      '--scheme',
      corpus.schemePath,
    ])
    expect(shipped.stderr).toContain('got "sentiment" of retreat-or-pivot@')
  })

  it('may be given as the folder of the model', async () => {
    const { code, stdout } = await runCli([
      'aggregate',
      made.scored,
      '--scheme',
      made.model,
      '--format',
      'json',
    ])
    expect([code, JSON.parse(stdout).scheme.id]).toEqual([0, 'verkauf-abfuellung'])
  })

  it('measure scored posts against the labels that the posts carry', async () => {
    const { folder, model } = made
    const scored = folder.path('gold-scored.jsonl')
    await runCli(['classify', folder.path('labelled.jsonl'), '--model', model, '--out', scored])
    const { stdout } = await runWell(['evaluate', scored, '--scheme', corpus.schemePath])
    expect(stdout).toMatch(/F1 dafür\s+F1 dagegen\s+F1 neutral/)
    const gold = await runWell(['evaluate', folder.path('labelled.jsonl'), '--model', model])
    expect(gold.stdout).toContain('F1 dagegen')
  })
})

/** The smallest and the largest allowed number of labels. */
describe.each([2, 8])('a scheme of %i labels', (count) => {
  const folder = newFolder()
  const labels = [...'abcdefgh'].slice(0, count).map((letter) => `topic ${letter}`)
  const words = ['rent', 'chips', 'harbour', 'strike', 'prices', 'weather', 'trains', 'bread']

  it('works in every command', async () => {
    const scheme = folder.write('scheme.json', JSON.stringify({ id: 'topics', labels }))
    const rows = labels.flatMap((label, index) =>
      ['so much', 'again about', 'nobody asked for', 'why all this', 'today', 'no more'].map(
        (start, at) => ({
          id: `${index}-${at}`,
          threadId: `t${at}`,
          author: `ann${at}`,
          text: `${start} ${words[index]} ${at}`,
          label,
        }),
      ),
    )
    const posts = folder.write('posts.jsonl', toJsonl(rows))
    const model = folder.path('own')
    const scored = folder.path('scored.jsonl')
    const breakdown = folder.path('breakdown.json')
    await runWell(['train', '--scheme', scheme, '--posts', posts, '--out', model])
    await runWell(['classify', posts, '--model', model, '--any-language', '--out', scored])
    await runWell(['aggregate', scored, '--scheme', model, '--out', breakdown])
    const { overall } = JSON.parse(folder.read('breakdown.json'))
    expect([Object.keys(overall.shares), Object.keys(overall.sidedShares)]).toEqual([
      labels,
      labels,
    ])
    await runWell([
      'report',
      scored,
      '--scheme',
      model,
      '--out',
      folder.path('report.html'),
      '--svg',
      folder.path('svg'),
    ])
    expect((await runCli(['cite', scored, '--scheme', model])).stderr).toContain('CITE_NOT_AUDITED')
  })
})

describe('train --posts', () => {
  const corpus = readLanguageCorpus('de')
  const folder = newFolder()
  const labelled = folder.write('labelled.jsonl', corpus.labelled)
  const train = (...argv: string[]) =>
    runCli(['train', '--scheme', corpus.schemePath, '--language', 'de', ...argv])
  const POSTS = ['--posts', labelled]

  it('overwrites only a model that train wrote, and reproduces its bytes', async () => {
    const { model, folder: own } = await trainAndClassify(corpus, DEALS.de)
    const again = () => train(...POSTS, '--out', model)
    const before = own.read('my-model/model.json')
    expect((await again()).code).toBe(0)
    expect(own.read('my-model/model.json')).toBe(before)
    own.write('my-model/notes.txt', 'mine')
    const refused = await again()
    expect(refused).toMatchObject({
      code: 74,
      stderr: expect.stringContaining('one that holds notes.txt'),
    })
  })

  it('reads CSV, with the label in a column of any name', async () => {
    const rows = fromJsonl(corpus.labelled).map(({ id, threadId, text, label }) =>
      [id, threadId, `"${text.replaceAll('"', '""')}"`, label].join(','),
    )
    const csv = folder.write('posts.csv', `id,thread_id,text,Urteil\n${rows.join('\n')}\n`)
    const argv = ['--posts', csv, '--columns', 'label=Urteil', '--out', folder.path('csv')]
    expect((await train(...argv)).stdout).toContain('48 posts')
    expect(folder.read('csv/card.md')).toContain("--columns 'label=Urteil'")
  })
})
