/** Records as JSON Lines, as the commands write them. */
export const toJsonl = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

/**
 * Scored posts, as JSON Lines or CSV, without the name of their run, which goes by the bytes of the
 * inputs.
 */
export const withoutRun = (text: string): string =>
  text.replaceAll(/(?<=[",])[0-9a-f]{12}(?=[",])/g, 'RUN')

/** Scored posts of `classify` as the scoring page writes them: it records no run. */
export const asPageWrites = (text: string): string =>
  text
    .replace(/"run":"[0-9a-f]{12}",/g, '')
    .replace(/(?<=,(?:linear|stance)-en,)[0-9a-f]{12}(?=,)/g, '')

/** The records of JSON Lines. */
export const fromJsonl = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
