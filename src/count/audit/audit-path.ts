/**
 * Where `audit` keeps the labels of scored posts unless told otherwise: `runs/scored.jsonl` has `runs/scored.audit.jsonl` beside it.
 *
 * @param kind `suggest` for posts that were suggested to train on
 */
export const auditPathBeside = (scoredPath: string, kind: 'audit' | 'suggest' = 'audit'): string =>
  `${scoredPath.replace(/(?<=[^/\\])\.[^./\\]*$/, '')}.${kind}.jsonl`
