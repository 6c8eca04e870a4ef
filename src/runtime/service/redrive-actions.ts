import { ARN, defineAction } from './action.ts';
import { ApiError, validationError } from './api-error.ts';
import { findExecution } from './find.ts';
import { followAttempt } from './launch.ts';
import { redriveStatusOf } from './redrive-status.ts';

/** So many client tokens of an execution are known, for so long. */
const KEPT_TOKENS = 10;
const TOKEN_MS = 15 * 60 * 1000;

/**
 * Takes up an execution that did not succeed where it ended. The same client token, within 15 minutes, gives the date
 * of the redrive that it asked for before. Local handlers are loaded anew: whoever redrives has mostly mended one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export const redriveExecution = defineAction({
  fields: { executionArn: ARN, clientToken: { type: 'string', min: 1, max: 64 } },
  run({ executionArn, clientToken }, service) {
    if (clientToken !== undefined && !/^[!-~]+$/.test(clientToken))
      throw validationError(
        "Value at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [!-~]+",
      );
    const record = findExecution(service, executionArn);
    const date = service.clock.now();
    const known = record.redriveTokens.find(({ token }) => token === clientToken);
    if (known !== undefined && date - known.date <= TOKEN_MS) return { redriveDate: known.date / 1000 };

    const { redriveStatus, redriveStatusReason } = redriveStatusOf(service, record);
    if (redriveStatusReason !== undefined) throw notRedrivable(redriveStatusReason);
    if (redriveStatus === 'REDRIVABLE_BY_MAP_RUN')
      throw notRedrivable('Execution is a child of a Map Run and can only be redriven by its parent execution');
    service.tasks.reload?.();
    followAttempt(service, record, record.execution.redrive(date));
    if (clientToken !== undefined) {
      const others = record.redriveTokens.filter(({ token }) => token !== clientToken);
      record.journal?.redriveToken(clientToken, date);
      record.redriveTokens = [...others, { token: clientToken, date }].slice(-KEPT_TOKENS);
    }
    return { redriveDate: date / 1000 };
  },
});

/** The reasons are AWS's; the words before them are made like those of its other errors. */
function notRedrivable(reason: string): ApiError {
  return new ApiError('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`);
}
