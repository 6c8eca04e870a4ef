import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { Statement } from './statement.ts';

/** A policy document as CloudFormation and SAM take it, functions in their long form (`{"Fn::Sub": …}`). */
export function renderPolicy(statements: readonly Statement[]): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, actions, resources, condition }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: [...actions],
      Resource: resources.map(renderText),
      ...(condition ? { Condition: renderCondition(condition) } : {}),
    })),
  };
}

/** The shortest function that gives this text: none, Ref, Fn::GetAtt or Fn::Sub. */
export function renderText(text: string): JsonValue {
  if (!text.includes('${')) return text;
  const whole = /^\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z0-9.]+))?\}$/.exec(text);
  if (!whole?.[1]) return { 'Fn::Sub': text };
  return whole[2] === undefined ? { Ref: whole[1] } : { 'Fn::GetAtt': [whole[1], whole[2]] };
}

function renderCondition(value: JsonValue): JsonValue {
  if (typeof value === 'string') return renderText(value);
  if (Array.isArray(value)) return value.map(renderCondition);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderCondition(item)]));
}
