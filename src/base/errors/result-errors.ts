import { again, data, type ErrorEntry, internal, missing, usage } from './error-entry.js'

/** Errors of scored posts, and of counts, audits and reports made from them. */
export const RESULT_ERRORS = {
  SCORED_INVALID: data('A line is not a scored post as classify wrote it.', 'Give the output of classify --format jsonl unchanged.'),
  SCORED_TOO_MANY: data('There are more authors than memory holds counts of.', 'Count the posts with query or on Spark.'),
  AUDIT_INVALID: data('An audit file does not have the form that it needs.', 'Give the file as audit wrote it.'),
  AUDIT_EDITED: data('An audit file was changed after it was written.', 'Restore the file, and change labels with audit alone.'),
  AUDIT_MISMATCH: data('An audit and the scored posts do not belong together.', 'Give the scored file that the sample was drawn from.'),
  AUDIT_NOT_RANDOM: data(
    'The labels come from posts that were not drawn at random, so they cannot estimate a share.',
    'Draw a random sample with audit --size.',
  ),
  AUDIT_IS_SAMPLE: data(
    'The labels come from a random sample: a model may learn them cross-fitted alone, each post judged without its own label.',
    'Let the model learn them with classify --learn, or label suggested posts with audit --suggest and train on those.',
  ),
  AUDIT_LOCKED: again('Another run is writing the same audit file.', 'Wait until that run has ended.'),
  AUDIT_POST_UNKNOWN: data(
    'A label belongs to a post that is not in the sample, or to another text than the post has.',
    'Import the file that audit --export wrote.',
  ),
  AUDIT_DEAL_MISSING: data(
    'A label names no deal, and its post is on several.',
    'Add a column dealId, or pass --all-deals where the label holds for each deal of the post.',
  ),
  AUDIT_LABEL_UNKNOWN: data('A label is not in the coding scheme.', 'Correct the label.'),
  AUDIT_LABEL_CONFLICT: data('One coder gave a post two different labels.', 'Keep one of the two.'),
  AUDIT_CODER_INVALID: data(
    'A coder has no usable name, stands in two spellings, or is said to be a person and a model.',
    'Give each coder one name and one kind.',
  ),
  CITE_NOT_AUDITED: data(
    'A number cannot be quoted, because nobody has labelled a random sample of the posts.',
    'Draw and label a sample with audit.',
  ),
  CITE_INCOMPLETE: data(
    'More than 5% of the judgements that were drawn have no label.',
    'Label the missing ones with audit --skipped and audit --adjudicate.',
  ),
  CITE_TOO_FEW_LABELS: data('Fewer than 20 posts of a deal have a hand label, and not all of them.', 'Label more posts with audit.'),
  CITE_CODERS_DISAGREE: data(
    "Krippendorff's alpha of the coders is below .667, so their labels do not measure one thing.",
    'Discuss the labelling rules with the coders, and label a new sample.',
  ),
  CITE_LABELS_COPIED: data(
    'The labels may be copies: they agree with the model on all of 20 or more, or more than careful coders do, also where it is least sure.',
    'Have the sample labelled blind, or say why they agree with --accept-agreement.',
  ),
  CITE_EDITED: data(
    "A breakdown's numbers are not those of the scored file and the audit behind it.",
    'Cite the scored file itself, with its audit beside it.',
  ),
  CITE_UNBALANCED: data(
    'What the model says of the drawn posts is so unlike what it says of all that no random draw explains it.',
    'Give the scored file that nobody changed since the draw, or draw a new sample.',
  ),
  CITE_TOO_WIDE: data('The interval of a number is too wide to be quoted.', 'Label more posts with audit.'),
  CITE_CAPTURE_PARTIAL: data(
    'So little of the discussion was captured that what the platform showed first would decide the number.',
    'Capture the rest of the discussion.',
  ),
  DISCLOSURE_FACTS_INVALID: data(
    'A file of facts for the disclosure does not have the form that it needs.',
    'Correct the fact that the message names.',
  ),
  REPORT_INVALID: data('A file is not a report that can be verified.', 'Give the report as the command wrote it.'),
  EVIDENCE_MISSING: data(
    "A file that the report's numbers come from is not there.",
    'Put the file beside the report, or name it with --evidence.',
  ),
  EVIDENCE_MISMATCH: data(
    "A file is not the one that the report's numbers come from.",
    'Give the file with the hash that the report names.',
  ),
  KEY_INVALID: data('The file does not hold a key for pseudonyms.', 'Give the file that --new-key made.'),
  PICTURE_RUNTIME_UNAVAILABLE: again(
    'The library that draws PNG pictures cannot be loaded.',
    'Install the optional dependencies, or write SVG pictures with --svg.',
  ),
  PICTURE_FONT_MISSING: missing(
    'No font was found for the letters of a PNG picture.',
    'Install a font, name one with --font, or take --svg.',
  ),
  QUERY_INVALID: usage('The SQL cannot be parsed, or asks for something that is not allowed.', 'Correct the query.'),
  QUERY_FAILED: data('The SQL was understood and failed while it ran.', 'Correct the query or the data that the message names.'),
  QUERY_RUNTIME_UNAVAILABLE: missing('DuckDB, which query needs, is not installed.', 'Install @duckdb/node-api beside dealstance.'),
  INTERNAL: internal(
    'Something happened that cannot happen: a fault of dealstance.',
    'Report it with the command and, if possible, the input.',
  ),
} as const satisfies Readonly<Record<string, ErrorEntry>>
