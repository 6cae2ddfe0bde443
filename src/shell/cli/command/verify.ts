import type { Installation } from '../../../say/facts/run-words.js'
import { parseReport, renderVerification, type Verification, verifyReport } from '../../../say/verify/verify-report.js'
import { readVersion } from '../../node/file/package-root.js'
import { nameOf, readInput } from '../../node/file/read-source.js'
import { hashModel, listModels } from '../../node/model/load-model.js'
import { readEvidence } from '../../node/scored/read-evidence.js'
import { refuseExportFile } from '../../node/scored/scored-head.js'
import { checkPaths } from '../input/read-inputs.js'
import { defineCommand, usageError } from '../kit/command.js'
import { EXIT } from '../kit/exit-codes.js'
import { withOutput } from '../kit/write-output.js'

/** Version and weights of this installation. */
const HERE: Installation = {
  version: readVersion(),
  weightsOf: (model) => (listModels().includes(model) ? hashModel(model) : null),
}

export const verify = defineCommand({
  name: 'verify',
  summary:
    'Recomputes every number of a report from the files behind it, and says which differs. The report names these files by their hashes.',
  inputs: { word: 'REPORT…', help: 'breakdowns, audited or not, and claims of cite, as JSON; - for stdin' },
  options: {
    evidence: { type: 'list', value: 'FILE', help: 'a file behind the report that is not in its folder (repeatable)' },
    format: { type: 'choice', choices: ['text', 'json'], default: 'text', help: 'json: one object a report' },
    tolerance: {
      type: 'number',
      value: 'T',
      default: 0,
      low: 0,
      high: 0.001,
      help: 'numbers that differ by this or less count as equal; 1e-12 suits a report of another runtime',
    },
  },
  examples: ['npm run verify -- breakdown.json claim.json', 'npm run verify -- breakdown.json --evidence kept/scored.jsonl'],
  notes: `Options, names of deals and the hash of the breakdown behind a claim are not results: verify takes them as printed.
Exit code 0: all agrees. Exit code 65: something differs, or evidence is missing or has another hash.
A line for each run says which version and weights made the labels, and whether they are those of this installation.`,
  run: async ({ evidence, format, tolerance }, paths, { io }) => {
    checkPaths(paths)
    if (evidence.includes('-')) {
      throw usageError('expected --evidence with the name of a file, got "-". Only the report can come from stdin.')
    }
    const verifications: Verification[] = []
    for (const path of paths) {
      await refuseExportFile(path)
      const report = parseReport(await readInput(path, { stdin: io.stdin }), nameOf(path))
      verifications.push(verifyReport(report, await readEvidence(report, path, evidence), tolerance, HERE))
    }
    const render = format === 'json' ? (one: Verification) => `${JSON.stringify(one)}\n` : renderVerification
    await withOutput(null, io, (output) => output.write(verifications.map(render).join('')))
    return verifications.every(({ isVerified }) => isVerified) ? EXIT.done : EXIT.data
  },
})
