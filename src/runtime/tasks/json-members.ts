import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { asJsonText, badCall, lowerFirst, upperFirst, writeInstant } from './integration.ts';
import type { JsonService } from './json-services.ts';

/** Texts of a request for which a definition may write JSON: Step Functions makes a text of it. */
const JSON_TEXTS: ReadonlySet<string> = new Set(['Detail', 'Message', 'MessageBody', 'SecretString']);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The parameters of a state as the service takes them: its own names, dates as seconds, JSON as text. Throws where a
 * blob is no base64.
 */
export function writeRequest(parameters: JsonObject, service: JsonService): JsonObject {
  const exceptions = new Set(service.exceptions);
  const writeValue = (value: JsonValue, name: string): JsonValue => {
    if (typeof value === 'string') return writeText(value, name, service);
    if (JSON_TEXTS.has(upperFirst(name)) && value !== null) return asJsonText(value);
    if (service.maps.includes(name)) return value;
    if (Array.isArray(value)) return value.map((item) => writeValue(item, name));
    return isJsonObject(value) ? writeStructure(value) : value;
  };
  const writeStructure = (structure: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(structure).map(([given, value]) => {
        const other = service.lowerCase ? upperFirst(given) : lowerFirst(given);
        const usual = service.lowerCase ? lowerFirst(given) : given;
        const name = exceptions.has(other) ? other : usual;
        return [name, writeValue(value, name)];
      }),
    );
  return writeStructure(parameters);
}

function writeText(text: string, name: string, { datesSent, blobsSent, serviceId }: JsonService): JsonValue {
  if (datesSent.includes(name)) {
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) throw badCall(`The "${upperFirst(name)}" for ${serviceId} is no date: "${text}".`);
    return milliseconds / 1000;
  }
  if (blobsSent.includes(name) && !BASE64.test(text))
    throw badCall(`The "${upperFirst(name)}" for ${serviceId} is a blob: give it as base64.`);
  return text;
}

/** The answer of the service as a state gets it: names in PascalCase, dates as texts. */
export function readAnswer(answer: JsonObject, service: JsonService): JsonObject {
  const readValue = (value: JsonValue, name: string): JsonValue => {
    if (typeof value === 'number' && service.datesReceived.includes(name))
      return writeInstant(Math.round(value * 1000));
    if (service.maps.includes(name)) return value;
    if (Array.isArray(value)) return value.map((item) => readValue(item, name));
    return isJsonObject(value) ? readAnswer(value, service) : value;
  };
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [upperFirst(name), readValue(value, name)]),
  );
}
