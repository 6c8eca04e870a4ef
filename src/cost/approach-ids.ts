/** The five ways, as the article tells them apart. */
export const APPROACH_IDS = [
  'inline-standard',
  'inline-express',
  'distributed-standard',
  'distributed-express',
  'custom-pipeline',
] as const;
export type ApproachId = (typeof APPROACH_IDS)[number];

export const APPROACH_LABELS: Readonly<Record<ApproachId, string>> = {
  'inline-standard': 'Inline Map, Standard workflow',
  'inline-express': 'Inline Map, Express workflow',
  'distributed-standard': 'Distributed Map, Standard children',
  'distributed-express': 'Distributed Map, Express children',
  'custom-pipeline': 'Custom pipeline (S3, Lambda, SQS, DynamoDB)',
};

/** What people call the thing that takes an approach: a definition never is a pipeline. */
export const currentName = (id: ApproachId): string => (id === 'custom-pipeline' ? 'this pipeline' : 'this definition');
