export const CODER_KINDS = ['person', 'model', 'unknown'];
/** What a sample drawn now says of its form. */
export const AUDIT_SCHEMA = 'dealstance/audit@2';
