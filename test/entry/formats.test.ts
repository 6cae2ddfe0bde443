import { expect, it } from 'vitest'
import { chainLines } from '../../src/count/audit/audit-file.js'
import { readAudit } from '../../src/entry/node.js'
import { parseReport } from '../../src/entry/report.js'
import { newFolder } from '../shell/cli/cli-harness.js'

it('refuses a version that it does not know with one line that names the command which writes it anew', async () => {
  const path = newFolder().write('audit.jsonl', chainLines([{ schema: 'dealstance/audit@1' }]).text)
  await expect(readAudit(path)).rejects.toThrow(
    /^[^\n]*expected schema to be "dealstance\/audit@2"[^\n]*audit@1[^\n]*as audit wrote it[^\n]*$/,
  )
  const breakdown = '{"schema":"dealstance/breakdown@9"}'
  expect(() => parseReport(breakdown, 'breakdown.json')).toThrow(/^[^\n]*dealstance\/breakdown@1[^\n]*aggregate[^\n]*$/)
})
