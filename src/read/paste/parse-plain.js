import { splitLines } from '../../base/text/split-lines.js';
import { summarise } from '../record/ingest-counter.js';
import { parseLeadingMentions } from '../record/parse-leading-mentions.js';
/** Reads each line, or each paragraph, as a post. Nothing is left out, and no post is tied to another: the text does not say so. */
export function parsePlain(text, per, threadId = 't1') {
    const posts = [];
    const add = (first, last) => {
        const content = text.slice(first.start, last.end).replace(/\r\n?/g, '\n');
        const { handles } = parseLeadingMentions(content);
        const meta = { role: 'root', ...(handles.length > 0 && { addressees: handles }) };
        posts.push({ id: `p${posts.length + 1}`, threadId, parentId: null, author: null, createdAt: null, text: content, meta });
    };
    let first;
    const lines = splitLines(text);
    for (const [index, line] of lines.entries()) {
        first ??= line;
        const next = lines[index + 1];
        if (next !== undefined && per === 'paragraph' && next.blankCountAbove === 0)
            continue;
        add(first, line);
        first = undefined;
    }
    const headers = new Map();
    const reason = `each ${per} is a post, as the caller says`;
    return { posts, headers, summary: summarise(posts, headers, { source: 'paste', reason, skips: [], ambiguities: [], notes: [] }) };
}
