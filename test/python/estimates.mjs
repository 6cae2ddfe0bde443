/**
 * Part of `npm run test:python`: compares our estimators with ppi_py and QuaPy from PyPI on random data. Needs Python 3 and a network for its
 * first run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_ESTIMATES names a Python that has both already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assistedShares, predictedShare } from '../../dist/src/base/statistics/estimate/assisted-shares.js'
import { balanceCoefficients, tuneProxies } from '../../dist/src/base/statistics/estimate/stratified-sample.js'
import { saerensShares } from '../../dist/src/base/statistics/quantification/saerens-shares.js'
import { seededRandom } from '../../dist/src/base/statistics/random/seeded-random.js'
import { solveAdjustment } from '../../dist/src/count/evaluate/measure/quantify.js'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const RUNS = 50

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-estimates'),
  variable: 'DEALSTANCE_PYTHON_ESTIMATES',
  imports: ['ppi_py', 'quapy'],
  skip: skipperOf('test:python (ppi_py, QuaPy)'),
  // All that QuaPy asks for is more than its arithmetic needs.
  install: (pip, isReady, own) => {
    const first = pip('ppi-python>=0.2.3')
    if (first.status !== 0) return first
    const alone = pip('--no-deps', 'quapy>=0.2.3', 'abstention')
    return isReady(own) ? alone : pip('quapy>=0.2.3')
  },
})

const random = seededRandom(1)
const listOf = (count, make) => Array.from({ length: count }, (_, index) => make(index))
const sharesAtRandom = (count) => {
  const weights = listOf(count, () => random() + 0.05)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** What is quoted, of a sample drawn in one stratum: ppi_py on the tuned predictions of all posts. */
function quotedCases() {
  const count = 150
  const labelOf = Int32Array.from({ length: count }, () => (random() < 0.4 ? Math.floor(random() * 3) : -1))
  const rows = listOf(count, () => sharesAtRandom(3))
  const sample = {
    stratumOf: new Uint32Array(count),
    labelOf,
    proxies: [0, 1, 2].map((label) => Float64Array.from(rows, (row) => row[label])),
  }
  const coefficients = balanceCoefficients(tuneProxies(sample), [1, 1, 1])
  const { shares } = assistedShares(sample, coefficients)
  const members = listOf(count, (member) => member)
  const labelled = members.filter((member) => labelOf[member] >= 0)
  return shares.map((share, label) => {
    const predictions = (list) => list.map((member) => predictedShare(sample, coefficients, member, label))
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

/** QuaPy's `exact` inverts, its `minimize` searches: the search ends within some 1e-4. */
function accCases() {
  const columns = listOf(3, (truth) => sharesAtRandom(3).map((share, label) => 0.4 * share + (label === truth ? 0.6 : 0)))
  const confusion = listOf(3, (label) => columns.map((column) => column[label]))
  const truth = sharesAtRandom(3)
  const feasible = confusion.map((row) => row.reduce((sum, rate, label) => sum + rate * truth[label], 0))
  const any = sharesAtRandom(3)
  return [
    { kind: 'acc', confusion, counted: feasible, solver: 'exact-raise', own: solveAdjustment(confusion, feasible), tolerance: 1e-6 },
    { kind: 'acc', confusion, counted: any, solver: 'minimize', own: solveAdjustment(confusion, any), tolerance: 2e-3 },
  ]
}

function emqCases() {
  const trainingShares = sharesAtRandom(3)
  const posteriors = listOf(20 + Math.floor(random() * 100), () => sharesAtRandom(3))
  const byLabel = trainingShares.map((_, label) => posteriors.map((shares) => shares[label]))
  return [{ kind: 'emq', trainingShares, posteriors, own: saerensShares(byLabel, trainingShares), tolerance: 1e-9 }]
}

const PROGRAMS = { quotedCases: 'ppi_py', accCases: 'QuaPy', emqCases: 'QuaPy' }
const groups = { quotedCases, accCases, emqCases }
for (const [name, make] of Object.entries(groups)) {
  const cases = listOf(RUNS, make).flat()
  const done = spawnSync(python, [join(HERE, 'check_estimates.py')], { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 2 ** 28 })
  assert.equal(done.status, 0, `${name}: ${done.stderr}`)
  for (const [index, theirs] of JSON.parse(done.stdout).entries()) {
    const { own, tolerance } = cases[index]
    for (const [at, number] of own.entries()) {
      assert.ok(Math.abs(number - theirs[at]) <= tolerance, `${name} ${index}: ${own.join(', ')}, Python says ${theirs.join(', ')}`)
    }
  }
  console.log(`ok ${name}: ${cases.length} cases agree with ${PROGRAMS[name]}`)
}
