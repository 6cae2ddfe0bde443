/**
 * Part of `npm run test:python`: compares our estimator with ppi_py from PyPI on random data. Needs Python 3 and a network for its
 * first run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_ESTIMATES names a Python that has it already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  assistedShares,
  balanceCoefficients,
  tuneProxies,
} from '../../dist/src/base/statistics/estimate/assisted-shares.js'
import { seededRandom } from '../../dist/src/base/statistics/random/seeded-random.js'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const RUNS = 50

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-estimates'),
  variable: 'DEALSTANCE_PYTHON_ESTIMATES',
  imports: ['ppi_py'],
  skip: skipperOf('test:python (ppi_py)'),
  install: (pip) => pip('ppi-python>=0.2.3'),
})

const random = seededRandom(1)
const listOf = (count, make) => Array.from({ length: count }, (_, index) => make(index))
const sharesAtRandom = (count) => {
  const weights = listOf(count, () => random() + 0.05)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** What is quoted, of a simple random sample: ppi_py on the tuned predictions of all posts. */
function quotedCases() {
  const count = 150
  const labelOf = Int32Array.from({ length: count }, () =>
    random() < 0.4 ? Math.floor(random() * 3) : -1,
  )
  const rows = listOf(count, () => sharesAtRandom(3))
  const sample = {
    labelOf,
    proxies: [0, 1, 2].map((label) => Float64Array.from(rows, (row) => row[label])),
  }
  const coefficients = balanceCoefficients(tuneProxies(sample), [1, 1, 1])
  const members = listOf(count, (member) => member)
  const labelled = members.filter((member) => labelOf[member] >= 0)
  return assistedShares(sample, coefficients).map(({ share }, label) => {
    const predicted = (member) =>
      coefficients[label].reduce(
        (sum, weight, other) => sum + weight * sample.proxies[other][member],
        0,
      )
    const predictions = (list) => list.map(predicted)
    const values = labelled.map((member) => Number(labelOf[member] === label))
    return {
      kind: 'mean',
      values,
      proxies: predictions(labelled),
      unlabelled: predictions(members),
      lambda: 1,
      own: [share],
      tolerance: 1e-9,
    }
  })
}

const cases = listOf(RUNS, quotedCases).flat()
const done = spawnSync(python, [join(HERE, 'check_estimates.py')], {
  input: JSON.stringify(cases),
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
})
assert.equal(done.status, 0, done.stderr)
for (const [index, theirs] of JSON.parse(done.stdout).entries()) {
  const { own, tolerance } = cases[index]
  for (const [at, number] of own.entries()) {
    assert.ok(
      Math.abs(number - theirs[at]) <= tolerance,
      `${index}: ${own.join(', ')}, Python says ${theirs.join(', ')}`,
    )
  }
}
console.log(`ok ${cases.length} quoted estimates agree with ppi_py`)
