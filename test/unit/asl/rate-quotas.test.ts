import { describe, expect, it } from 'vitest';
import { rateQuotas } from '../../../src/asl/rate-quotas.ts';

describe('rateQuotas', () => {
  it('are higher in three regions, and the same in all others, unknown ones too', () => {
    for (const region of ['us-east-1', 'us-west-2', 'eu-west-1'])
      expect(rateQuotas(region)).toMatchObject({
        stateTransitions: { size: 5000, perSecond: 5000 },
        startExecution: { STANDARD: { size: 1300, perSecond: 300 }, EXPRESS: { size: 6000, perSecond: 6000 } },
      });
    for (const region of ['eu-central-1', 'us-east-2', 'xx-new-9'])
      expect(rateQuotas(region)).toMatchObject({
        stateTransitions: { size: 800, perSecond: 800 },
        startExecution: { STANDARD: { size: 800, perSecond: 150 }, EXPRESS: { size: 6000, perSecond: 6000 } },
      });
  });
});
