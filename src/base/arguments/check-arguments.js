import { PipelineError } from '../errors.js';
const MAX_TEXT_LENGTH = 40;
function describe(value) {
    if (value === undefined)
        return 'nothing';
    if (typeof value === 'string')
        return JSON.stringify(value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value);
    if (typeof value === 'function')
        return 'a function';
    if (Array.isArray(value))
        return `an array of ${value.length}`;
    if (typeof value !== 'object' || value === null)
        return String(value);
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an object without fields' : `an object with ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}`;
}
/**
 * Checks the arguments of a public function on entry, so that a mistake is reported by argument name and not by an error deeper in.
 *
 * @param functionName public name of the function, for messages
 * @param checked      each argument's value and shape, by argument name
 * @example
 * checkArguments('tokenise', { text: [text, TEXT] })
 */
export function checkArguments(functionName, checked) {
    for (const name in checked) {
        const [value, shape] = checked[name];
        const misfit = shape.findMisfit(value);
        if (misfit === null)
            continue;
        const { expected, example, got } = misfit;
        const path = name + misfit.path;
        const message = `${functionName}: expected ${path} to be ${expected}, such as ${example}; got ${describe(got)}.`;
        throw new PipelineError('USAGE_ARGUMENT_INVALID', message, { context: { function: functionName, argument: path } });
    }
}
