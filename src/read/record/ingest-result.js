export const noteInto = (ambiguities, lines) => (index, message) => ambiguities.push({ lineNumber: lines[index]?.lineNumber ?? 1, message });
