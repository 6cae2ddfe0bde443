// Lower bound for programs from JSONL to JSONL: `node floor.mjs POSTS > /dev/null` parses and prints each post.
import { createReadStream, writeSync } from 'node:fs'

let rest = ''
for await (const chunk of createReadStream(process.argv[2], {
  encoding: 'utf8',
  highWaterMark: 1 << 20,
})) {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  let text = ''
  for (const line of lines) text += `${JSON.stringify(JSON.parse(line))}\n`
  writeSync(1, text)
}
