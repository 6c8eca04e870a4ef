import type { Definition } from '../asl/definition.ts';
import { ServiceFault } from '../executions/service-fault.ts';
import { validateOnService } from '../executions/validate-on-service.ts';
import type { Finding } from '../validation/finding.ts';
import { plainValueOf } from '../validation/plain-value.ts';
import { askValidator, placeOpinions } from '../validation/second-opinion.ts';
import { serviceFindings } from '../validation/service-findings.ts';
import { validateDefinition } from '../validation/validate.ts';
import type { FileChecks } from './check-files.ts';
import { UsageError, type Terminal } from './exit.ts';

export interface OthersToAsk {
  readonly secondOpinion?: boolean | undefined;
  readonly aws?: boolean | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Asks those that the options name. AWS's endpoint may be another one by AWS_ENDPOINT_URL_SFN, as for every SDK. Throws
 * a UsageError when AWS cannot be asked: who wants its word is not served by silence.
 */
export function askOthers(options: OthersToAsk, env: Terminal['env']): FileChecks['askOthers'] {
  return async (definition, type) => {
    const value = plainValueOf(definition);
    if (!value || definition.problems.length > 0) return [];
    const findings: Finding[] = [];
    if (options.secondOpinion) {
      const { default: validate } = await import('asl-validator');
      findings.push(
        ...placeOpinions(definition, askValidator(validate, value), validateDefinition(definition, { type })),
      );
    }
    if (options.aws) findings.push(...(await askAws(definition, JSON.stringify(value), type, options, env)));
    return findings;
  };
}

async function askAws(
  definition: Definition,
  text: string,
  type: Parameters<FileChecks['askOthers']>[1],
  { profile, region }: OthersToAsk,
  env: Terminal['env'],
): Promise<Finding[]> {
  const endpoint = env.AWS_ENDPOINT_URL_SFN;
  try {
    const { diagnostics } = await validateOnService({ profile, region, endpoint }, text, { type });
    return serviceFindings(definition, diagnostics);
  } catch (error) {
    if (error instanceof ServiceFault) throw new UsageError(error.message);
    throw error;
  }
}
