const REASON_LENGTH = 300

/** Returns the reason of a failure in one line: the message of an error; of stderr, the line that names the error, else the last. */
export function reasonOf(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : String(fault)
  const named = /^(?:SKIPPED|\w*Error\b).*$/m.exec(text)?.[0]
  const line = named ?? text.trim().split('\n').at(-1) ?? ''
  return line.length > REASON_LENGTH ? `${line.slice(0, REASON_LENGTH)}…` : line
}
