import type { RecordPart, ShownRecord } from '../../src/protocol/result-records.ts';
import { build } from '../dom.ts';
import { formatCount, link, SIGNS } from './parts.ts';

export interface DetailActions {
  readonly openText: (id: string, part: RecordPart) => void;
  readonly copyArn: (id: string) => void;
}

const PARTS = [
  ['cause', 'Cause'],
  ['input', 'Input'],
  ['output', 'Output'],
] as const satisfies readonly (readonly [RecordPart, string])[];

/** One record: its child execution, its error, and its texts, of which long ones open whole in an editor. */
export function drawRecord(record: ShownRecord, { openText, copyArn }: DetailActions): readonly Node[] {
  const { id, status, name, executionArn, error, startDate, stopDate } = record;
  const times = [startDate, stopDate].filter((date) => date !== undefined).join(' – ');
  const facts: (readonly [string, string | undefined])[] = [
    ['Child execution', executionArn],
    ['Time', times === '' ? undefined : times],
    ['Error', error ?? (status === 'SUCCEEDED' || status === 'PENDING' ? undefined : 'unknown')],
  ];
  return [
    build(
      'h3',
      { class: `status-${status}` },
      build('span', { 'aria-hidden': 'true' }, SIGNS[status] ?? '·'),
      ` ${status} ${name ?? ''}`,
    ),
    build(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([term, fact]) => (fact === undefined ? [] : [build('dt', {}, term), build('dd', {}, fact)])),
    ),
    ...(executionArn === undefined ? [] : [link('Copy ARN', () => copyArn(id))]),
    ...PARTS.flatMap(([part, title]) => {
      const text = record[part];
      if (text === undefined) return [];
      const isCut = record.cut.includes(part);
      return [
        build('h4', {}, title),
        build('pre', { tabindex: '0', 'aria-label': title }, isCut ? `${text}…` : text),
        ...(isCut ? [build('p', {}, `The first ${formatCount(text.length)} characters.`)] : []),
        link(`Open ${title} in an editor`, () => openText(id, part)),
      ];
    }),
  ];
}
