import { propertyOf } from '../../asl/values.ts';
import { possibleNumbers } from './possible-values.ts';
import { hasHiddenProperties, valueOf, type TemplateResource, type TemplateTree } from './template-tree.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html; SAM leaves it to Lambda. */
const DEFAULT_TIMEOUT = 3;

export interface Timeout {
  readonly functionId: string;
  /** The shortest that it may be, where the template leaves several. */
  readonly seconds: number;
}

/** The time-out of a function, by its own properties, SAM's Globals or Lambda's default; undefined where untold. */
export function timeoutOf(tree: TemplateTree, target: TemplateResource | undefined): Timeout | undefined {
  if (target === undefined || hasHiddenProperties(target)) return undefined;
  const isSam = target.type === 'AWS::Serverless::Function';
  const general = isSam ? propertyOf(tree.functionGlobals, 'Timeout')?.value : undefined;
  const otherwise = possibleNumbers(tree, general, DEFAULT_TIMEOUT);
  const own = valueOf(target, 'Timeout');
  const seconds = own ? possibleNumbers(tree, own, DEFAULT_TIMEOUT) : otherwise;
  return seconds && { functionId: target.logicalId, seconds: Math.min(...seconds) };
}
