/**
 * `npm run test:r`: writes audited samples by `aggregate --format survey`, runs the R script beside each, and compares R's shares and standard
 * errors with ours to 1e-6. Then R reads the CSV files of classify and ingest, and runs scripts/recipes/r.md. Needs R with its survey package, which it installs from Debian as root; says SKIPPED and why where it cannot.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { STANCE_SCHEME as scheme } from '../../dist/src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../dist/src/base/statistics/random/seeded-random.js'
import { sortPopulation } from '../../dist/src/count/audit/population.js'
import { joinAudit } from '../../dist/src/count/audited/audit-frame.js'
import { chooseProxy, estimateCaptured, takeSample } from '../../dist/src/count/audited/audited-intervals.js'
import { readAudit } from '../../dist/src/shell/node/audit/audit-log.js'
import { installDebian } from '../engines/install-debian.mjs'
import { MAIN, ROOT, removeUnlessKept, run, skipperOf } from '../engines/suite.mjs'
import { writeTables } from '../engines/write-tables.mjs'

const TOLERANCE = 1e-6
const PACKAGES = ['r-base-core', 'r-cran-survey']

const skip = skipperOf('test:r')
const missing = installDebian(['Rscript'], PACKAGES)
if (missing !== null) skip(missing)
if (spawnSync('Rscript', ['-e', 'library(survey)']).status !== 0)
  skip(`R has no package survey. Install ${PACKAGES.join(' ')} (Debian's names).`)

const CASES = [
  { name: 'uniform', postCount: 400, size: 150 },
  { name: 'few labels in each deal', postCount: 60, size: 14 },
  { name: 'a census', postCount: 80, size: 80 },
  { name: 'posts that the model left unscored', postCount: 300, size: 120, unscoredShare: 0.4 },
  { name: 'replies alone', postCount: 200, size: 90, counting: ['--count', 'replies'] },
]

/** R's own reader finds numbers, handles, words such as "None" and the order of the input. */
function testTables() {
  const tables = writeTables()
  const script = `
    for (name in c("scored.csv", "posts.csv")) {
      table <- read.csv(name, colClasses = c(id = "character"), na.strings = "")
      stopifnot(is.numeric(table$score), is.integer(table$likes), abs(sum(table$score) + 8.82) < 1e-9)
      stopifnot(identical(substr(table$id, 18, 19), sprintf("%02d", 0:23)))
      stopifnot(identical(table$author[1:4], paste0("@user", 0:3)), identical(table$note[1:4], c("null", "None", "+1 good", "NA")))
    }`
  const { status, stderr } = spawnSync('Rscript', ['-e', script], { cwd: tables, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  console.log("ok R's read.csv finds the numbers, names and order of the input in both CSV files")
  removeUnlessKept(tables)
}

const hasPackage = (name) => spawnSync('Rscript', ['-e', `library(${name})`]).status === 0

/** The blocks of scripts/recipes/r.md print what stands below them, and the share is that of `aggregate`. */
function testRecipe() {
  if (!hasPackage('readr')) installDebian(['readr'], ['r-cran-readr'])
  const work = mkdtempSync(join(tmpdir(), 'dealstance-r-recipe-'))
  symlinkSync(join(ROOT, 'corpus'), join(work, 'corpus'))
  mkdirSync(join(work, 'r'))
  const page = readFileSync(join(ROOT, 'scripts', 'recipes', 'r.md'), 'utf8')
  const [, commands] = /```sh\n(.+?)```/s.exec(page)
  const typed = commands.replaceAll('npm run --silent', `"${process.execPath}" "${MAIN}"`).replaceAll(' -- ', ' ')
  const asked = spawnSync('sh', ['-e', '-c', `${typed}\n"${process.execPath}" "${MAIN}" classify r/scored.jsonl --out r/scored.parquet`], {
    cwd: work,
    encoding: 'utf8',
  })
  assert.equal(asked.status, 0, asked.stderr)
  const blocks = [...page.matchAll(/```r\n(.+?)```\n```text\n(.*?)```/gs)]
  assert.equal(blocks.length, 4)
  let ranCount = 0
  for (const [, code, printed] of blocks) {
    const needed = ['readr', 'arrow'].find((name) => code.includes(`library(${name}`) || (name === 'readr' && code.includes('read_csv')))
    if (needed !== undefined && !hasPackage(needed)) {
      console.error(`SKIPPED test:r (a block of r.md): R has no package ${needed}`)
      continue
    }
    const { status, stdout, stderr } = spawnSync('Rscript', ['-e', code.includes('read_csv') ? `library(readr)\n${code}` : code], {
      cwd: work,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    assert.equal(stdout, printed)
    ranCount += 1
  }
  const breakdown = JSON.parse(dealstance('aggregate', join(work, 'r', 'scored.jsonl'), '--format', 'json'))
  const deal = breakdown.deals.find(({ dealId }) => dealId === 'xai-anthropic')
  const [, shown] = /(0\.\d{6}), standard error/.exec(page)
  const headline = deal.intervals.find(({ isHeadline, label }) => isHeadline && label === 'retreat')
  assert.equal(headline.share.toFixed(6), shown)
  console.log(`ok r.md: ${ranCount} of ${blocks.length} blocks print what the page says`)
  removeUnlessKept(work)
}

const folder = mkdtempSync(join(tmpdir(), 'dealstance-r-'))
const dealstance = (...list) => run(process.execPath, [MAIN, ...list, '--quiet'])

/** A post as classify writes it, in a chain of replies or answering the root; its true label stands beside. */
function makePost(index, random, { unscoredShare = 0 }) {
  const truth = scheme.labels[random() < 0.5 ? 0 : random() < 0.6 ? 1 : 2]
  const guess = random() < 0.75 ? truth : scheme.labels[Math.floor(random() * 3)]
  const certainty = 0.4 + 0.6 * random()
  const isUnscored = random() < unscoredShare
  const probabilities = Object.fromEntries(scheme.labels.map((label) => [label, label === guess ? certainty : (1 - certainty) / 2]))
  const judgement = isUnscored
    ? { label: null, lean: null, probabilities: null, status: 'unscored' }
    : { label: guess, lean: guess === scheme.labels[2] ? scheme.labels[0] : guess, probabilities, status: 'scored' }
  const dealIds = random() < 0.6 ? ['xai-anthropic'] : random() < 0.5 ? ['007'] : ['xai-anthropic', '007']
  const post = {
    ...{
      id: `0${index}`,
      threadId: `t${index % 4}`,
      parentId: index < 4 ? null : `0${index % 4}`,
      author: random() < 0.2 ? null : `a${Math.floor(random() * 60)}`,
    },
    ...{ createdAt: null, text: `Post ${index}.`, meta: { role: index < 4 ? 'root' : 'reply' }, ...judgement, deals: dealIds },
    ...{ stances: dealIds.map((dealId) => ({ dealId, by: 'text', ...judgement })), sentiment: 0, reason: isUnscored ? 'empty' : null },
    ...{ flags: [], evidence: null, chain: [], model: 'test-model' },
  }
  return { post, truth }
}

/** Ours: share and standard error of each label by scope and deal, before clipping. */
async function estimatesOf(posts, auditPath, isCounted) {
  const frame = joinAudit(sortPopulation(posts), await readAudit(auditPath), scheme).filter(({ post }) => isCounted(post))
  const proxy = chooseProxy(frame)
  const parts = [
    ...['007', 'xai-anthropic'].map((id) => [`deal ${id}`, ({ dealId }) => dealId === id]),
    ['overall NA', ({ isFirst }) => isFirst],
  ]
  return parts.flatMap(([name, isIn]) => {
    const { raw } = estimateCaptured(takeSample(frame.filter(isIn), proxy, scheme))
    return raw.shares.map((share, label) => ({ name, share, standardError: Math.sqrt(raw.variances[label]) }))
  })
}

try {
  for (const [at, { name, postCount, size, counting = [], ...shape }] of CASES.entries()) {
    const random = seededRandom(at + 1)
    const made = Array.from({ length: postCount }, (_, index) => makePost(index, random, shape))
    const path = (ending) => join(folder, `${at}.${ending}`)
    writeFileSync(path('jsonl'), made.map(({ post }) => `${JSON.stringify(post)}\n`).join(''))
    const rows = made.flatMap(({ post, truth }) => post.deals.map((dealId) => `${post.threadId},${post.id},${dealId},ana,${truth}`))
    writeFileSync(path('labels.csv'), `threadId,postId,dealId,coder,label\n${rows.join('\n')}\n`)
    const counts = made.reduce((sum, { post }) => sum + post.deals.length, 0)
    const drawn = String(size === postCount ? counts : size)
    dealstance('audit', path('jsonl'), '--size', drawn, '--import', path('labels.csv'), '--out', path('audit.jsonl'))
    dealstance('aggregate', path('jsonl'), '--audit', path('audit.jsonl'), ...counting, '--format', 'survey', '--out', path('survey.csv'))
    const computed = spawnSync('Rscript', [`${at}.survey.R`], { cwd: folder, encoding: 'utf8' })
    assert.equal(computed.status, 0, `${name}: ${computed.stderr}`)
    const byR = computed.stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll('"', '').split(','))
      .map(([scope, dealId, , share, standardError]) => ({
        name: `${scope} ${dealId}`,
        share: Number(share),
        standardError: Number(standardError),
      }))
    const posts = made.map(({ post }) => post)
    const isCounted = ({ meta }) => counting.length === 0 || meta.role === 'reply'
    const ours = await estimatesOf(posts, path('audit.jsonl'), isCounted)
    assert.deepEqual(
      byR.map((one) => one.name),
      ours.map((one) => one.name),
      name,
    )
    for (const [index, own] of ours.entries()) {
      for (const figure of ['share', 'standardError']) {
        assert.ok(
          Math.abs(own[figure] - byR[index][figure]) <= TOLERANCE,
          `${name}, ${own.name}: ${figure} ${own[figure]}, R says ${byR[index][figure]}`,
        )
      }
    }
    const breakdown = JSON.parse(dealstance('aggregate', path('jsonl'), '--audit', path('audit.jsonl'), ...counting, '--format', 'json'))
    assert.equal(breakdown.audit.deals.length, 2, name)
    console.log(`ok ${name}: ${byR.length} shares and standard errors agree with R's survey package to ${TOLERANCE}`)
  }
  testTables()
  testRecipe()
} finally {
  removeUnlessKept(folder)
}
