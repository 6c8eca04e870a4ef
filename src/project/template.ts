import { isJsonObject, type JsonObject } from '../asl/json.ts';
import { parseSyntax } from '../asl/parse.ts';
import { toJson } from '../asl/values.ts';

export interface ParsedTemplate {
  /** The template with `!Ref x` as `{"Ref": x}` and `!Sub x` as `{"Fn::Sub": x}`; absent when it could not be read. */
  readonly template: JsonObject | undefined;
  /** One sentence, when there is no template. */
  readonly problem: string | undefined;
}

/** Reads a SAM or CloudFormation template; JSON is read as the YAML that it is. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  const { root, problems } = parseSyntax(text, 'yaml');
  const [problem] = problems;
  if (problem) {
    const line = text.slice(0, problem.start).split('\n').length;
    return { template: undefined, problem: `The template cannot be read (line ${line}): ${problem.message}` };
  }
  const template = root && toJson(root);
  return isJsonObject(template) && isJsonObject(template.Resources)
    ? { template, problem: undefined }
    : { template: undefined, problem: 'The template has no Resources.' };
}
