/** Whether nothing but a guess says what the post answers. */
export const isParentGuessed = ({ meta }) => meta.isParentInferred === true;
/** Whether the post answers one post, and that one is known: not guessed, and not one of several. */
export function isParentKnown({ parentId, meta }) {
    return parentId !== null && !isMarked({ meta });
}
const isMarked = ({ meta }) => isParentGuessed({ meta }) || meta.possibleParents !== undefined;
/** Says what a post answers, and how far that is known. */
export function describeAnswer({ parentId, meta }) {
    if (parentId === null)
        return 'answers no post of its thread';
    if (isParentGuessed({ meta }))
        return 'which post it answers is not known';
    const [last, ...others] = (meta.possibleParents ?? [parentId]).toReversed();
    return `answers ${others.length === 0 ? '' : `${others.toReversed().join(', ')} or `}${last}`;
}
/** The thread with every guess taken for the truth. */
export function assumeParents(thread) {
    return { ...thread, posts: thread.posts.map((post) => (isMarked(post) ? withoutMarks(post) : post)) };
}
function withoutMarks(post) {
    const { isParentInferred: _, possibleParents: __, ...meta } = post.meta;
    return { ...post, meta: { ...meta, role: post.meta.role } };
}
