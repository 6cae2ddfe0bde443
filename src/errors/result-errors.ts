import type { ErrorEntry } from './error-entry.js'

/** Errors of scored posts, and of counts, audits and reports made from them. */
export const RESULT_ERRORS = {
  SCORED_INVALID: {
    exit: 'data',
    when: 'A line is not a scored post as classify wrote it.',
    advice: 'Give the output of classify --format jsonl unchanged.',
  },
  AUDIT_INVALID: {
    exit: 'data',
    when: 'An audit file does not have the form that it needs.',
    advice: 'Give the file as audit wrote it.',
  },
  AUDIT_EDITED: {
    exit: 'data',
    when: 'An audit file was changed after it was written.',
    advice: 'Restore the file, and change labels with audit alone.',
  },
  AUDIT_MISMATCH: {
    exit: 'data',
    when: 'An audit and the scored posts do not belong together.',
    advice: 'Give the scored file that the sample was drawn from.',
  },
  AUDIT_NOT_RANDOM: {
    exit: 'data',
    when: 'The labels come from posts that were not drawn at random, so they cannot estimate a share.',
    advice: 'Draw a random sample with audit --size.',
  },
  AUDIT_IS_SAMPLE: {
    exit: 'data',
    when: 'The labels come from a random sample, so a model must not learn from them.',
    advice: 'Label suggested posts with audit --suggest, and train on those.',
  },
  AUDIT_LOCKED: {
    exit: 'again',
    when: 'Another run is writing the same audit file.',
    advice: 'Wait until that run has ended.',
  },
  AUDIT_POST_UNKNOWN: {
    exit: 'data',
    when: 'A label belongs to a post that is not in the sample, or to another text than the post has.',
    advice: 'Import the file that audit --export wrote.',
  },
  AUDIT_DEAL_MISSING: {
    exit: 'data',
    when: 'A label names no deal, and its post is on several.',
    advice: 'Add a column dealId, or pass --all-deals where the label holds for each deal of the post.',
  },
  AUDIT_LABEL_UNKNOWN: {
    exit: 'data',
    when: 'A label is not in the coding scheme.',
    advice: 'Correct the label.',
  },
  AUDIT_LABEL_CONFLICT: {
    exit: 'data',
    when: 'One coder gave a post two different labels.',
    advice: 'Keep one of the two.',
  },
  AUDIT_CODER_INVALID: {
    exit: 'data',
    when: 'A coder has no usable name, stands in two spellings, or is said to be a person and a model.',
    advice: 'Give each coder one name and one kind.',
  },
  BREAKDOWN_INVALID: {
    exit: 'data',
    when: 'A file is not a breakdown, or its numbers contradict each other.',
    advice: 'Give the output of aggregate --format json or classify --breakdown unchanged.',
  },
  PARTIAL_INVALID: {
    exit: 'data',
    when: 'A file is not a partial breakdown, or it was changed.',
    advice: 'Give the output of aggregate --partial or merge --partial unchanged.',
  },
  PARTIAL_MISMATCH: {
    exit: 'data',
    when: 'Partial breakdowns do not belong together.',
    advice: 'Make all of them with the same model, scheme, options and version.',
  },
  PARTIAL_REPEATED: {
    exit: 'data',
    when: 'The same posts were counted twice.',
    advice: 'Leave one of the partial breakdowns out.',
  },
  CITE_NOT_AUDITED: {
    exit: 'data',
    when: 'A number cannot be quoted, because nobody has labelled a random sample of the posts.',
    advice: 'Draw and label a sample with audit.',
  },
  CITE_INCOMPLETE: {
    exit: 'data',
    when: 'More than 5 % of the judgements that were drawn have no label.',
    advice: 'Label the missing ones with audit --skipped and audit --adjudicate.',
  },
  CITE_TOO_FEW_LABELS: {
    exit: 'data',
    when: 'Fewer than 20 posts of a deal have a hand label, and not all of them.',
    advice: 'Label more posts with audit.',
  },
  CITE_CODERS_DISAGREE: {
    exit: 'data',
    when: "Krippendorff's alpha of the coders is below .667, so their labels do not measure one thing.",
    advice: 'Discuss the labelling rules with the coders, and label a new sample.',
  },
  CITE_LABELS_COPIED: {
    exit: 'data',
    when: 'The labels agree with the model, also where it is least sure, more than careful coders do: they may be copies of its answers.',
    advice: 'Have the sample labelled blind, or say why they agree with --accept-agreement.',
  },
  CITE_UNBALANCED: {
    exit: 'data',
    when: 'What the model says of the drawn posts is so unlike what it says of all that no random draw explains it.',
    advice: 'Give the scored file that nobody changed since the draw, or draw a new sample.',
  },
  CITE_EDITED: {
    exit: 'data',
    when: "A breakdown's numbers do not follow from its counts, or from the scored file and the audit behind it.",
    advice: 'Run aggregate --audit again, and cite what it writes.',
  },
  CITE_TOO_WIDE: {
    exit: 'data',
    when: 'The interval of a number is too wide to be quoted.',
    advice: 'Label more posts with audit.',
  },
  CITE_CAPTURE_PARTIAL: {
    exit: 'data',
    when: 'So little of the discussion was captured that what the platform showed first would decide the number.',
    advice: 'Capture the rest of the discussion.',
  },
  DISCLOSURE_FACTS_INVALID: {
    exit: 'data',
    when: 'A file of facts for the disclosure does not have the form that it needs.',
    advice: 'Correct the fact that the message names.',
  },
  REPORT_INVALID: {
    exit: 'data',
    when: 'A file is not a report that can be verified.',
    advice: 'Give the report as the command wrote it.',
  },
  EVIDENCE_MISSING: {
    exit: 'data',
    when: "A file that the report's numbers come from is not there.",
    advice: 'Put the file beside the report, or name it with --evidence.',
  },
  EVIDENCE_MISMATCH: {
    exit: 'data',
    when: "A file is not the one that the report's numbers come from.",
    advice: 'Give the file with the hash that the report names.',
  },
  KEY_INVALID: {
    exit: 'data',
    when: 'The file does not hold a key for pseudonyms.',
    advice: 'Give the file that --new-key made.',
  },
  SHARE_INVALID: {
    exit: 'data',
    when: 'A file is not a share pack, or it was changed.',
    advice: 'Give the output of --format share unchanged.',
  },
  SHARDS_INVALID: {
    exit: 'data',
    when: 'The manifest of the shards does not have the form that it needs.',
    advice: 'Give the manifest.json that shard wrote unchanged.',
  },
  PICTURE_RUNTIME_UNAVAILABLE: {
    exit: 'again',
    when: 'The library that draws PNG pictures cannot be loaded.',
    advice: 'Install the optional dependencies, or write SVG pictures with --svg.',
  },
  PICTURE_FONT_MISSING: {
    exit: 'missing',
    when: 'No font was found for the letters of a PNG picture.',
    advice: 'Install a font, name one with --font, or take --svg.',
  },
  QUERY_INVALID: {
    exit: 'usage',
    when: 'The SQL cannot be parsed, or asks for something that is not allowed.',
    advice: 'Correct the query.',
  },
  QUERY_FAILED: {
    exit: 'data',
    when: 'The SQL was understood and failed while it ran.',
    advice: 'Correct the query or the data that the message names.',
  },
  QUERY_RUNTIME_UNAVAILABLE: {
    exit: 'missing',
    when: 'DuckDB, which query needs, is not installed.',
    advice: 'Install @duckdb/node-api beside dealstance.',
  },
  INTERNAL: {
    exit: 'internal',
    when: 'Something happened that cannot happen: a fault of dealstance.',
    advice: 'Report it with the command and, if possible, the input.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
