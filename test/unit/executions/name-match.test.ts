import { describe, expect, it } from 'vitest';
import { logLinkOf } from '../../../src/executions/log-link.ts';
import { matchDefinition } from '../../../src/executions/name-match.ts';
import { formatMilliseconds } from '../../../src/protocol/format-time.ts';

const arn = (name: string): string => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;

describe('the definition that a machine was made of', () => {
  const definitions = [
    { definition: 'orders', machineName: 'orders', remembered: undefined },
    { definition: 'price-orders', machineName: 'price-orders', remembered: arn('Elsewhere') },
    { definition: 'map', machineName: 'map', remembered: undefined },
  ];
  it.each([
    ['Elsewhere', 'price-orders'],
    ['orders', 'orders'],
    ['shop-PriceOrders-1AB2C3', 'price-orders'],
    ['shop-Orders-1AB2C3', 'orders'],
    ['my-map-machine', undefined],
    ['other', undefined],
  ])('%s was made of %s', (name, expected) => {
    expect(matchDefinition(arn(name), definitions)).toBe(expected);
    expect(matchDefinition(`${arn(name)}:3`, definitions)).toBe(expected);
  });
});

describe('the link to a log', () => {
  it('leads to the events of one execution, in the console of its partition', () => {
    const execution = 'arn:aws:states:eu-central-1:1:express:m/Label:a:b';
    const found = logLinkOf('arn:aws:logs:eu-central-1:1:log-group:/aws/states/m:*', execution);
    expect(found?.logGroup).toBe('/aws/states/m');
    expect(found?.url).toMatch(
      /^https:\/\/console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-central-1#logsV2:log-groups\/log-group\/\$252Faws\$252Fstates\$252Fm\/log-events\$3FfilterPattern\$3D/,
    );
    // The console reads `$` for `%`, twice.
    const pattern = found?.url.split('$3D')[1]?.replaceAll('$', '%') ?? '';
    expect(decodeURIComponent(decodeURIComponent(pattern))).toBe(`{ $.execution_arn = "${execution}" }`);
    expect(logLinkOf('arn:aws-cn:logs:cn-north-1:1:log-group:m:*', execution)?.url).toContain('console.amazonaws.cn');
    expect(logLinkOf('arn:aws:s3:::bucket', execution)).toBeUndefined();
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.6, '1.0 s'],
    [9949, '9.9 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [185_000, '3 min 5 s'],
    [3_599_700, '1 h'],
    [7_800_000, '2 h 10 min'],
    [97_200_000, '1 d 3 h'],
    [-20, '-20 ms'],
  ])('of %d ms is %s', (milliseconds, expected) => {
    expect(formatMilliseconds(milliseconds)).toBe(expected);
  });
});
