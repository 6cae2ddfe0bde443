// The least that any program does between JSONL and JSONL: `node floor.mjs POSTS > /dev/null` parses each post and prints it again.
import { createReadStream, writeSync } from 'node:fs'

let rest = ''
for await (const chunk of createReadStream(process.argv[2], { encoding: 'utf8', highWaterMark: 1 << 20 })) {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  let text = ''
  for (const line of lines) text += `${JSON.stringify(JSON.parse(line))}\n`
  writeSync(1, text)
}
