/**
 * `npm run test:r`: R reads the CSV files of classify and ingest, and runs scripts/recipes/tables.md. Needs R, which it installs from Debian as
 * root; says SKIPPED and why where it cannot.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { installDebian } from '../engines/install-debian.mjs'
import { blocksOf, makeTables } from '../engines/recipes.mjs'
import { removeUnlessKept, skipperOf } from '../engines/suite.mjs'
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

/** The blocks of scripts/recipes/tables.md in R print what stands below them. */
function testRecipe() {
  if (spawnSync('Rscript', ['-e', 'library(survey)']).status !== 0)
    installDebian(['survey'], ['r-cran-survey'])
  const work = makeTables()
  const blocks = blocksOf('r')
  assert.equal(blocks.length, 2)
  for (const { code, printed } of blocks) {
    const { status, stdout, stderr } = spawnSync('Rscript', ['-e', code], {
      cwd: work,
      encoding: 'utf8',
    })
    if (stderr.includes('there is no package')) {
      console.error('SKIPPED test:r (a block of tables.md): R has no package survey')
      continue
    }
    assert.equal(status, 0, stderr)
    assert.equal(stdout, printed)
  }
  console.log(`ok tables.md: ${blocks.length} blocks in R`)
  removeUnlessKept(work)
}

testTables()
testRecipe()
