import type { QueryLanguage } from '../asl/definition.ts';
import { shapeOf } from '../asl/fields.ts';
import type { Field, ShapeName } from '../asl/fields/field.ts';
import type { Surroundings } from './place.ts';
import { choice, hole, rawHole, type SnippetValue } from './snippet.ts';
import { BATCHER, CATCH, processorSnippets, readerSnippets, RETRY, writerSnippets, type Snippet } from './snippets.ts';

/** The resources of what has few of them. */
export const S3_RESOURCES: Readonly<Partial<Record<ShapeName, readonly string[]>>> = {
  ItemReader: ['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2'],
  ResultWriter: ['arn:aws:states:::s3:putObject'],
};

/** Ready values of a field that has more than one usual form; empty for the others. */
export function variantsOf(field: string, { language, mode }: Surroundings): readonly Snippet[] {
  switch (field) {
    case 'ItemProcessor':
      return processorSnippets(language).filter(
        ({ label }) => mode === undefined || label.includes(mode.toLowerCase()),
      );
    case 'ItemReader':
      return readerSnippets(language);
    case 'ResultWriter':
      return writerSnippets(language);
    default:
      return [];
  }
}

/** What a field is filled with at first: its shape, with holes for what only the user knows. */
export function initialValue(field: Field, shape: ShapeName | undefined, around: Surroundings): SnippetValue {
  const { value } = field;
  switch (value.kind) {
    case 'integer':
    case 'number':
      return rawHole(typeof field.default === 'number' && field.default > 0 ? field.default : Math.max(value.min, 1));
    case 'boolean':
      return rawHole(true);
    case 'enum':
      return choice(value.values);
    case 'resource': {
      const known = shape && S3_RESOURCES[shape];
      return known ? choice(known) : hole('');
    }
    case 'timestamp':
      return hole('2030-01-01T00:00:00Z');
    case 'referencePath':
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
      return hole('$.');
    case 'jsonata':
      return hole('{%  %}');
    case 'items':
      return hole('{% $states.input %}');
    case 'strings':
      return [hole(field.name === 'ErrorEquals' ? 'States.TaskFailed' : '')];
    case 'object':
      return objectValue(value.shape, around, field.name);
    case 'list':
      return listValue(field, value.shape, around);
    case 'template':
    case 'literal':
      return payloadValue(shape, field.name);
    case 'string':
    case 'state':
      return hole('');
    case 'states':
      return { Start: { Type: choice(STATE_TYPES), End: true } };
  }
}

const STATE_TYPES = ['Task', 'Map', 'Parallel', 'Choice', 'Wait', 'Pass', 'Succeed', 'Fail'];

function listValue(field: Field, shape: ShapeName, around: Surroundings): SnippetValue {
  if (field.name === 'Retry') return RETRY;
  if (field.name === 'Catch') return CATCH;
  return [itemValue(shape, around)];
}

/** An item of a list of objects. */
export function itemValue(shape: ShapeName, around: Surroundings): SnippetValue {
  if (shape === 'ChoiceRule' || shape === 'NestedChoiceRule') return ruleValue(around.language, shape === 'ChoiceRule');
  if (shape === 'Branch')
    return { StartAt: hole('Start'), States: { Start: { Type: choice(STATE_TYPES), End: true } } };
  return objectValue(shape, around, '');
}

function ruleValue(language: QueryLanguage, isOuter: boolean): SnippetValue {
  const next: Record<string, SnippetValue> = isOuter ? { Next: hole('') } : {};
  return language === 'JSONata'
    ? { Condition: hole('{%  %}'), ...next }
    : { Variable: hole('$.'), StringEquals: hole(''), ...next };
}

function objectValue(name: ShapeName, around: Surroundings, field: string): SnippetValue {
  if (name === 'ItemBatcher') return BATCHER;
  if (name === 'NestedChoiceRule') return ruleValue(around.language, false);
  const first =
    name === 'ItemProcessor'
      ? processorSnippets(around.language).at(around.mode === 'DISTRIBUTED' ? 1 : 0)
      : field === 'ItemReader'
        ? readerSnippets(around.language)[0]
        : field === 'ResultWriter'
          ? writerSnippets(around.language)[0]
          : undefined;
  if (first) return first.value;
  const shape = shapeOf(name, around.language, around.mode);
  const required = shape.fields.filter((field) => field.required);
  const chosen = required.length > 0 ? required : shape.fields.slice(0, 1);
  return Object.fromEntries(chosen.map((each) => [each.name, initialValue(each, name, around)]));
}

function payloadValue(shape: ShapeName | undefined, field: string): SnippetValue {
  if (field === 'Credentials') return { RoleArn: hole('arn:aws:iam::111122223333:role/name') };
  if (shape === 'ItemReader') return { Bucket: hole('amzn-s3-demo-bucket'), Key: hole('items.csv') };
  if (shape === 'ResultWriter') return { Bucket: hole('amzn-s3-demo-bucket'), Prefix: hole('results') };
  return {};
}
