import { PipelineError, parseReport, renderVerification, type Verification, verifyReport } from '../index.js'
import { readEvidence, readInput } from '../node.js'
import { defineCommand } from './command.js'
import { EXIT } from './exit-code.js'
import { checkPaths } from './read-inputs.js'
import { withOutput } from './write-output.js'

/** Recomputes what reports print. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Recomputes every number of a report from the files behind it, which it names by their hashes, and says which differs.',
  inputs: { word: 'REPORT…', help: 'breakdowns, audited or not, and claims of cite, as JSON; - for stdin' },
  options: {
    evidence: { type: 'list', value: 'FILE', help: 'a file behind the report, where it does not stand beside it (repeatable)' },
    format: { type: 'choice', choices: ['text', 'json'], default: 'text', help: 'json: one object a report' },
    tolerance: {
      type: 'number',
      value: 'T',
      default: 0,
      low: 0,
      high: 0.001,
      help: 'numbers no further apart count as equal, such as 1e-12 for a report of another runtime',
    },
  },
  examples: ['npm run verify -- breakdown.json claim.json', 'npm run verify -- breakdown.json --evidence kept/scored.jsonl'],
  notes:
    'Options, names of deals and the hash of the breakdown behind a claim are no results: they are taken as printed. Exit code 0: all agrees; 65: something differs, or evidence is missing or has another hash.',
  run: async ({ evidence, format, tolerance }, paths, { io }) => {
    checkPaths(paths)
    if (evidence.includes('-')) {
      throw new PipelineError('USAGE_OPTION_INVALID', 'expected --evidence with the name of a file, got "-". stdin can bring the report.')
    }
    const verifications: Verification[] = []
    for (const path of paths) {
      const report = parseReport(await readInput(path, { stdin: io.stdin }), path === '-' ? 'stdin' : path)
      verifications.push(verifyReport(report, await readEvidence(report, path, evidence), tolerance))
    }
    const render = format === 'json' ? (one: Verification) => `${JSON.stringify(one)}\n` : renderVerification
    await withOutput(null, io, (output) => output.write(verifications.map(render).join('')))
    return verifications.every(({ isVerified }) => isVerified) ? EXIT.DONE : EXIT.BAD_DATA
  },
})
