import { StatesError, type TaskRequest } from '../contracts.ts';
import { endpointUrl, type Environment } from './endpoint-url.ts';
import { nothingCarriesOut } from './integration.ts';
import type { ServiceNames } from './sdk-answer.ts';

export interface EndpointTasksOptions {
  readonly region: string;
  readonly accountId: string;
  readonly environment: Environment;
}

/** The endpoint of a service; throws with the ways where none is named. */
export function requireEndpoint(
  { environment }: EndpointTasksOptions,
  serviceId: string,
  request: TaskRequest,
): string {
  const variable = serviceId.toUpperCase().replaceAll(' ', '_');
  const url = endpointUrl(environment, variable);
  if (url === undefined)
    throw nothingCarriesOut(request, `, or give an endpoint of ${serviceId} (AWS_ENDPOINT_URL_${variable})`);
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw new StatesError('States.Runtime', `The endpoint of ${serviceId} is no http or https URL: ${url}.`);
}

/** As an SDK says that nobody answers. */
export function noAnswer(names: ServiceNames, url: string, error: unknown): StatesError {
  const reason = error instanceof Error ? error.message || error.name : String(error);
  const prefix = names.optimized?.prefix ?? names.sdk;
  return new StatesError(`${prefix}.SdkClientException`, `Unable to execute HTTP request: ${url}: ${reason}`);
}
