/** An executed notebook without what differs from run to run and machine to machine: times, versions, how streams were cut. */
export function tidy(notebook) {
  const { kernelspec, language_info: language } = notebook.metadata
  return {
    cells: notebook.cells.map((cell) => ({
      ...cell,
      metadata: {},
      ...(cell.cell_type === 'code' && { outputs: joinStreams(cell.outputs) }),
    })),
    metadata: {
      kernelspec,
      language_info: { file_extension: language.file_extension, name: language.name },
    },
    nbformat: notebook.nbformat,
    nbformat_minor: notebook.nbformat_minor,
  }
}

function joinStreams(outputs) {
  const joined = []
  for (const output of outputs) {
    const last = joined.at(-1)
    if (output.output_type === 'stream' && last?.name === output.name)
      last.text = [...last.text, ...output.text]
    else joined.push(output)
  }
  return joined
}

const textOf = (text) => [text ?? ''].flat().join('')

/**
 * What must be the same in every run: the source, and of each output its text. Pictures and tables in HTML depend on the versions of
 * matplotlib and pandas, so they must be there and no more.
 */
export function comparable({ cells }) {
  return cells.map(({ cell_type: kind, source, outputs = [] }) => ({
    kind,
    source: textOf(source),
    outputs: outputs.map(({ output_type: type, name, text, data = {} }) => ({
      type,
      name,
      text: textOf(text ?? data['text/plain']),
      forms: Object.keys(data).sort(),
    })),
  }))
}
