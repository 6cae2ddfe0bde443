import { checkArguments } from '../arguments/check-arguments.js';
import { LEDGER } from '../arguments/option-shapes.js';
import { TEXT } from '../arguments/shapes.js';
import { PipelineError } from '../errors.js';
/** The count fields of a ledger, in order. */
export const CAPTURE_COUNTS = [
    'capturedCount',
    'deletedCount',
    'blockedCount',
    'notFoundCount',
    'notOpenedCount',
    'truncatedCount',
    'duplicateCount',
    'otherLanguageCount',
    'advertCount',
    'retweetCount',
    'botCount',
    'missingParentCount',
];
const countsOf = (countOf) => Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, countOf(name)]));
/** An empty ledger: no reported count, all counts 0. */
export function emptyLedger(source) {
    checkArguments('emptyLedger', { source: [source, TEXT] });
    return { source, reportedCount: null, ...countsOf(() => 0), depthLimit: null, notes: [] };
}
/** Parses a ledger from JSON. Missing counts are 0; unknown keys are ignored. */
export function parseLedger(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalid('a JSON object', value);
    const fields = value;
    const fieldOf = (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined);
    const parseCount = (name) => {
        const count = fieldOf(name) ?? 0;
        if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
            throw invalid(`${name} as a whole number`, count);
        return count;
    };
    const parseText = (name) => {
        const text = fieldOf(name) ?? null;
        if (text !== null && typeof text !== 'string')
            throw invalid(`${name} as a string`, text);
        return text;
    };
    const notes = fieldOf('notes') ?? [];
    if (!Array.isArray(notes) || !notes.every((note) => typeof note === 'string'))
        throw invalid('notes as a list of strings', notes);
    const isReported = (fieldOf('reportedCount') ?? null) !== null;
    return {
        source: parseText('source') ?? 'unknown',
        reportedCount: isReported ? parseCount('reportedCount') : null,
        ...countsOf(parseCount),
        depthLimit: parseText('depthLimit'),
        notes: [...notes],
    };
}
function invalid(expected, got) {
    const kind = got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got;
    return new PipelineError('INGEST_RECORD_INVALID', `expected a capture ledger with ${expected}, got ${kind}. Ingest the thread again.`);
}
/** The note on ledgers without a reported count among others that have one. */
export const unreportedNote = (unreportedCount, ledgerCount) => `${unreportedCount} of ${ledgerCount} ledgers report no number of replies; counted there is what was captured`;
/**
 * Replies known to exist without captured text: reported replies (or those behind unopened links) beyond the captured ones, and captured
 * placeholders without text. A lower bound if the source reports no count.
 */
export function uncapturedCount(ledger) {
    checkArguments('uncapturedCount', { ledger: [ledger, LEDGER] });
    const beyond = Math.max(0, (ledger.reportedCount ?? 0) - ledger.capturedCount, ledger.notOpenedCount);
    return beyond + ledger.deletedCount + ledger.blockedCount + ledger.notFoundCount;
}
