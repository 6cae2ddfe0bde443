import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConvokitFiles } from '../../read/convokit/parse-convokit.js'
import { isFolder, readInput } from './file/read-source.js'

// Names of each file, the current one first.
const UTTERANCES = ['utterances.jsonl', 'utterances.json']
const SPEAKERS = ['speakers.json', 'users.json']
const CONVERSATIONS = ['conversations.json']

/**
 * Reads the files of a ConvoKit corpus folder. Never opens pickles.
 *
 * @returns null when the path is not a folder with utterances
 * @throws {PipelineError} as `readInput`, for a file that exists and cannot be read
 */
export async function readConvokit(path: string): Promise<ConvokitFiles | null> {
  if (!(await isFolder(path))) return null
  const names = new Set(await readdir(path).catch(() => []))
  const readFirst = async (wanted: readonly string[]): Promise<string | null> => {
    const name = wanted.find((each) => names.has(each))
    return name === undefined ? null : readInput(join(path, name))
  }
  const utterances = await readFirst(UTTERANCES)
  if (utterances === null) return null
  return { utterances, speakers: await readFirst(SPEAKERS), conversations: await readFirst(CONVERSATIONS) }
}
