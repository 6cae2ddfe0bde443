import { ERROR_CATALOGUE } from '../../src/base/errors.js'
import { EXIT } from '../../src/shell/cli/kit/exit-codes.js'

export function renderErrorPage(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { when, exit }]) => `| \`${code}\` | ${when} | ${EXIT[exit]} |`,
  )
  return `---
title: Error codes
---

# Error codes
Every function throws a \`PipelineError\` and nothing else. Its \`code\` is one of these, its message says what was expected, what came, where, and what to do, and
its \`context\` holds the same facts for programs. Commands print the message as one line and end with the exit code.

| Code | What it means | Exit code |
|---|---|---|
${rows.join('\n')}
`
}
