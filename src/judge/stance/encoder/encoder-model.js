import { PipelineError } from '../../../base/errors.js';
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js';
const CONTEXT_PARTS = ['mover', 'move', 'parent'];
/** The model's files next to `model.json`. */
export const ENCODER_FILES = ['model.onnx', 'tokenizer.json'];
const isList = (value, isEntry) => Array.isArray(value) && value.every(isEntry);
const isWhole = (value, least) => Number.isSafeInteger(value) && value >= least;
const fieldsOf = (value) => Object(value);
/** Checks for each part of a header, each with a description for error messages. */
const RULES = {
    id: { expected: 'a name', isValid: (id) => typeof id === 'string' && id !== '' },
    labels: { expected: 'a list of labels', isValid: (labels) => isList(labels, (label) => typeof label === 'string') },
    input: {
        expected: `a context of ${CONTEXT_PARTS.join(', ')}, a maxPostTokens of at least 1, a maxContextTokens, and optionally a non-empty moverAlias`,
        isValid: (input) => {
            const { context, maxPostTokens, maxContextTokens, moverAlias = 'none' } = fieldsOf(input);
            if (typeof moverAlias !== 'string' || moverAlias === '')
                return false;
            return isList(context, (part) => CONTEXT_PARTS.includes(part)) && isWhole(maxPostTokens, 1) && isWhole(maxContextTokens, 0);
        },
    },
    calibration: {
        expected: 'a temperature above 0 and a list of biases',
        isValid: (calibration) => {
            const { temperature, bias } = fieldsOf(calibration);
            return Number.isFinite(temperature) && temperature > 0 && isList(bias, Number.isFinite);
        },
    },
    files: {
        expected: `a SHA-256 for ${ENCODER_FILES.join(' and ')}`,
        isValid: (files) => ENCODER_FILES.every((name) => typeof fieldsOf(fieldsOf(files)[name])['sha256'] === 'string'),
    },
};
/** Checks a `model.json` against the scheme its labels must match. */
export function checkEncoderHeader(value, scheme = STANCE_SCHEME) {
    const fields = fieldsOf(value);
    const invalid = (what) => new PipelineError('MODEL_INVALID', `model "${fields['id']}": ${what}`);
    if (fields['schemaVersion'] !== 1 || fields['kind'] !== 'encoder') {
        throw invalid(`expected an encoder of schema version 1, got "${fields['kind']}" of version ${fields['schemaVersion']}. Install the version of dealstance that it was made for.`);
    }
    for (const [name, { expected, isValid }] of Object.entries(RULES)) {
        if (isValid(fields[name]))
            continue;
        throw invalid(`expected ${expected} as "${name}" in model.json, got ${JSON.stringify(fields[name])}. Restore the file (git checkout).`);
    }
    const header = value;
    if (header.labels.join('\n') !== scheme.labels.join('\n')) {
        const message = `model "${header.id}": expected the labels ${scheme.labels.join(', ')} in this order, got ${header.labels.join(', ')}. Use a model of the same scheme.`;
        throw new PipelineError('MODEL_LABELS_MISMATCH', message);
    }
    const { bias } = header.calibration;
    if (bias.length !== scheme.labels.length) {
        throw invalid(`expected ${scheme.labels.length} biases of the calibration, one per label, got ${bias.length}. Restore model.json (git checkout).`);
    }
    return header;
}
