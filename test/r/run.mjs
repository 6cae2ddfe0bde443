/**
 * `npm run test:r`: R reads the CSV files of classify and ingest, and runs scripts/recipes/r.md. Needs R, which it installs from Debian as
 * root; says SKIPPED and why where it cannot.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installDebian } from '../engines/install-debian.mjs'
import { MAIN, ROOT, removeUnlessKept, skipperOf } from '../engines/suite.mjs'
import { writeTables } from '../engines/write-tables.mjs'

const skip = skipperOf('test:r')
const missing = installDebian(['Rscript'], ['r-base-core'])
if (missing !== null) skip(missing)

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

/** The blocks of scripts/recipes/r.md print what stands below them. */
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
  assert.equal(blocks.length, 3)
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
  console.log(`ok r.md: ${ranCount} of ${blocks.length} blocks print what the page says`)
  removeUnlessKept(work)
}

testTables()
testRecipe()
